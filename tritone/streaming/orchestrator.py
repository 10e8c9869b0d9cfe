"""Admit requests, run their streams over shared pools, and drain them when the server closes."""

from __future__ import annotations

import contextlib
import functools
import random
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from tritone.errors import InvalidRequest, MissingVoice, Overloaded
from tritone.families import load_family
from tritone.pipeline.chunks import LONGEST_WITHOUT_LEAD_SECONDS, ChunkSink, ChunkSizes
from tritone.pipeline.frames import FrameFormat
from tritone.pipeline.speaking_pace import SECONDS_PER_CHARACTER
from tritone.pipeline.stages import Stages
from tritone.streaming import metrics
from tritone.streaming.calls.call_costs import CallCosts
from tritone.streaming.calls.window_lengths import WindowLengths
from tritone.streaming.door.admission import Admission, AdmissionLimits
from tritone.streaming.door.front_door import FrontDoor, Newcomer
from tritone.streaming.door.metered_sink import MeteredSink
from tritone.streaming.door.own_words import OwnWords
from tritone.streaming.door.stream_meter import StreamMeter
from tritone.streaming.door.unsent_audio import UnsentAudio
from tritone.streaming.door.whole_sink import WholeSink
from tritone.streaming.live.contexts import Contexts, ContextSettings
from tritone.streaming.live.live_meter import LiveMeter
from tritone.streaming.live.live_stream import LiveSink, LiveStream
from tritone.streaming.metric_sums import MetricSums
from tritone.streaming.metrics import Sample
from tritone.streaming.request import SynthesisRequest, parse_request
from tritone.streaming.retry import create_retries
from tritone.streaming.served_voices import ServedVoice
from tritone.streaming.stage_pools import StreamParts, create_pools
from tritone.streaming.stream import SpeechStream
from tritone.streaming.voicing.segment_pace import sound_made
from tritone.tracing.stream_trace import StreamTrace
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import Voice

_TOLD_SECONDS = 1.0
"""In which streams that are cut short have told their callers."""
_OWN_SEED = 0
_TRY_AGAIN_SECONDS = 0.05
_SEEDS = random.Random()
"""Of requests that bring none: begun with the system's randomness, which is not asked for each of them."""


@dataclass(frozen=True)
class OrchestratorSettings:
    """The trade-offs an operator owns; the defaults are those of the command line."""

    voices: tuple[str, ...] = ("heart",)
    chunk_seconds: float = 6.0
    """Longest chunk; of a listener who has little in hand none is longer than 2 s."""
    first_chunk_seconds: float = 0.3
    max_streams: int = 200
    max_load: float = 0.9
    """Share of what the models can do that streams may claim for gapless playback."""
    max_first_audio_seconds: float = 3.0
    """A request is refused when its first sound would come later."""
    max_text_chars: int = 100_000
    max_audio_seconds: float = 21_600.0
    """Of one request, pauses included."""
    max_unsent_mb: float = 400.0
    """Audio that cannot have been played yet, of all streams; beyond it those wait that are furthest ahead."""
    hold_ms: float = 400.0
    """Of a context: text that is not certain is spoken when so long no more has come."""
    context_idle_seconds: float = 60.0
    """A context ends when so long it had nothing to say and no request came."""
    takes_contexts: bool = True
    """Whether all requests of a context meet this orchestrator."""
    max_batch_size: int = 8
    """Most segments or windows in one call of the acoustic model or the vocoder."""
    text_frontend_instances: int = 1
    acoustic_instances: int = 1
    vocoder_instances: int = 2

    @property
    def encoding_instances(self) -> int:
        """Threads for the formats that take long: as many as the machine was thought to have cores for vocoders."""
        return self.vocoder_instances


Meter = TypeVar("Meter", bound=StreamMeter)


