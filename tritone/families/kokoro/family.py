"""What the service needs to know of Kokoro voices: files, symbols, frame rate, silence, engines."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from frontend_text import MISAKI
from tritone.errors import MissingVoice, SynthesisFailed
from tritone.families import AcousticEngine, VocoderEngine
from tritone.families.delivery import PauseMaking, bounds_in_frames
from tritone.families.engine_settings import EngineSettings
from tritone.families.heard import Loudness, heard_span
from tritone.families.kokoro.frame_layout import EXTRA_CHANNELS, KEPT_FRAMES, STANDS_FOR
from tritone.families.kokoro.phonemes import misaki_spelling
from tritone.families.shared import take_from_the_end
from tritone.native.library import use_native
from tritone.pipeline.frames import WHOLE_SEGMENT, AcousticResult, AcousticSegment, FrameFormat, PhonemeIds
from tritone.voices.voice import WEIGHTS, Voice

if TYPE_CHECKING:  # what only engines need
    from tritone.families.kokoro.checkpoint import KokoroCheckpoint
    from tritone.families.kokoro.native.vocoder import NativeKokoroVocoderEngine
    from tritone.families.kokoro.torch_engine.vocoder import KokoroVocoderEngine

VOCABULARY = "vocabulary"
"""The role of the file that numbers the symbols."""
CHANNELS = "frame_channels"
"""What the manifest's `model` holds."""
SAMPLE_RATE_HZ, HOP_SAMPLES = 24_000, 300

_PADDING_ID = 0
# The energy curve N of a frame that is heard, as of nine texts of two voices: -60 dBFS at -1, below -70 under -3.
_LEAST_ENERGY = -1.0
_DECIBELS = 3.5
"""For 1 of it, near the least."""
_SILENT_FRAME = 3
"""Of the opening silence."""
_BETWEEN_WORDS = ' "()“”'


