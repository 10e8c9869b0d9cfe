"""Voice families: one module each, all with the interface of `VoiceFamily`."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from tritone.vocoder_window import VocodedWindow, VocoderWindow


@dataclass(frozen=True)
class AcousticResult:
    """What an acoustic model makes of one segment."""

    frames: np.ndarray
    """float32 [frames, channels]."""
    durations: np.ndarray
    """int32 [phonemes]: frames each phoneme id lasts; they sum to the number of frames."""


class AcousticEngine(Protocol):
    """Phoneme ids → frames, a batch of segments at a time."""

    def synthesize_frames(self, phoneme_ids: Sequence[np.ndarray], speeds: Sequence[float]) -> list[AcousticResult]:
        """Segments of different lengths in one batch; speeds larger than 1 are faster."""


class VocoderEngine(Protocol):
    """Frames → samples, a batch of windows at a time."""

    hop_length_samples: int
    lookahead_frames: int
    state_size: int

    def vocode(self, windows: Sequence[VocoderWindow]) -> list[VocodedWindow]:
        """Windows of different segments and lengths in one batch."""


class VoiceFamily(Protocol):
    """What a module of tritone.families offers under the name `FAMILY`."""

    name: str
    sample_rate_hz: int
    hop_length_samples: int
    """Samples a frame lasts."""
    frame_channels: int
    lookahead_frames: int
    """Frames beyond a window's end that the vocoder reads before it can speak the window."""

    def phoneme_ids(self, phonemes: str) -> np.ndarray:
        """int32 ids with the model's padding symbols; raises SynthesisFailed for a symbol it does not have."""

    def acoustic_engine(self, checkpoint: Path, device: str, engine: str, threads: int) -> AcousticEngine:
        """Load the acoustic model; engine is "auto", "torch" or "native"."""

    def vocoder_engine(self, checkpoint: Path, device: str, engine: str, threads: int) -> VocoderEngine:
        """Load the vocoder; engine is "auto", "torch" or "native"."""

    def trim_silence(self, ids: np.ndarray, result: AcousticResult) -> AcousticResult:
        """Cut the silence that the model puts before and after every segment; durations shrink accordingly."""


def load_family(name: str) -> VoiceFamily:
    """The family of that name: `FAMILY` of module tritone.families.<name>."""
    return importlib.import_module(f"tritone.families.{name}").FAMILY
