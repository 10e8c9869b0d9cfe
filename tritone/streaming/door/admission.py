"""Decide whether a newcomer is admitted: would everybody's playback still be gapless, and its first sound come soon?"""

from __future__ import annotations

import enum
import math
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from tritone.errors import TRY_AGAIN_LATER, Overloaded, TritoneError
from tritone.pipeline.chunks import ChunkSizes
from tritone.pipeline.windows import WINDOW_GROWTH
from tritone.streaming.calls.call_costs import CallCosts
from tritone.streaming.calls.stage_pool import CALL_SECONDS
from tritone.streaming.door.stream_meter import StreamMeter
from tritone.streaming.retry import LONGEST_LOADING_SECONDS

_UNPROVEN_STREAMS = 4
"""Streams of a voice whose pace is not known yet that may run; the others wait at the door until it is. Enough to show
a call of several rows, and so few that the slowest voice tried (3.5 × real time) nearly carries them."""
_HORIZONS_SECONDS = 2.0 ** np.arange(0, 13)
"""1 s to about an hour, the longest text that is allowed; doubled, so that a load is found within a factor of two of
where it is highest."""
_CAREFUL_LOAD = 0.5
"""Above it a newcomer also leaves the time that a listener's next chunk takes at a busy vocoder; below it the first
sound at once is worth more, and chunks come early anyway: half of the time nobody waits for a call."""
_HELPLESS_SECONDS = 2.0
"""A listener who has been dry for longer than this, a chunk, is not helped by holding back newcomers (it may be the
caller who does not read, or a voice that is being loaded)."""


class Verdict(enum.Enum):
    """What becomes of a request."""

    ADMIT = enum.auto()
    WAIT = enum.auto()
    """Ask again in a moment."""


@dataclass(frozen=True)
class Refusal:
    """Why a request is not admitted."""

    reason: str
    """As the metric tritone_streams_refused_total has it."""
    message: str
    error: type[TritoneError] = Overloaded
    """As which the caller hears of it."""

    def __post_init__(self) -> None:
        # what clients know a full server by
        assert self.error is not Overloaded or self.message.endswith(TRY_AGAIN_LATER)


@dataclass(frozen=True)
class AdmissionLimits:
    """What an operator owns."""

    max_streams: int
    max_load: float
    """Share of what the models can do that streams may claim for gapless playback."""
    max_first_audio_seconds: float
    """Longest that a newcomer may have to wait for its first sound."""


