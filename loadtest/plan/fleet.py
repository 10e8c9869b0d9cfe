"""Many machines behind a balancer that counts requests, callers who come at random, and a loss."""

from __future__ import annotations

import dataclasses
import random
from dataclasses import dataclass

from loadtest.plan.costs import VoiceCosts
from loadtest.plan.events import Timeline
from loadtest.plan.machine import Machine, Shape
from loadtest.plan.speech import Speech
from loadtest.results.metrics import StreamRecord, percentile
from tritone.streaming.door.admission import Refusal

WARM_UP_SECONDS = 3.0
SETTLING_SECONDS = 2.0
"""After a loss: who was cut off comes again at once."""


@dataclass(frozen=True)
class Callers:
    """Who asks for what."""

    per_second: float
    """Texts, all callers together; they come at random (Poisson)."""
    text_seconds: float = 8.8
    """Of audio, on average."""
    variation: float = 0.5
    """Of the length: standard deviation ÷ mean, of a gamma distribution; 0: all are alike."""
    first_segment_seconds: float = 2.7
    """What is spoken in one piece first; the front end keeps it short."""
    segment_seconds: float = 4.3
    """The others: sentences."""
    seconds_between_segments: float = 0.0
    """Text that comes in pieces: how long a language model writes at one."""
    closed_loop: int = 0
    """So many callers instead, each of whom asks anew when the last chunk has come."""
    connections: int = 0
    """Callers whose connections stay with one machine, as gRPC's do without a balancer that knows requests; 0: each
    request is given to the machine with the fewest."""


@dataclass(frozen=True)
class Outcome:
    """What callers heard in one part of the simulated time."""

    seconds: float
    texts: int
    refused: int
    cut: int
    """Streams that went with their machine; each came again."""
    with_underrun: int
    first_audio_p50_ms: float
    first_audio_p95_ms: float
    first_audio_p99_ms: float
    busy: float
    """Of the cores that were there."""
    streams: float
    """Being made at a time, on average."""

    def refused_share(self) -> float:
        return self.refused / self.texts if self.texts else 0.0


@dataclass(frozen=True)
class Story:
    """Before and after a loss."""

    machines: int
    lost: int
    before: Outcome
    after: Outcome | None
    """With fewer machines; None where none was lost."""


@dataclass(eq=False)
class _Text:
    record: StreamRecord
    segments: list[float]
    connection: int
    tries: int = 0
    was_refused: bool = False
    was_cut: bool = False
    over_at: float | None = None