class KokoroFamily:
    """One model for all voices, a table of style vectors each; misaki phonemes, 80 frames a second."""

    name = "kokoro"
    warm_up_phonemes = "həlˈO ðˈɛɹ."
    phoneme_alphabet = MISAKI
    has_pitch = True
    reads_whole_sentences = False
    voice_files = (
        "a model (.pth, .safetensors or .onnx) with its config.json and styles (.pt, .bin or .npz), or "
        "styles alone for a model that is there already"
    )

    def find_voices(self, files: Sequence[Path], known: Mapping[str, Voice], scratch: Path) -> list[Voice]:
        from tritone.families.kokoro.new_voices import find_voices

        return find_voices(files, known, scratch)

    def frame_format(self, voice: Voice) -> FrameFormat:
        try:
            # the generator normalises over all of a segment's frames
            return FrameFormat(SAMPLE_RATE_HZ, HOP_SAMPLES, voice.model[CHANNELS], WHOLE_SEGMENT)
        except KeyError as missing:
            raise MissingVoice(f'voice "{voice.name}": its manifest\'s model has no {missing}; add it again') from None

    def phoneme_ids(self, phonemes: str, voice: Voice) -> PhonemeIds:
        symbols = _symbols(voice.path(VOCABULARY))
        spelled = misaki_spelling(phonemes, voice.language)
        unknown = sorted({letter for letters in spelled for letter in letters if letter not in symbols})
        if unknown:
            raise SynthesisFailed(f"phonemes {unknown} are not among the symbols of {self.name} voices")
        ids, starts = [_PADDING_ID], []
        for letters in spelled:
            starts.append(len(ids))
            ids += [symbols[letter] for letter in letters]
        starts.append(len(ids))
        return PhonemeIds(np.array([*ids, _PADDING_ID], np.int32), np.array(starts, np.int32))

    def acoustic_engine(self, voice: Voice, settings: EngineSettings) -> AcousticEngine:
        if use_native(settings.engine, settings.device):
            from tritone.families.kokoro.native.acoustic import NativeKokoroAcousticEngine

            return NativeKokoroAcousticEngine(_read(voice))
        from tritone.families.kokoro.torch_engine.acoustic import KokoroAcousticEngine

        return KokoroAcousticEngine(*_opened(voice, settings))

    def vocoder_engine(self, voice: Voice, settings: EngineSettings) -> VocoderEngine:
        engine = self._vocoder(voice, settings)
        if engine.channels != voice.model[CHANNELS]:
            raise MissingVoice(
                f'voice "{voice.name}": its manifest says {voice.model[CHANNELS]} channels, its weights '
                f"{engine.channels}; add it again"
            )
        return engine

    def _vocoder(self, voice: Voice, settings: EngineSettings) -> NativeKokoroVocoderEngine | KokoroVocoderEngine:
        if use_native(settings.engine, settings.device):
            from tritone.families.kokoro.native.vocoder import NativeKokoroVocoderEngine

            return NativeKokoroVocoderEngine(_read(voice))
        from tritone.families.kokoro.torch_engine.vocoder import KokoroVocoderEngine

        return KokoroVocoderEngine(*_opened(voice, settings))

    def delivered(self, segment: AcousticSegment, result: AcousticResult, voice: Voice) -> AcousticResult:
        pauses, silence = _pauses(voice.path(VOCABULARY)), result.frames[_SILENT_FRAME]
        return pauses.paused(segment.phoneme_ids, result, silence, segment.speed, _loudness(result))

    def trim_silence(self, ids: npt.NDArray[np.int32], result: AcousticResult, voice: Voice) -> AcousticResult:
        """Silent frames go, but the first and the last frame remember how many, as the generator's norms count them."""
        first, end = heard_span(_loudness(result))
        durations = result.durations.copy()
        lead = min(int(durations[0]), max(0, first - KEPT_FRAMES))
        durations[0] -= lead
        trail = max(0, len(result.frames) - end - KEPT_FRAMES)
        take_from_the_end(durations, trail)
        frames = result.frames[lead : len(result.frames) - trail].copy()
        stands_for = frames.shape[1] - EXTRA_CHANNELS + STANDS_FOR
        frames[0, stands_for] += lead
        frames[-1, stands_for] += trail
        return AcousticResult(frames, durations)


def _loudness(result: AcousticResult) -> Loudness:
    """Of every frame; all are heard where the engine does not say."""
    energy = np.ones(len(result.frames), np.float32) if result.energy is None else result.energy
    loudness: Loudness = (energy - np.float32(_LEAST_ENERGY)) * np.float32(_DECIBELS)
    return loudness


def _read(voice: Voice) -> KokoroCheckpoint:
    from tritone.families.kokoro.checkpoint import KokoroCheckpoint

    return KokoroCheckpoint(voice.checked(WEIGHTS))


def _opened(voice: Voice, settings: EngineSettings) -> tuple[KokoroCheckpoint, str, bool]:
    from tritone.devices.torch_device import resolve_device, runs_bfloat16_well

    device = resolve_device(settings.device, settings.threads)
    return _read(voice), device, settings.engine == "auto" and runs_bfloat16_well(device)


@functools.lru_cache(maxsize=64)
def _pauses(vocabulary: Path) -> PauseMaking:
    symbols = _symbols(vocabulary)
    blanks = frozenset(symbols[mark] for mark in _BETWEEN_WORDS if mark in symbols) | {_PADDING_ID}
    return PauseMaking(bounds_in_frames(symbols, SAMPLE_RATE_HZ / HOP_SAMPLES), blanks, sounding_frames=0)


@functools.lru_cache(maxsize=64)
def _symbols(path: Path) -> dict[str, int]:
    """Phoneme symbol → id; raises MissingVoice naming the file and what is wrong with it."""
    try:
        vocabulary = json.loads(path.read_text(encoding="utf-8"))
        return {symbol: int(number) for symbol, number in vocabulary.get("vocab", vocabulary).items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise MissingVoice(f"{path.name} is not a Kokoro vocabulary: {error!r}") from error
