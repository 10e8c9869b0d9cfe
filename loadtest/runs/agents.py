"""Agents: each says turn after turn, token by token, hears them as they play, and is interrupted now and then."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import random
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from loadtest.clients.contexts import ContextStream, Values, context_stream, new_context
from loadtest.clients.messages import UNFINISHED, StreamFailed
from loadtest.clients.streams import Stub, Where, open_stub
from loadtest.results.agent_metrics import AgentSummary, TurnRecord, summarise_turns
from loadtest.users.listener import Listener
from loadtest.users.turns import Turn, next_turn

WARM_UP_SECONDS = 10.0
"""Agents begin one after the other within so long."""
ANSWER_SECONDS = 30.0
_BRISK_PAUSE_SECONDS, _BRISK_SHARE = 0.4, 0.1
PAUSE = (0.5, 1.5)
"""An agent is silent for so many times as long as it talked: half of the time, on average."""


@dataclass(frozen=True)
class Crowd:
    """Who talks."""

    agents: int
    model: str = "tts"
    voice: str | None = None
    """The server's default unless given."""
    seed: int = 1
    listens: bool = True
    """Turns are heard to their ends, and agents are silent as long as they talk; else the next one begins soon after
    the last chunk of the one before, and interruptions come early."""
    stream_each_turn: bool = False
    """Before many servers, where a stream stays with the one that it was given to."""


async def agents_talk(
    url: Where, corpus: Sequence[str], crowd: Crowd, seconds: float, warm_up_seconds: float = WARM_UP_SECONDS
) -> AgentSummary:
    """Agents for so long, each over a stream of its own, or one for each of its turns. corpus: sentences."""
    agents = crowd.agents
    turns: list[TurnRecord] = []
    async with open_stub(url) as stub:
        start = time.perf_counter()
        began, stop_at = start + warm_up_seconds, start + warm_up_seconds + seconds

        async def agent(number: int) -> None:
            draw = random.Random(crowd.seed * 1000 + number)
            plan = next_turn(corpus, draw)  # before the clock runs: what is certain takes a moment to find out
            await asyncio.sleep(warm_up_seconds * number / agents)
            async with _stream_for(stub, crowd, crowd.stream_each_turn) as shared:
                while time.perf_counter() < stop_at:
                    record = TurnRecord(plan.text)
                    record.sent.error = UNFINISHED
                    turns.append(record)
                    talked = time.perf_counter()
                    async with _stream_for(stub, crowd, not crowd.stream_each_turn) as own:
                        await say(own or shared, plan, record, crowd)
                    talked = time.perf_counter() - talked
                    plan = next_turn(corpus, draw)
                    pause = draw.uniform(*PAUSE) * (talked if crowd.listens else _BRISK_PAUSE_SECONDS)
                    await asyncio.sleep(min(pause, max(0.0, stop_at - time.perf_counter())))

        processor_seconds = -time.process_time()
        await asyncio.gather(*(agent(number) for number in range(agents)))
        processor_seconds += time.process_time()
        took = time.perf_counter() - start
    summary = summarise_turns(turns, agents, began, stop_at)
    return dataclasses.replace(summary, client_share_of_core=processor_seconds / took)


@contextlib.asynccontextmanager
async def _stream_for(stub: Stub, crowd: Crowd, is_elsewhere: bool) -> AsyncIterator[ContextStream | None]:
    """A stream of contexts; None where another one is used."""
    if is_elsewhere:
        yield None
    else:
        async with context_stream(stub, crowd.model) as stream:
            yield stream


async def say(stream: ContextStream, turn: Turn, record: TurnRecord, crowd: Crowd) -> None:
    """Say one turn, and return when it has been heard, or was interrupted."""
    listener = Listener(record, begun := asyncio.Event(), ended := asyncio.Event())
    context = new_context()
    appended: list[str] = []

    async def write() -> None:
        due = time.perf_counter()
        for number, token in enumerate(turn.tokens):
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            due += turn.seconds_per_token
            if number == turn.certain_with:
                record.sent.sent_at = time.perf_counter()
            appended.append(token)
            stream.send(listener.refused, op="append", context=context, text=token)
        if turn.certain_with == len(turn.tokens):
            record.sent.sent_at = time.perf_counter()
        stream.send(listener.refused, op="end", context=context)

    writing: asyncio.Task[None] | None = None
    try:
        stream.send(listener.take, op="begin", context=context, timestamps="word", voice=crowd.voice)
        writing = asyncio.create_task(write())
        if turn.interrupt_after_seconds is None:
            await asyncio.wait_for(ended.wait(), ANSWER_SECONDS)
            if crowd.listens and listener.fault is None:
                await asyncio.sleep(max(0.0, record.sent.playback_ends_at() - time.perf_counter()))
        else:
            await asyncio.wait_for(begun.wait(), ANSWER_SECONDS)
            until = turn.interrupt_after_seconds * (1.0 if crowd.listens else _BRISK_SHARE)
            while wait := listener.seconds_until(until):
                await asyncio.sleep(wait)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await _interrupt(stream, context, record, "".join(appended))
        record.sent.error = listener.fault
    except StreamFailed as failure:
        record.sent.error = failure.message
    except asyncio.TimeoutError:
        record.sent.error = listener.fault or f"nothing came for {ANSWER_SECONDS:g} s"
    finally:
        if writing is not None:
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError, StreamFailed):
                await writing
        stream.forget()
        record.sent.sent_at = min(
            record.sent.sent_at, time.perf_counter()
        )  # where it failed before a clause was certain


async def _interrupt(stream: ContextStream, context: str, record: TurnRecord, appended: str) -> None:
    answers: asyncio.Queue[Values | StreamFailed] = asyncio.Queue()
    now = record.interrupted_at = time.perf_counter()
    played = record.played_seconds(now)
    stream.send(answers.put_nowait, op="interrupt", context=context, played_seconds=played)
    answer = await asyncio.wait_for(answers.get(), ANSWER_SECONDS)
    record.interrupt_seconds = time.perf_counter() - now
    if isinstance(answer, StreamFailed):
        raise answer
    record.check_heard(answer["event"], played, appended)
