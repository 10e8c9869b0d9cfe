"""One segment on its way through acoustic model and vocoder: its frames, its windows and its sound, without threads."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
import soxr

from tritone.audio.time_stretch import TimeStretch
from tritone.pipeline.arrays import Float32Array, Int32Array, Int64Array
from tritone.pipeline.chunks import ChunkSizes
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.segments import Segment
from tritone.pipeline.speaking_pace import SECONDS_PER_PHONEME_ID
from tritone.pipeline.windows import WINDOW_GROWTH, VocodedWindow, VocoderWindow, cut_window, plan_windows
from tritone.streaming.served_voices import ServedVoice
from tritone.streaming.sound_edges import MOST_LEAD_SECONDS, SoundEdges
from tritone.streaming.timestamps import PlacedText
from tritone.streaming.voicing.gains import gains_of_ids
from tritone.streaming.voicing.segment_pace import SegmentPace, pace_of

LONGEST_PAUSE_SECONDS = 10.0
"""Between two segments, at any speed: as long as SSML's longest `break`."""
_NO_FRAMES_YET = "where a segment's words sound is not known before its frames are made"
NO_FRAMES = AcousticResult(np.zeros((0, 0), np.float32), np.zeros(0, np.int32))
"""Of a segment that is nothing but a pause."""