class Fleet:
    """See the module. retries: how often a refused text is tried on another machine."""

    def __init__(
        self, machines: int, callers: Callers, costs: VoiceCosts, shape: Shape, retries: int = 3, seed: int = 1
    ):
        self.timeline = Timeline()
        self.machines = [Machine(self.timeline, costs, shape) for _ in range(machines)]
        self._callers, self._shape, self._retries = callers, shape, retries
        self._dice = random.Random(seed)
        self.texts: list[_Text] = []
        self._at: dict[Speech, tuple[Machine, _Text]] = {}
        self._homes: dict[int, Machine] = {}
        self._connect()

    def _connect(self) -> None:
        """Each connection goes to the machine with the fewest, and those of a machine that is gone to others."""
        homeless = [one for one in range(self._callers.connections) if self._homes.get(one) not in self.machines]
        counts = {machine: 0 for machine in self.machines}
        for one, machine in self._homes.items():
            if one not in homeless:
                counts[machine] += 1
        for one in homeless:
            self._homes[one] = min(self.machines, key=counts.__getitem__)
            counts[self._homes[one]] += 1

    def run(self, seconds: float, lost: int = 0) -> Story:
        """Warm-up, so many seconds; then so many machines are lost, and as many seconds again."""
        for _ in range(self._callers.closed_loop):
            self._new_text()
        if not self._callers.closed_loop:
            self._next_caller()
        self.timeline.run_until(WARM_UP_SECONDS)
        machines = len(self.machines)
        before = self._part(seconds)
        if not lost:
            return Story(machines, 0, before, None)
        cut = self._lose(lost)
        self._part(SETTLING_SECONDS)
        return Story(machines, lost, before, dataclasses.replace(self._part(seconds), cut=cut))

    def _part(self, seconds: float) -> Outcome:
        began, first = self.timeline.now, len(self.texts)
        used = -sum(machine.core_seconds() for machine in self.machines)
        self.timeline.run_until(began + seconds)
        used += sum(machine.core_seconds() for machine in self.machines)
        return self._outcome(self.texts[first:], began, seconds, used)

    def _outcome(self, texts: list[_Text], began: float, seconds: float, used: float) -> Outcome:
        heard = [text.record for text in texts if text.record.arrivals]
        first = [record.time_to_first_audio() * 1000 for record in heard]
        ended = began + seconds
        inside = sum(
            max(0.0, min(ended, ended if text.over_at is None else text.over_at) - max(began, text.record.sent_at))
            for text in self.texts
            if not text.was_refused
        )
        return Outcome(
            seconds=seconds,
            texts=len(texts),
            refused=sum(text.was_refused for text in texts),
            cut=0,
            with_underrun=sum(bool(record.underruns()) for record in heard),
            first_audio_p50_ms=percentile(first, 50),
            first_audio_p95_ms=percentile(first, 95),
            first_audio_p99_ms=percentile(first, 99),
            busy=used / (seconds * self._shape.cores * len(self.machines)),
            streams=inside / seconds,
        )

    # -- callers ------------------------------------------------------------------------------------------------------

    def _next_caller(self) -> None:
        self.timeline.after(self._dice.expovariate(self._callers.per_second), self._caller_comes)

    def _caller_comes(self) -> None:
        self._next_caller()
        self._new_text()

    def _new_text(self) -> None:
        callers = self._callers
        seconds = self._length(callers.text_seconds)
        first = min(seconds, self._length(callers.first_segment_seconds))
        count = max(1, round((seconds - first) / callers.segment_seconds)) if seconds - first > 0.5 else 0
        segments = [first, *[(seconds - first) / count] * count] if count else [seconds]
        connection = self._dice.randrange(callers.connections) if callers.connections else -1
        text = _Text(StreamRecord(self.timeline.now), segments, connection)
        self.texts.append(text)
        self._ask(text, ())

    def _length(self, mean: float) -> float:
        """Of one text or sentence; half a second at least."""
        if not self._callers.variation:
            return mean
        shape = 1 / self._callers.variation**2
        return max(0.5, self._dice.gammavariate(shape, mean / shape))

    def _ask(self, text: _Text, refused_by: tuple[Machine, ...]) -> None:
        machine = self._choose(text, refused_by)
        callers = self._callers

        def over(speech: Speech) -> None:
            text.over_at = self.timeline.now
            del self._at[speech]
            machine.left(speech)
            if callers.closed_loop:
                self._new_text()

        def refused(refusal: Refusal) -> None:
            self._at.pop(speech, None)
            others = (*refused_by, machine)
            if len(others) <= self._retries and len(others) < len(self.machines) and not callers.connections:
                self._ask(text, others)
            else:
                text.was_refused = True

        between = callers.seconds_between_segments
        meter = machine.meter(sum(text.segments), between > 0)
        speech = Speech(machine, meter, text.record, text.segments, over, between)
        self._at[speech] = machine, text
        machine.enter(speech, refused)

    def _choose(self, text: _Text, refused_by: tuple[Machine, ...]) -> Machine:
        if text.connection >= 0:
            return self._homes[text.connection]
        there = [machine for machine in self.machines if machine not in refused_by]
        fewest = min(machine.open_streams() for machine in there)
        return self._dice.choice([machine for machine in there if machine.open_streams() == fewest])

    # -- a loss -------------------------------------------------------------------------------------------------------

    def _lose(self, count: int) -> int:
        """Returns how many streams went with them. Whoever was cut off asks for the whole text again, at once."""
        gone, self.machines = self.machines[:count], self.machines[count:]
        self._connect()
        cut = [speech for machine in gone for speech in machine.vanish()]
        for speech in cut:
            _, text = self._at.pop(speech)
            text.over_at, text.was_cut = self.timeline.now, True
            again = _Text(StreamRecord(self.timeline.now), text.segments, text.connection)
            self.texts.append(again)
            self._ask(again, ())
        return len(cut)
