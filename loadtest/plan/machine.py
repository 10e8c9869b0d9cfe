"""One server: stages that share its cores, and the door, which is Tritone's own admission on simulated time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from loadtest.plan.costs import VoiceCosts
from loadtest.plan.events import Timeline
from loadtest.plan.speech import Speech
from loadtest.plan.station import Call, Job, Station
from tritone.pipeline.chunks import ChunkSizes
from tritone.streaming.calls.call_costs import CallCosts
from tritone.streaming.door.admission import Admission, AdmissionLimits, Refusal, Verdict
from tritone.streaming.door.stream_meter import StreamMeter
from tritone.streaming.live.live_meter import LiveMeter
from tritone.streaming.metric_sums import MetricSums

_LOOK_AGAIN_SECONDS = 0.02
"""How often those at the door are looked at, as in front_door.py."""
_SENDERS = 2
"""tts and tritonserver, one after the other, so two chunks at a time."""
_GROUP = "voice"
Refused: TypeAlias = Callable[[Refusal], None]


@dataclass(frozen=True)
class Shape:
    """A machine and the options of its server."""

    cores: int = 2
    vocoders: int = 2
    acoustics: int = 1
    max_batch_size: int = 8
    max_streams: int = 200
    max_load: float = 0.9
    max_first_audio_seconds: float = 3.0

    @staticmethod
    def of(cores: int, **options: float) -> Shape:
        """As one would start it there: a vocoder for each core, an acoustic model for each four."""
        return Shape(cores=cores, vocoders=cores, acoustics=math.ceil(cores / 4), **options)  # type: ignore[arg-type]


class Machine:
    """Calls that run share the cores evenly, as processes of an operating system do."""

    def __init__(self, timeline: Timeline, costs: VoiceCosts, shape: Shape):
        self.costs, self._timeline, self._shape = costs, timeline, shape
        most = shape.max_batch_size
        self._stations = {
            "text_frontend": Station("text_frontend", 1, 1),
            "acoustic": Station("acoustic", shape.acoustics, most),
            "vocoder": Station("vocoder", shape.vocoders, most),
            "sending": Station("sending", _SENDERS, 1, sends_ahead=False),
        }
        self._running: list[Call] = []
        self._computed_until, self._plan = 0.0, 0
        self._core_seconds = 0.0
        instances = {name: station.instances for name, station in self._stations.items() if name != "sending"}
        instances["encoding"] = 1
        self._call_costs = CallCosts(instances)
        self._sums = MetricSums()
        limits = AdmissionLimits(shape.max_streams, shape.max_load, shape.max_first_audio_seconds)
        sizes = ChunkSizes(0.3, 2.0)
        self._admission = Admission(limits, self._call_costs, sizes, lambda group: self._lookahead(), timeline)
        self.streams: dict[Speech, None] = {}
        self._at_door: list[tuple[Speech, Refused]] = []
        self._looks_again = False

    def _lookahead(self) -> float:
        return math.inf if self.costs.first_window_makes_all else self.costs.lookahead_seconds

    # -- the door -----------------------------------------------------------------------------------------------------

    def open_streams(self) -> int:
        """As a balancer counts them: inside and at the door."""
        return len(self.streams) + len(self._at_door)

    def meter(self, expected_seconds: float, is_live: bool) -> StreamMeter:
        """Of somebody who is about to enter; of text that comes in pieces nothing is expected before it is there."""
        kind, expected = (LiveMeter, 0.0) if is_live else (StreamMeter, expected_seconds)
        return kind(self._sums, _GROUP, _GROUP, None, expected, self._timeline)

    def enter(self, speech: Speech, refused: Refused) -> None:
        """Start, now or in a moment, or be told why not."""
        verdict = self._decide(speech, len(self._at_door))
        if verdict is Verdict.WAIT:
            self._at_door.append((speech, refused))
            self._look_again_later()
        else:
            self._carry_out(speech, verdict, refused)

    def _decide(self, speech: Speech, place: int) -> Verdict | Refusal:
        running = [stream.meter for stream in self.streams]
        return self._admission.decide(speech.meter, running, [other.meter for other, _ in self._at_door[:place]])

    def _carry_out(self, speech: Speech, verdict: Verdict | Refusal, refused: Refused) -> None:
        if isinstance(verdict, Refusal):
            refused(verdict)
            return
        self.streams[speech] = None
        self.after(self.costs.delay_ms / 1000, speech.start)

    def left(self, speech: Speech) -> None:
        """Its last chunk was sent."""
        self.streams.pop(speech, None)
        self._look_at_door()

    def _look_again_later(self) -> None:
        if not self._looks_again:
            self._looks_again = True
            self.after(_LOOK_AGAIN_SECONDS, self._look_again)

    def _look_again(self) -> None:
        self._looks_again = False
        self._look_at_door()
        if self._at_door:
            self._look_again_later()

    def _look_at_door(self) -> None:
        waiting, self._at_door = self._at_door, []
        for speech, refused in waiting:
            verdict = self._decide(speech, len(self._at_door))
            if verdict is Verdict.WAIT:
                self._at_door.append((speech, refused))
            else:
                self._carry_out(speech, verdict, refused)

    def vanish(self) -> list[Speech]:
        """Nothing of what runs here will be heard any more; returns whose it was."""
        lost = [*self.streams, *(speech for speech, _ in self._at_door)]
        for speech in lost:
            speech.is_cut = True
        self.streams.clear()
        self._at_door.clear()
        self._running.clear()
        self._plan += 1
        return lost

    # -- the cores ----------------------------------------------------------------------------------------------------

    def now(self) -> float:
        return self._timeline.now

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self._timeline.after(seconds, action)

    def core_seconds(self) -> float:
        """Of all cores together, used so far."""
        self._compute()
        return self._core_seconds

    def submit(self, stage: str, job: Job) -> None:
        self._compute()
        self._stations[stage].add(job)
        self._begin_calls(self._stations[stage])
        self._plan_next()

    def _begin_calls(self, station: Station) -> None:
        while (call := station.next_call()) is not None:
            call.began = self._timeline.now
            self._running.append(call)

    def _compute(self) -> None:
        """Bring what runs up to now."""
        passed = self._timeline.now - self._computed_until
        self._computed_until = self._timeline.now
        if not self._running or passed <= 0:
            return
        done = passed * min(1.0, self._shape.cores / len(self._running))
        self._core_seconds += done * len(self._running)
        for call in self._running:
            call.left -= done

    def _plan_next(self) -> None:
        """When the next call will be over, unless something changes before."""
        self._plan += 1
        if not self._running:
            return
        plan, slower = self._plan, max(1.0, len(self._running) / self._shape.cores)
        least = min(call.left for call in self._running)
        self.after(max(0.0, least) * slower, lambda: self._finish(plan))

    def _finish(self, plan: int) -> None:
        if plan != self._plan:
            return  # something came meanwhile, and another end was planned
        self._compute()
        over = [call for call in self._running if call.left <= 1e-9]
        self._running = [call for call in self._running if call.left > 1e-9]
        for call in over:
            call.station.running -= 1
            self._note(call)
        for call in over:
            for job in call.jobs:
                job.done()
            self._begin_calls(call.station)
        self._plan_next()

    def _note(self, call: Call) -> None:
        """What it took is learned, by the clock on the wall as the server does it."""
        station, jobs = call.station, call.jobs
        if station.name == "sending":
            return
        served, audio = self._timeline.now - call.began, sum(job.audio_seconds for job in jobs)
        size, is_first = sum(job.size for job in jobs), jobs[0].is_first
        if audio > 0:
            station.pace[is_first] = self._call_costs.note(
                station.name, _GROUP, served, audio, len(jobs), size, is_first
            )