@dataclass(eq=False)
class SegmentInFlight:
    """First its frames are made, then it gives window after window to the vocoder, one at a time, and keeps the sound.
    A voice whose vocoder makes whole segments is asked once: the other windows' sound is cut from what it answered.

    Others may read what it holds; only its own methods change it, but for `sound`, which is taken from the left.
    """

    segment: Segment
    voice: ServedVoice
    noise_seed: int
    speed: float
    """As the request asks for; larger is faster."""
    sizes: ChunkSizes
    rate_hz: int
    """Of the stream; a voice of another rate is resampled."""
    frames: Float32Array | None = None
    """float32 [frames, channels]; None until they are made."""
    windows: deque[tuple[int, int]] = field(default_factory=deque)
    """Frames [start, stop) of the windows not yet given to the vocoder."""
    frames_at_vocoder: int = 0
    """Frames of the window that is at the vocoder; 0 while none is."""
    frames_to_make: int = 0
    """Of that window and those after it."""
    sound: deque[Float32Array] = field(default_factory=deque)
    """float32 samples of the chunks that are ready, in order, still without `gain`."""
    gain: float = 1.0
    """Of voice and SSML: what all of its sound is to be multiplied by; 1 where it has been."""
    silence: int = 0
    """Samples of it that go out with the last of `sound`."""
    is_vocoded: bool = False
    """All its sound was made; it may still wait to be taken."""
    _state: Float32Array | None = None
    """What the vocoder carries on from one window to the next: all other sound where it makes whole segments."""
    _samples_vocoded: int = 0
    _samples_kept: int = 0
    """Of them, as quick as asked, without the silence before the first sound."""
    _pace: SegmentPace = field(init=False)
    _stretch: TimeStretch | None = None
    """Makes its sound quicker or slower than the model could."""
    _sound_per_second: float = 1.0
    """Of the vocoder, for one of the stream."""
    _resampler: soxr.ResampleStream | None = None
    _gain: float = 1.0
    """What is left of it, for all that is done to the sound here."""
    _edges: SoundEdges = field(init=False)
    _durations: Int32Array | None = None
    """int32 [phoneme ids]: frames of each id."""
    _id_ends: Int64Array | None = None
    """int64 [phoneme ids + 1]: the frame at which each id begins, and where the last one ends; once somebody asked."""

    def __post_init__(self) -> None:
        self._pace = pace_of(self._wanted(), self.voice.frame_format)

    def asked(self) -> AcousticSegment:
        """For the acoustic model."""
        pace = self._pace
        return AcousticSegment(self.segment.phoneme_ids, pace.speed, self.noise_seed, pace.delivery)

    def _wanted(self) -> AcousticSegment:
        segment = self.segment
        return AcousticSegment(segment.phoneme_ids, self.speed * segment.rate, self.noise_seed, segment.delivery)

    def take_frames(self, result: AcousticResult, opens_stream: bool, lead_seconds: float = 0.0) -> None:
        """The acoustic model's answer: plan the windows, a short one first where the stream's sound begins with it.

        lead_seconds: what the listener will have in hand when the segment's first window is needed next.
        """
        frame_format = self.voice.frame_format
        self.frames, self.frames_to_make = result.frames, len(result.frames)
        self._durations = result.durations
        if len(result.durations) and self._pace.stretch_rates is not None:
            samples = self._ends_of_ids() * frame_format.hop_length_samples
            self._stretch = TimeStretch(samples, self._pace.stretch_rates, frame_format.sample_rate_hz)
            self._sound_per_second = self._stretch.sound_per_second
        self._share_gain()
        frames_per_second = frame_format.sample_rate_hz / frame_format.hop_length_samples
        # a first chunk is as long as it is meant to be; a model's calls and chunks are no longer
        most = frames_per_second * min(1.0, self._sound_per_second)
        longest = max(1, int(self.sizes.longest_of_all * most))
        silent_frames = 0
        if opens_stream:
            first = int(self.sizes.first * frames_per_second * self._sound_per_second)
            silent_frames = self._frames_before_words()
        else:  # made while what is in hand is heard, as each window of a segment is
            first = int(max(self.sizes.longest, WINDOW_GROWTH * lead_seconds) * most)
        first = min(longest, max(1, first))
        self.windows.extend(plan_windows(len(result.frames), first, longest, silent_frames=silent_frames))
        if not self.windows:
            self._end_with_pause()

    def _share_gain(self) -> None:
        """Leave the gain to the encoder, which then need not write the sound twice, unless more is done to it here."""
        segment, own_hz = self.segment, self.voice.frame_format.sample_rate_hz
        gain = _factor(segment.volume_db + self.voice.voice.gain_db)
        if segment.volumes_db is None and self._stretch is None and own_hz == self.rate_hz:
            self.gain = gain
        else:
            self._gain = gain
        # what a caller asked for makes silence louder, too
        opening = closing = _factor(segment.volume_db) / self.gain
        if segment.volumes_db is not None:
            opening, closing = (
                edge * _factor(float(segment.volumes_db[at])) for edge, at in ((opening, 0), (closing, -1))
            )
        self._edges = SoundEdges(own_hz, opening, closing)

    def _frames_before_words(self) -> int:
        """Of silence, as the acoustic model has it; no more than will be cut off."""
        if not self.segment.timed:
            return 0
        frame_format = self.voice.frame_format
        most = MOST_LEAD_SECONDS * self._sound_per_second * frame_format.sample_rate_hz
        return min(self._frames_before(self.segment.timed[0].first_id), int(most / frame_format.hop_length_samples))

    def _frames_before(self, phoneme_id: int) -> int:
        """Of all ids before that one."""
        if self._durations is None:
            raise ValueError(_NO_FRAMES_YET)
        return int(np.add.reduce(self._durations[:phoneme_id]))

    def _ends_of_ids(self) -> Int64Array:
        if self._id_ends is None:
            if self._durations is None:
                raise ValueError(_NO_FRAMES_YET)
            self._id_ends = np.zeros(len(self._durations) + 1, np.int64)
            np.cumsum(self._durations, out=self._id_ends[1:])
        return self._id_ends

    def next_window(self) -> VocoderWindow:
        """The next of `windows`, for the vocoder; the one before it must be back."""
        if self.frames is None or self.frames_at_vocoder:
            raise ValueError("a segment's windows follow each other, after its frames")
        start, stop = self.windows.popleft()
        self.frames_at_vocoder = stop - start
        lookahead_frames = self.voice.frame_format.lookahead_frames
        return cut_window(self.frames, start, stop, lookahead_frames, self.noise_seed, self._state)

    def samples_ready(self) -> int:
        """Of `sound` and the silence after it."""
        return sum(map(len, self.sound)) + self.silence

    def seconds_at_vocoder(self) -> float:
        """Of sound, as the vocoder makes it; 0 while no window is there."""
        return self._seconds_of(self.frames_at_vocoder)

    def seconds_of_next_window(self) -> float:
        """The same of the next of `windows`."""
        start, stop = self.windows[0]
        return self._seconds_of(stop - start)

    def _seconds_of(self, frames: int) -> float:
        frame_format = self.voice.frame_format
        return frames * frame_format.hop_length_samples / frame_format.sample_rate_hz

    def windows_made(self) -> int:
        """How many of `windows` need no vocoder: their sound came with an earlier one's, for `take_made_sound`."""
        is_made = self.voice.frame_format.makes_whole_segments and self._state is not None
        return len(self.windows) if is_made else 0

    def take_made_sound(self) -> None:
        """The sound of the next window, which is made already."""
        if self._state is None or not self.windows_made():
            raise ValueError("no window's sound has come with another's")
        start, stop = self.windows.popleft()
        length = (stop - start) * self.voice.frame_format.hop_length_samples
        self.take_sound(VocodedWindow(self._state[:length], self._state[length:]))

    def take_sound(self, vocoded: VocodedWindow) -> None:
        """The vocoder's answer, with the gains of voice and SSML."""
        self.frames_to_make -= self.frames_at_vocoder
        self.frames_at_vocoder = 0
        self._state = vocoded.state
        samples, is_last = vocoded.samples, not self.windows
        if self._gain != 1.0:
            samples = samples * np.float32(self._gain)
        if self.segment.volumes_db is not None:
            samples = samples * self._gains_of_words(len(samples))
        self._samples_vocoded += len(samples)
        if self._stretch is not None:
            samples = self._stretch.put(samples, is_last)
        if cut := self._edges.silence_before(samples):
            samples = samples[cut:]
        self._samples_kept += len(samples)
        if is_last:
            samples = samples[: len(samples) - self._silence_to_cut()]
        if self.voice.frame_format.sample_rate_hz != self.rate_hz:
            samples = self._resampled(samples, is_last)
        if len(samples):  # of a short window nothing may be certain yet, or heard
            self.sound.append(samples)
        if is_last:
            self._end_with_pause()

    def _gains_of_words(self, count: int) -> Float32Array:
        """Of the next samples, where single words are louder or softer."""
        assert self.segment.volumes_db is not None
        frame_format = self.voice.frame_format
        places = self._ends_of_ids() * frame_format.hop_length_samples
        return gains_of_ids(self.segment.volumes_db, places, self._samples_vocoded, count, frame_format.sample_rate_hz)

    def seconds_to_make(self) -> float:
        """Of the windows whose sound has still to come; a guess while there are no frames."""
        if self.frames is None:
            return len(self.segment.phoneme_ids) * SECONDS_PER_PHONEME_ID
        frame_format = self.voice.frame_format
        return (
            self.frames_to_make
            * frame_format.hop_length_samples
            / (frame_format.sample_rate_hz * self._sound_per_second)
        )

    def placed_text(self) -> list[PlacedText]:
        """Its words and marks and where they sound, counted from its first sample; once it has some sound, or all."""
        samples = self._id_places() * self.rate_hz // self.voice.frame_format.sample_rate_hz
        last = len(samples) - 1
        return [
            PlacedText(item, int(samples[min(item.first_id, last)]), int(samples[min(item.end_id, last)]))
            for item in self.segment.timed
        ]

    def _id_places(self) -> Int64Array:
        """Samples of the voice's rate, from the segment's first one on, at which ids begin, and where the last ends."""
        samples = self._ends_of_ids() * self.voice.frame_format.hop_length_samples
        if self._stretch is not None:
            samples = self._stretch.stretched_places(samples)
        places: Int64Array = np.maximum(samples - self._edges.lead_cut, 0)
        return places

    def _id_place(self, phoneme_id: int) -> int:
        """One of them, or the last."""
        if self._stretch is not None:
            places = self._id_places()
            return int(places[min(phoneme_id, len(places) - 1)])
        frames = self._frames_before(phoneme_id)
        return max(frames * self.voice.frame_format.hop_length_samples - self._edges.lead_cut, 0)

    def _resampled(self, samples: Float32Array, is_last: bool) -> Float32Array:
        """At the stream's rate."""
        if self._resampler is None:
            own_hz = self.voice.frame_format.sample_rate_hz
            self._resampler = soxr.ResampleStream(own_hz, self.rate_hz, 1, "float32")
        resampled: Float32Array = self._resampler.resample_chunk(samples, last=is_last)
        return resampled

    def _silence_to_add(self) -> int:
        """Samples of the voice's rate at the segment's end, less than 0 to cut: a pause counts from the last sound."""
        segment = self.segment
        seconds = (segment.pause_seconds - segment.break_seconds) / self.speed + segment.break_seconds
        rate_hz = self.voice.frame_format.sample_rate_hz
        return self._edges.to_add(int(min(seconds, LONGEST_PAUSE_SECONDS) * rate_hz))

    def _silence_to_cut(self) -> int:
        """Samples at the segment's end, where its pause is shorter than the silence there; words stay whole."""
        cut = max(0, -self._silence_to_add())
        if cut and self.segment.timed:
            words_end = self._id_place(max([item.end_id for item in self.segment.timed]))
            cut = min(cut, max(0, self._samples_kept - words_end))
        return cut

    def _end_with_pause(self) -> None:
        """Silence after the segment, with its last chunk where that stays short enough."""
        longest, longest_of_all = (int(s * self.rate_hz) for s in (self.sizes.longest, self.sizes.longest_of_all))
        left = max(0, self._silence_to_add()) * self.rate_hz // self.voice.frame_format.sample_rate_hz
        if self.sound and len(self.sound[-1]) + left <= longest_of_all:
            self.silence, left = left, 0
        elif self.sound:
            last = self.sound.pop()
            added = max(0, longest_of_all - len(last))
            self.sound.append(np.concatenate([last, np.zeros(added, np.float32)]))
            left -= added
        while left > 0:
            part = min(left, longest)
            self.sound.append(np.zeros(part, np.float32))
            left -= part
        self.is_vocoded = True


def _factor(decibels: float) -> float:
    return 1.0 if decibels == 0.0 else float(10 ** (decibels / 20))


def segment_noise_seed(seed: int, index: int) -> int:
    """The noise seed of a stream's segment, in [0, 2^63): SplitMix64's finaliser over both numbers."""
    z = (seed + (index + 1) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (z ^ (z >> 31)) >> 1