class Admission:
    """The rules, in order:

    1. no more than max_streams;
    2. while a voice's pace is unknown, a few streams of it show it and the others wait;
    3. at every horizon from 1 s to an hour, the audio that listeners will have needed by then takes no more than
       max_load of the models' time. A stream with sound in hand needs nothing until that is played, and none needs more
       than is left of it. (This is the test whether earliest-deadline-first meets all deadlines.)
    4. the newcomers that have no sound yet go first at every model, so together they must not take longer than
       max_first_audio_seconds; and a newcomer waits at the door while they would keep a listener from getting the next
       chunk in time. Where max_load is above 1, so that gaps are accepted, nobody waits there.
    """

    def __init__(
        self,
        limits: AdmissionLimits,
        costs: CallCosts,
        sizes: ChunkSizes,
        lookahead_seconds: Callable[[Hashable], float],
        clock: Callable[[], float] = time.monotonic,
    ):
        """lookahead_seconds: how much audio beyond its own a group's first window must have read."""
        self._limits, self._costs, self._first_chunk_seconds = limits, costs, sizes.first
        self._chunk_seconds = sizes.longest
        self._lookahead_seconds, self._clock = lookahead_seconds, clock

    def decide(
        self, newcomer: StreamMeter, running: Sequence[StreamMeter], at_door: Sequence[StreamMeter]
    ) -> Verdict | Refusal:
        """at_door: who waits and came before the newcomer."""
        streams, limits = len(running) + len(at_door), self._limits
        if streams >= limits.max_streams:
            return Refusal(
                "max_streams",
                f"the server is speaking {streams} streams, its limit (--max-streams "
                f"{limits.max_streams}); try again later",
            )
        if not streams:
            return Verdict.ADMIT  # whatever the figures say: an idle server serves, and measures anew
        group = newcomer.group
        if not self._costs.are_known(group):
            return self._while_unproven(newcomer, running)
        others = [*running, *at_door]
        load = self._load_or_little([*others, newcomer])
        if load > limits.max_load:
            return Refusal(
                "max_load",
                f"the {streams} streams that the server is speaking need "
                f"{self.load(others):.0%} of what it can do in real time, with this one {load:.0%}; its "
                f"limit is {limits.max_load:.0%} (--max-load; it can make "
                f"{self._costs.times_real_time(group, newcomer.format_key):.3g} s of this voice a second); "
                "try again later",
            )
        return self._when_it_can_begin(newcomer, running, at_door, load)

    def load(self, meters: Sequence[StreamMeter]) -> float:
        """Work due for gapless playback over what the models can do, at the horizon and stage where that is highest."""
        if not meters:
            return 0.0
        now = self._clock()
        in_hand = np.array([max(0.0, meter.sound_in_hand(now)) for meter in meters])
        left = np.array([meter.seconds_left() for meter in meters])
        keys = [(meter.group, meter.format_key) for meter in meters]
        shares = {key: self._costs.shares(*key) for key in set(keys)}
        due = np.minimum(np.maximum(_HORIZONS_SECONDS[None] - in_hand[:, None], 0.0), left[:, None])
        made = due * np.array([meter.sound_made for meter in meters])[:, None]
        work = np.array([shares[key] for key in keys]).T @ made
        return float((work / _HORIZONS_SECONDS).max())

    def _load_or_little(self, meters: Sequence[StreamMeter]) -> float:
        """The load; where even a bound of it changes nothing, that bound, which is quickly found.

        The bound is what they would need had none of them anything in hand, nor an end.
        """
        made: dict[tuple[Hashable, Hashable], float] = {}
        for meter in meters:
            key = meter.group, meter.format_key
            made[key] = made.get(key, 0.0) + meter.sound_made
        work = [[share * seconds for share in self._costs.shares(*key)] for key, seconds in made.items()]
        bound = max(map(sum, zip(*work, strict=True)))
        return bound if bound <= min(_CAREFUL_LOAD, self._limits.max_load) else self.load(meters)

    def _while_unproven(self, newcomer: StreamMeter, running: Sequence[StreamMeter]) -> Verdict | Refusal:
        with_work = sum(meter.group == newcomer.group and meter.has_work() for meter in running)
        if with_work < _UNPROVEN_STREAMS or not newcomer.has_work():
            return Verdict.ADMIT
        waited = newcomer.waited(self._clock())
        if waited > LONGEST_LOADING_SECONDS:
            return Refusal("first_audio", f"the voice has not shown its pace within {waited:.0f} s; try again later")
        return Verdict.WAIT

    def _when_it_can_begin(
        self, newcomer: StreamMeter, running: Sequence[StreamMeter], at_door: Sequence[StreamMeter], load: float
    ) -> Verdict | Refusal:
        now, limit = self._clock(), self._limits.max_first_audio_seconds
        begun_before = [meter for meter in running if not meter.has_begun()]
        own, *others = self._first_sounds_seconds([newcomer, *begun_before, *at_door])
        waited = newcomer.waited(now)
        before, queue = sum(others[: len(begun_before)]), sum(others[len(begun_before) :])
        expected = waited + before + queue + own
        if expected > limit and (before or queue or waited > limit):
            return Refusal(
                "first_audio",
                "the server is so busy that the first sound would come after "
                f"{expected:.2g} s or more, its limit is {limit:g} s "
                "(--max-first-audio-seconds); try again later",
            )
        if self._limits.max_load > 1.0:  # who lets in more than can play without gaps wants them to begin at once
            return Verdict.ADMIT
        slack = min(
            (
                left
                for meter in running
                if meter.has_begun() and (left := meter.sound_in_hand(now)) > -_HELPLESS_SECONDS
            ),
            default=math.inf,
        )
        # those who begin before this one will have no more in hand than a first chunk
        allowed = min(slack, self._first_chunk_seconds) if before else slack
        if load > _CAREFUL_LOAD:
            allowed -= self._next_chunk_seconds(newcomer.group)
        is_next = not any(meter.group == newcomer.group for meter in at_door)
        may_begin = before + own <= allowed or not before and slack == math.inf
        return Verdict.ADMIT if is_next and may_begin else Verdict.WAIT

    def _next_chunk_seconds(self, group: Hashable) -> float:
        """How long the chunk after the first may take when the vocoder is busy: a call that is under way, and it."""
        per_second = self._costs.per_audio_second("vocoder", group)
        own = min(self._chunk_seconds, WINDOW_GROWTH * self._first_chunk_seconds)
        return max(CALL_SECONDS, self._chunk_seconds * per_second) + own * per_second

    def _first_sounds_seconds(self, meters: Sequence[StreamMeter]) -> list[float]:
        """Of each, worked out once for those that are alike."""
        keys = [(meter.group, meter.format_key, meter.sound_made) for meter in meters]
        seconds = {key: self._first_sound_seconds(meter) for key, meter in dict(zip(keys, meters, strict=True)).items()}
        return [seconds[key] for key in keys]

    def _first_sound_seconds(self, meter: StreamMeter) -> float:
        """How long a stream keeps the stages busy until its first sound: a segment of frames and a short window."""
        group = meter.group
        text, acoustic, vocoder, encoding = self._costs.shares(group, meter.format_key)
        segment = self._costs.segment_seconds(group)
        # Where a family reads the whole segment ahead, its lookahead is a number beyond any segment.
        window = self._first_chunk_seconds + self._lookahead_seconds(group)
        spoken = min(window, segment) if segment else window
        made = (text + acoustic) * segment + vocoder * spoken * meter.sound_made
        return made + encoding * self._first_chunk_seconds