class Orchestrator:
    """Everything behind the public model, for all its callers."""

    def __init__(self, settings: OrchestratorSettings, stages: Stages, clock: Callable[[], float] = time.monotonic):
        """clock: what streams and calls are measured by."""
        self.settings, self._clock = settings, clock
        self._catalogue = VoiceCatalogue(settings.voices)
        self._sums = MetricSums()
        self._groups: dict[str, Hashable] = {}
        """Voice label → weights, of voices that were asked for."""
        self._frame_formats: dict[Hashable, FrameFormat] = {}
        self._frame_seconds: dict[Hashable, float] = {}
        """Both by group, of voices that were asked for and are here."""
        for voice in self._catalogue.loaded_at_start:
            self._sums.voice_label(voice)
            with contextlib.suppress(MissingVoice):  # who asks for it will be told
                self._note_frame_format(voice, voice.weights_key)
        self._costs = CallCosts({stage: getattr(settings, f"{stage}_instances") for stage in metrics.STAGES})
        self._pools = create_pools(
            stages, settings.max_batch_size, self._costs, self._sums, self._frame_seconds, self._clock
        )
        longest = min(settings.chunk_seconds, LONGEST_WITHOUT_LEAD_SECONDS)
        sizes = ChunkSizes(settings.first_chunk_seconds, longest)
        lengths = WindowLengths(replace(sizes, with_lead=settings.chunk_seconds), self._costs)
        self._parts = StreamParts(
            self._pools, create_retries(), sizes, self._find_voice, lengths.of, settings.max_audio_seconds
        )
        self._unsent = UnsentAudio(settings.max_unsent_mb * 1e6, clock)
        limits = AdmissionLimits(settings.max_streams, settings.max_load, settings.max_first_audio_seconds)
        self._door = FrontDoor(Admission(limits, self._costs, sizes, self._lookahead_seconds, clock), self._sums)
        live = ContextSettings(settings.hold_ms / 1000, settings.context_idle_seconds, settings.max_text_chars)
        self.contexts = Contexts(live, self._open_live_stream, clock)
        one_of_each: dict[Hashable, str] = {}
        for voice in self._catalogue.loaded_at_start:
            one_of_each.setdefault(voice.weights_key, voice.name)
        self.own_words = OwnWords(list(one_of_each.values()), self._start_uncounted)
        """What the server speaks for itself."""

    def start_stream(self, inputs: Mapping[str, object], sink: ChunkSink, trace: StreamTrace | None = None) -> None:
        """Check and admit a request and return at once; chunks go to the sink from other threads.

        Raises InvalidRequest or Overloaded when the request is refused; the sink is not called then. A request that
        has to wait at the door a moment may still be refused: then its sink fails with Overloaded.
        """
        request, meter = self._request_and_meter(inputs, StreamMeter, text_may_follow=False)
        if request.is_whole:
            sink = WholeSink(sink, request.format, request.encoding)
            request = replace(request, encoding="binary")
        share = self._unsent.of_stream()
        metered = MeteredSink(sink, meter, share)
        stream = SpeechStream(
            request, self._parts, _seed(request), metered, self._door.left, may_go_on=share.may_go_on, trace=trace
        )
        metered.before_last = functools.partial(self._door.left, stream)
        self._door.enter(Newcomer(stream, meter, sink))

    def _open_live_stream(
        self, inputs: Mapping[str, object], sink: ChunkSink, trace: StreamTrace | None = None
    ) -> LiveStream:
        """As start_stream, for the stream of a context, whose text comes in pieces."""
        if not self.settings.takes_contexts:
            raise InvalidRequest(
                'input "op": this server has several instances of "tts", each of which knows its own contexts only; '
                "allowed: whole texts, or a server with one instance (--instances tts=1)"
            )
        begun = {name: value for name, value in inputs.items() if name not in ("op", "context")}
        request, meter = self._request_and_meter(begun, LiveMeter, text_may_follow=True)
        live_sink = LiveSink(sink)
        share = self._unsent.of_stream()
        metered = MeteredSink(live_sink, meter, share)
        stream = LiveStream(
            request, self._parts, _seed(request), metered, self._door.left, meter, share.may_go_on, trace
        )
        metered.before_last = functools.partial(self._door.left, stream)
        live_sink.on_error = stream.abandon
        self._door.enter(Newcomer(stream, meter, live_sink))
        return stream

    def _request_and_meter(
        self, inputs: Mapping[str, object], kind: type[Meter], text_may_follow: bool
    ) -> tuple[SynthesisRequest, Meter]:
        limit = self.settings.max_text_chars
        try:
            request = parse_request(inputs, self._catalogue, limit, text_may_follow=text_may_follow)
            return request, self._meter(request, kind)
        except InvalidRequest:
            self._sums.add(metrics.STREAMS_REFUSED, 1, "invalid")
            raise

    def active_streams(self) -> int:
        """How many streams are being spoken, or wait at the door."""
        return sum(self._door.counts())

    def metric_samples(self) -> list[Sample]:
        """All metrics as they are now."""
        running, at_door = self._door.counts()
        self._sums.set(metrics.ACTIVE_STREAMS, running)
        self._sums.set(metrics.STREAMS_AT_DOOR, at_door)
        self._sums.set(metrics.LOAD, self._door.load())
        self._sums.set(metrics.CONTEXTS_OPEN, self.contexts.open_contexts())
        self._sums.set(metrics.TEXT_HELD_BACK, self.contexts.held_back_characters())
        for stage, pool in self._pools.by_stage().items():
            self._sums.set(metrics.JOBS_WAITING, pool.waiting(), stage)
        for label, group in list(self._groups.items()):
            if self._costs.are_known(group):
                self._sums.set(metrics.CAPACITY, self._costs.times_real_time(group), label)
        return self._sums.samples()

    def finish_streams(self, seconds: float) -> int:
        """Refuse newcomers; return when every stream has ended, and how many had to be told that they are cut short.

        Those at the door came before; contexts may be added to until then, unless their callers have nothing to say.
        """
        self._door.stop()
        self._unsent.lift()
        self.contexts.go_away()
        self._door.wait_until_empty(seconds)
        turned_away = self._door.turn_away_waiting()
        left = self._door.wait_until_empty(0.0)
        for stream in left:
            stream.end(Overloaded.cut_short())
        if left:
            self._door.wait_until_empty(_TOLD_SECONDS)
        return len(left) + turned_away

    def listening_seconds(self) -> float:
        """How long callers who read as fast as they listen may not have taken all that was sent."""
        return self._unsent.listening_seconds()

    def warm(self, seconds: float) -> None:
        """Speak a word with all that is loaded, as soon as the models behind can be called; whoever comes first finds
        nothing to be done for the first time."""
        deadline = self._clock() + seconds
        while self.own_words.speak(seconds, with_all=True) is not None and self._clock() < deadline:
            time.sleep(_TRY_AGAIN_SECONDS)

    def _start_uncounted(self, text: str, voice: str, sink: ChunkSink) -> None:
        request = parse_request({"text": text, "voice": voice}, self._catalogue, len(text))
        SpeechStream(request, self._parts, _OWN_SEED, sink, lambda stream: None).start()

    def close(self) -> None:
        """Wait until every stream has ended, then stop."""
        self._unsent.lift()
        self.contexts.close()
        self._door.close()
        self._parts.retries.close()
        self._pools.close()

    def _meter(self, request: SynthesisRequest, kind: type[Meter]) -> Meter:
        voice = request.voice
        label, group = self._sums.voice_label(voice), voice.weights_key
        if label not in (metrics.BLENDS, metrics.OTHER_VOICES):
            self._groups[label] = group
        try:
            self._note_frame_format(voice, group)
        except MissingVoice:  # the stream will say so itself
            pass
        expected = len(request.text) * SECONDS_PER_CHARACTER / request.speed
        frame_format = self._frame_formats.get(group)
        made = sound_made(request.speed, frame_format) if frame_format else 1.0
        return kind(self._sums, label, group, request.format_key, expected, self._clock, made)

    def _lookahead_seconds(self, group: Hashable) -> float:
        """How much audio beyond its own a group's first window must have read."""
        frame_format = self._frame_formats.get(group)
        return frame_format.lookahead_frames * self._frame_seconds[group] if frame_format else 0.0

    def _find_voice(self, name: str) -> ServedVoice:
        voice = self._catalogue.pick(name)
        group = voice.weights_key
        self._note_frame_format(voice, group)
        return ServedVoice(voice, group, self._frame_formats[group])

    def _note_frame_format(self, voice: Voice, group: Hashable) -> None:
        """Raises MissingVoice when files of the voice are missing or damaged."""
        if group not in self._frame_formats:
            found = load_family(voice.family).frame_format(voice)
            self._frame_seconds[group] = found.hop_length_samples / found.sample_rate_hz
            self._frame_formats[group] = found


def _seed(request: SynthesisRequest) -> int:
    return _SEEDS.getrandbits(63) if request.seed is None else request.seed
