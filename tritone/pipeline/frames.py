"""What passes into and out of an acoustic model: phoneme ids, frames and their durations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tritone.pipeline.arrays import Float32Array, Int32Array

WHOLE_SEGMENT = 1 << 24
"""A lookahead beyond any segment."""


@dataclass(frozen=True)
class FrameFormat:
    """What passes between a voice's acoustic model and its vocoder."""

    sample_rate_hz: int
    hop_length_samples: int
    """Samples a frame lasts."""
    channels: int
    lookahead_frames: int
    """Frames beyond a window's end that the vocoder reads before it can speak the window. Where that is WHOLE_SEGMENT,
    a segment's sound is made with its first window, whose state is the samples of the others."""
    slowest: float = 0.5
    fastest: float = 1.0
    """Speeds at which the acoustic model speaks well. What is asked beyond them is done to its sound."""
    windows_are_exact: bool = False
    """Whether a segment's samples are the same to the bit however it is cut into windows."""

    @property
    def makes_whole_segments(self) -> bool:
        """Whether the first window's call makes the sound of all windows."""
        return self.lookahead_frames >= WHOLE_SEGMENT


@dataclass(frozen=True)
class PhonemeIds:
    """A segment's phonemes as the ids of a voice's model."""

    ids: Int32Array
    """int32 [n], padding symbols included."""
    starts: Int32Array
    """int32 [phonemes + 1]: phoneme i of the front end became ids[starts[i]: starts[i + 1]]."""


@dataclass(frozen=True)
class Delivery:
    """How single phoneme ids of a segment are said: arrays, float32 [phoneme ids]."""

    rate: Float32Array
    """Factors on speed, times the segment's own."""
    pitch: Float32Array
    """Semitones above what the model gives."""
    pitch_range: Float32Array
    """Factors on how far the pitch moves around the segment's mean."""
    rise: Float32Array | None = None
    """Semitones above the segment's mean to which the pitch is to rise over ids that have some; None where none has."""


@dataclass(slots=True)
class AcousticSegment:
    """What an acoustic model is asked for. Nobody changes one; a frozen one takes four times as long to make."""

    phoneme_ids: Int32Array
    """int32 [n]."""
    speed: float = 1.0
    """Larger is faster."""
    noise_seed: int = 0
    """Chooses the noise of models that use some."""
    delivery: Delivery | None = None
    """What is asked for single phoneme ids; None where all are said alike."""

    def rates(self) -> Float32Array:
        """The speed of each phoneme id, float32 [n]."""
        rates = np.full(len(self.phoneme_ids), self.speed, np.float32)
        return rates if self.delivery is None else rates * self.delivery.rate


@dataclass(slots=True)
class AcousticResult:
    """What an acoustic model makes of one segment; not to be changed, either."""

    frames: Float32Array
    """float32 [frames, channels]."""
    durations: Int32Array
    """int32 [phoneme ids]: frames each phoneme id lasts; they sum to the number of frames."""
    energy: Float32Array | None = None
    """float32 [frames]: how loud the model means them to be, in a unit of its own; None of models that do not say, and
    once silence has been cut."""
