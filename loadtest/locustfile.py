"""Locust users who have texts spoken, over gRPC and over HTTP, in a closed or an open loop.

    python -m loadtest.locust_run                                   starts a server and runs this
    locust -f loadtest/locustfile.py --tritone-grpc localhost:8001 --tritone-http http://localhost:8000

Rows of their own in Locust's statistics, beside the requests themselves (whose time is that of the whole answer):
`first audio`, `gap` (from one chunk to the next) and `underrun` (how long playback stood still; one each) in ms;
`× real time of a stream` and, now and then, `× real time of all` are no times: read the columns as plain numbers. They
are left out of the row "Aggregated". Texts have the tags short, medium and long (`--tags short`).
"""

from __future__ import annotations

import functools
import json
import os
import random
import time
from typing import Any

import gevent
import gevent.pool
from locust import User, events, tag, task
from locust.argument_parser import LocustArgumentParser
from locust.env import Environment
from locust.runners import WORKER_REPORT_INTERVAL, MasterRunner, WorkerRunner

from loadtest.clients.callers import GrpcCaller, HttpCaller, use_gevent
from loadtest.clients.messages import AudioCheck, StreamFailed
from loadtest.corpus import english_by_length
from loadtest.results.metrics import StreamRecord
from loadtest.runs.children import die_with_parent
from loadtest.users.load_meter import LoadMeter, to_send

TEXTS = english_by_length()
_TOTAL = ("all", "× real time of all")
"""Method and name of the row of all users together."""

# Workers that Locust forks (`--processes`) would look for their master for a minute, and longer, when it is gone.
os.register_at_fork(after_in_child=functools.partial(die_with_parent, os.getpid()))


@events.init_command_line_parser.add_listener
def add_options(parser: LocustArgumentParser) -> None:
    """Our options, on the command line and in the web UI."""
    group = parser.add_argument_group("Tritone")
    group.add_argument("--tritone-grpc", default="127.0.0.1:8001", metavar="ADDRESS", help="gRPC address")
    group.add_argument("--tritone-http", default="http://127.0.0.1:8000", metavar="URL", help="HTTP address")
    group.add_argument("--tritone-model", default="tts")
    group.add_argument("--tritone-voice", default="", help="the server's default unless given")
    group.add_argument(
        "--tritone-think-seconds",
        type=float,
        default=0.0,
        metavar="S",
        help="mean pause of a user before the next text (exponential)",
    )
    group.add_argument(
        "--tritone-rate-per-user",
        type=float,
        default=0.0,
        metavar="R",
        help="open loop: each user sends R requests per second (Poisson), whatever comes back; 0: closed loop",
    )
    group.add_argument(
        "--tritone-listen", action="store_true", help="closed loop: a user hears a text to its end before the next"
    )
    group.add_argument("--tritone-result", default="", metavar="FILE", help="write the statistics there as JSON")


@events.init.add_listener
def prepare(environment: Environment, **_: Any) -> None:
    """A meter for each process; masters count what their workers send."""
    environment.tritone_meter = meter = LoadMeter()
    environment.tritone_total = total = LoadMeter()
    if isinstance(environment.runner, WorkerRunner):

        @environment.events.report_to_master.add_listener
        def send(client_id: str, data: dict[str, Any]) -> None:
            data["tritone"] = to_send(meter.take())
    else:

        @environment.events.worker_report.add_listener
        def receive(client_id: str, data: dict[str, Any]) -> None:
            for each in (meter, total):
                each.add(data.get("tritone") or to_send(LoadMeter().take()))

        # Workers report in turns of some seconds: a shorter look would see one worker and then another.
        pause = 2 * WORKER_REPORT_INTERVAL if isinstance(environment.runner, MasterRunner) else 1.0
        gevent.spawn(_watch_total, environment, pause)


def _watch_total(environment: Environment, pause: float) -> None:
    """Now and then, × real time of all users."""
    while True:
        gevent.sleep(pause)
        _note_total(environment)


def _note_total(environment: Environment) -> None:
    """× real time of all users since the last look."""
    window = environment.tritone_total.take()
    if window.audio_seconds:
        _row(environment, *_TOTAL, window.times_real_time)


def _row(environment: Environment, method: str, name: str, value: float) -> None:
    """A row that does not count as a request."""
    environment.stats.get(name, method).log(value, 0)


