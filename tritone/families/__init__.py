"""Voice families: one module each, all with the interface of `VoiceFamily`."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tritone.families.engine_settings import EngineSettings
from tritone.pipeline.frames import AcousticResult, AcousticSegment, FrameFormat, PhonemeIds
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice

MOST_IDS = 2048
"""Phoneme ids of one segment that engines without a limit of their own take: the front end's longest has 400 phonemes,
of which Piper's voices make twice as many ids and a few. Attention takes time and memory with their square."""


class AcousticEngine(Protocol):
    """Phoneme ids → frames, a batch of segments at a time."""

    memory_bytes: int
    """What it holds in memory, weights mostly."""
    symbols: int
    """It knows the phoneme ids from 0 to symbols - 1."""
    most_ids: int
    """Phoneme ids of the longest segment that it takes."""

    def synthesize_frames(self, segments: Sequence[AcousticSegment], voices: Sequence[Voice]) -> list[AcousticResult]:
        """Segments of different lengths in one batch; each with its voice, all voices of this engine's weights."""


class VocoderEngine(Protocol):
    """Frames → samples, a batch of windows at a time."""

    memory_bytes: int

    def state_floats(self, start: int, total: int) -> int:
        """How many numbers a window's state holds that starts at frame `start` > 0 of a segment of `total` frames."""

    def vocode(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice]) -> list[VocodedWindow]:
        """Windows of different segments and lengths in one batch; each with its voice, likewise."""


class VoiceFamily(Protocol):
    """What a module of tritone.families offers under the name `FAMILY`."""

    name: str
    warm_up_phonemes: str
    """A short sentence in the front end's phonemes that every voice of the family can say."""
    phoneme_alphabet: str
    """MISAKI or ESPEAK of frontend_text: which of the front end's alphabets `phoneme_ids` takes."""
    has_pitch: bool
    """Whether its acoustic models make a pitch that can be moved."""
    reads_whole_sentences: bool
    """Whether its acoustic models are so quick that nobody hears whether the first sentence of a text was cut for an
    early sound, as is done for the others."""
    voice_files: str
    """Which files make a voice, for people who add one; "" for a family whose voices are not added."""

    def find_voices(self, files: Sequence[Path], known: Mapping[str, Voice], scratch: Path) -> list[Voice]:
        """The family's voices among files that someone wants to add, measured; none where there are none.

        Their source and gain stay empty: `tritone.adding` fills them in. known: the voices that are there already, by
        name. scratch: a folder for files that have to be made. Raises MissingVoice for files that belong to the family
        but are damaged or incomplete.
        """

    def frame_format(self, voice: Voice) -> FrameFormat:
        """What passes between the voice's models; reads no weights. Raises MissingVoice for a damaged voice."""

    def phoneme_ids(self, phonemes: str, voice: Voice) -> PhonemeIds:
        """Front end phonemes as the model's ids; raises SynthesisFailed for a symbol that it has no way to say."""

    def acoustic_engine(self, voice: Voice, settings: EngineSettings) -> AcousticEngine:
        """Load the acoustic model that the voice shares with all voices of `voice.weights_key`."""

    def vocoder_engine(self, voice: Voice, settings: EngineSettings) -> VocoderEngine:
        """Load the vocoder, likewise."""

    def delivered(self, segment: AcousticSegment, result: AcousticResult, voice: Voice) -> AcousticResult:
        """What the model made, its pitch as the segment's delivery asks and pauses at its marks long enough to hear."""

    def trim_silence(self, ids: npt.NDArray[np.int32], result: AcousticResult, voice: Voice) -> AcousticResult:
        """Cut the silence that the model puts before and after every segment; durations shrink accordingly."""


@functools.cache
def load_family(name: str) -> VoiceFamily:
    """The family of that name: `FAMILY` of module tritone.families.<name>."""
    family: VoiceFamily = importlib.import_module(f"tritone.families.{name}").FAMILY
    return family


def family_names() -> list[str]:
    """Every family there is."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
