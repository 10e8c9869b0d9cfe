"""A Locust user who is a voice agent: turns token by token into contexts (docs/live.md), a third of them interrupted.

    python -m loadtest.locust_run --protocol agent --users 100

Rows beside the turns themselves: `first sound` (from the piece that made the first clause certain), `gap`, `underrun`,
`interrupt answer`, all in ms; a turn fails whose sound is not all there, or of which the server took other text for
heard than its own timings say.
"""

from __future__ import annotations

import itertools
import random
import time
from typing import Any

import gevent
import gevent.event
import gevent.queue
import grpc
from locust import User, task
from tritonclient.grpc import service_pb2_grpc

from loadtest.clients.callers import use_gevent
from loadtest.clients.contexts import Take, Values, answer_of, new_context
from loadtest.clients.messages import StreamFailed
from loadtest.corpus import english
from loadtest.results.agent_metrics import TurnRecord
from loadtest.users.listener import Listener
from loadtest.users.turns import Turn, next_turn, sentences
from tritone.client.address import channel_options
from tritone.client.messages import model_request

SENTENCES = sentences(english())
_ANSWER_SECONDS = 30.0


class AgentUser(User):
    """One agent, with a connection of its own."""

    def on_start(self) -> None:
        """Connect."""
        use_gevent()
        settings = self.environment.parsed_options
        self.model, self.voice = settings.tritone_model, settings.tritone_voice or None
        self.listens = settings.tritone_listen
        options = [*channel_options(settings.tritone_grpc), ("grpc.use_local_subchannel_pool", 1)]
        self.channel = grpc.insecure_channel(settings.tritone_grpc, options=options)
        self.connect()

    def connect(self) -> None:
        """Begin a stream; contexts follow each other on it."""
        self.requests: gevent.queue.Queue[Any] = gevent.queue.Queue()
        self.numbers, self.takers = itertools.count(1), dict[str, Take]()
        stub = service_pb2_grpc.GRPCInferenceServiceStub(self.channel)
        self.call = stub.ModelStreamInfer(iter(self.requests.get, None))
        self.reader = gevent.spawn(self.read, self.call, self.takers)

    @staticmethod
    def read(call: Any, takers: dict[str, Take]) -> None:
        """Hand what comes to who asked for it."""
        try:
            for response in call:
                if take := takers.get(response.infer_response.id):
                    take(answer_of(response))
        except grpc.RpcError as error:
            for take in list(takers.values()):
                take(StreamFailed(error.details() or "no reason given", error.code().name))

    def send(self, take: Take, **inputs: Any) -> None:
        """Send a request."""
        request_id = str(next(self.numbers))
        self.takers[request_id] = take
        self.requests.put(model_request(self.model, request_id, **inputs))

    @task
    def turn(self) -> None:
        """Say a turn, hear it, and be silent as long."""
        plan = next_turn(SENTENCES, random)
        record, began, failure = TurnRecord(plan.text), time.perf_counter(), None
        try:
            self.say(plan, record)
        except StreamFailed as error:
            failure = error
        if failure is None and record.heard_error:
            failure = StreamFailed(record.heard_error)
        self.report(record, began, failure)
        self.takers.clear()
        if self.reader.dead:
            self.connect()
        gevent.sleep(random.uniform(0.5, 1.5) * (time.perf_counter() - began if self.listens else 0.4))

    def say(self, plan: Turn, record: TurnRecord) -> None:
        """Raises StreamFailed."""
        listener = Listener(record, begun := gevent.event.Event(), ended := gevent.event.Event())
        context, appended = new_context(), list[str]()
        self.send(listener.take, op="begin", context=context, timestamps="word", voice=self.voice)
        writing = gevent.spawn(self.write, plan, record, listener, context, appended)
        try:
            if plan.interrupt_after_seconds is None:
                if not ended.wait(_ANSWER_SECONDS):
                    raise StreamFailed(f"no end came within {_ANSWER_SECONDS:g} s")
                if self.listens and record.sent.arrivals:
                    gevent.sleep(max(0.0, record.sent.playback_ends_at() - time.perf_counter()))
            else:
                begun.wait(_ANSWER_SECONDS)
                while wait := listener.seconds_until(plan.interrupt_after_seconds * (1.0 if self.listens else 0.1)):
                    gevent.sleep(wait)
                writing.kill()
                self.interrupt(context, record, "".join(appended))
        finally:
            writing.kill()
        if listener.fault:
            raise StreamFailed(listener.fault)

    def write(self, plan: Turn, record: TurnRecord, listener: Listener, context: str, appended: list[str]) -> None:
        """Token by token, as a language model does."""
        due = time.perf_counter()
        for number, token in enumerate(plan.tokens):
            gevent.sleep(max(0.0, due - time.perf_counter()))
            due += plan.seconds_per_token
            if number == plan.certain_with:
                record.sent.sent_at = time.perf_counter()
            appended.append(token)
            self.send(listener.refused, op="append", context=context, text=token)
        record.sent.sent_at = min(record.sent.sent_at, time.perf_counter())
        self.send(listener.refused, op="end", context=context)

    def interrupt(self, context: str, record: TurnRecord, appended: str) -> None:
        """Break in; raises StreamFailed."""
        answers: gevent.queue.Queue[Values | StreamFailed] = gevent.queue.Queue()
        now = record.interrupted_at = time.perf_counter()
        played = record.played_seconds(now)
        self.send(answers.put, op="interrupt", context=context, played_seconds=played)
        try:
            answer = answers.get(timeout=_ANSWER_SECONDS)
        except gevent.queue.Empty:
            raise StreamFailed("an interruption was not answered") from None
        record.interrupt_seconds = time.perf_counter() - now
        if isinstance(answer, StreamFailed):
            raise answer
        record.check_heard(answer["event"], played, appended)

    def report(self, record: TurnRecord, began: float, failure: StreamFailed | None) -> None:
        """Rows of Locust's statistics."""
        self.environment.events.request.fire(
            request_type="agent",
            name="turn",
            exception=failure,
            response_length=0,
            context={},
            response_time=(time.perf_counter() - began) * 1000,
        )
        sent = record.sent
        rows = {
            "first sound": [sent.time_to_first_audio()] if sent.arrivals else [],
            "gap": sent.gaps(),
            "underrun": sent.underruns(),
            "interrupt answer": [record.interrupt_seconds] if record.interrupt_seconds is not None else [],
        }
        for name, values in rows.items():
            for value in values:
                self.environment.stats.get(name, "agent").log(value * 1000, 0)

    def on_stop(self) -> None:
        """Close the connection."""
        self.requests.put(None)
        self.call.cancel()
        self.channel.close()