class TtsUser(User):
    """One caller; subclasses say over what."""

    abstract = True
    protocol = ""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.settings = environment.parsed_options
        self.caller = self.connect()
        self.answers = gevent.pool.Group()

    def connect(self) -> GrpcCaller | HttpCaller:
        """A connection of this user's own."""
        raise NotImplementedError

    def wait_time(self) -> float:
        """Until the next request: think time, or the arrivals of the open loop."""
        if self.settings.tritone_rate_per_user > 0:
            return random.expovariate(self.settings.tritone_rate_per_user)
        mean = self.settings.tritone_think_seconds
        return random.expovariate(1 / mean) if mean > 0 else 0.0

    @tag("short")
    @task(3)
    def short(self) -> None:
        """One sentence."""
        self.ask("short")

    @tag("medium")
    @task(6)
    def medium(self) -> None:
        """One to three sentences."""
        self.ask("medium")

    @tag("long")
    @task(1)
    def long(self) -> None:
        """Some twenty sentences."""
        self.ask("long")

    def ask(self, length: str) -> None:
        """Have a text spoken: wait for it in the closed loop, go on at once in the open loop."""
        text = random.choice(TEXTS[length])
        if self.settings.tritone_rate_per_user > 0:
            self.answers.spawn(self.answer, text, length)
        else:
            record = self.answer(text, length)
            if self.settings.tritone_listen and record.arrivals:
                gevent.sleep(max(0.0, record.playback_ends_at() - time.perf_counter()))

    def answer(self, text: str, length: str) -> StreamRecord:
        """Stream a text to its end and report it."""
        environment, settings = self.environment, self.settings
        meters = (environment.tritone_meter, environment.tritone_total)
        record, audio, failure, received = StreamRecord(sent_at=time.perf_counter()), AudioCheck(), None, 0
        try:
            for chunk in self.caller.chunks(settings.tritone_model, text, settings.tritone_voice or None):
                now, seconds = time.perf_counter(), audio.note(chunk)
                received += chunk.audio_bytes
                heard_before = bool(record.arrivals)
                record.add_chunk(now, seconds)
                for meter in meters:
                    meter.audio(seconds)
                    if record.arrivals and not heard_before:
                        meter.first_audio(record.time_to_first_audio() * 1000)
            if missing := audio.missing():
                failure = StreamFailed(missing)
        except StreamFailed as error:
            failure = error
        self._report(record, length, failure, received)
        return record

    def _report(self, record: StreamRecord, length: str, failure: Exception | None, received: int) -> None:
        environment, stalls = self.environment, record.underruns()
        environment.events.request.fire(
            request_type=self.protocol,
            name=f"tts {length}",
            exception=failure,
            response_length=received,
            context={},
            response_time=(time.perf_counter() - record.sent_at) * 1000,
        )
        for meter in (environment.tritone_meter, environment.tritone_total):
            meter.ended(failure is not None, bool(stalls))
        if not record.arrivals:
            return
        _row(environment, self.protocol, "first audio", record.time_to_first_audio() * 1000)
        _row(environment, self.protocol, "× real time of a stream", record.times_real_time())
        for name, values in (("gap", record.gaps()), ("underrun", stalls)):
            for value in values:
                _row(environment, self.protocol, name, value * 1000)

    def on_stop(self) -> None:
        """Let what was asked for in the open loop be answered."""
        self.answers.join(timeout=self.environment.stop_timeout or 0)
        self.answers.kill()
        self.caller.close()


class GrpcUser(TtsUser):
    """A user of Triton's `ModelStreamInfer`."""

    weight = 3
    protocol = "grpc"

    def connect(self) -> GrpcCaller:
        """A channel of this user's own."""
        use_gevent()
        return GrpcCaller(self.settings.tritone_grpc)


class HttpUser(TtsUser):
    """A user of `generate_stream`."""

    weight = 1
    protocol = "http"

    def connect(self) -> HttpCaller:
        """A session of this user's own."""
        return HttpCaller(self.settings.tritone_http)


@events.quitting.add_listener
def write_result(environment: Environment, **_: Any) -> None:
    """The statistics as JSON, where a file is named for it."""
    path = environment.parsed_options.tritone_result
    if path and not isinstance(environment.runner, WorkerRunner):
        method, name = _TOTAL
        if (name, method) not in environment.stats.entries:  # the run was over before anybody looked
            _note_total(environment)
        rows = [
            {
                "method": entry.method,
                "name": entry.name,
                "count": entry.num_requests,
                "failures": entry.num_failures,
                "mean": entry.avg_response_time,
                "max": entry.max_response_time,
                **{f"p{p}": entry.get_response_time_percentile(p / 100) for p in (50, 95, 99)},
            }
            for entry in environment.stats.entries.values()
        ]
        climb = getattr(environment, "tritone_climb", None)
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"rows": rows, "climb": climb.as_json() if climb else None}, file)
