"""What the service needs to know of Piper voices: files, symbols, frame rate, silence, engines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from frontend_text import ESPEAK
from tritone.errors import MissingVoice
from tritone.families import AcousticEngine, VocoderEngine
from tritone.families.delivery import PAUSE_BOUNDS_SECONDS, PauseBounds, PauseMaking, bounds_in_frames
from tritone.families.engine_settings import EngineSettings
from tritone.families.piper.config import PiperConfig, read_config
from tritone.families.piper.phonemes import END, PAD, SpelledIds, phoneme_ids
from tritone.families.shared import take_from_the_end
from tritone.native.library import use_native
from tritone.pipeline.frames import AcousticResult, AcousticSegment, FrameFormat, PhonemeIds
from tritone.voices.voice import WEIGHTS, Voice

if TYPE_CHECKING:
    from tritone.families.piper.checkpoint import PiperCheckpoint
    from tritone.families.piper.native.engine import NativePiperVocoderEngine
    from tritone.families.piper.torch_engine.vocoder import PiperVocoderEngine

CONFIG = "config"
"""The role of the voice's .onnx.json."""
CHANNELS, REACH, CONTEXT = "frame_channels", "reach_frames", "context_frames"
"""What the manifest's `model` holds: channels of the latent, frames to either side that the decoder hears, and as many
as a window brings, so that the decoder in C may make several outputs at a time."""
_BLOCK_FRAMES = 15
"""That a window brings more than the decoder hears where a manifest is older than `context_frames`: as many as joe's
blocks of outputs take up."""

_PUNCTUATION = " .,:;!?\"()'-"
_KEPT_TRAIL_FRAMES = 2
# These voices know no dash and no ellipsis: a semicolon and a period inside a segment are read for them. At a comma joe
# pauses for 0.2 to 0.37 s by himself.
_PAUSE_BOUNDS_SECONDS = {
    **PAUSE_BOUNDS_SECONDS,
    ";": PauseBounds(0.36, 0.45),
    ":": PauseBounds(0.34, 0.42),
    ".": PauseBounds(0.45, 0.52),
}
_SOUNDING_PADDING_FRAMES = 2
"""Of the padding between a word's last sound and a mark (joe, six texts; at half speed sound lasts longer)."""
_KEPT_READING, _KEPT_FORMAT = "piper reading", "piper frame format"
"""Under which a voice keeps what is made of its configuration."""
_SOUNDING_FRAMES = 1
"""Of a mark and the blanks after it: nearly all of it is silent."""


@dataclass(frozen=True)
class _Reading:
    """What every segment of a voice is treated with, made of its configuration once."""

    config: PiperConfig
    spelled_ids: SpelledIds
    silent: frozenset[int]
    """Ids that no sound is left of where they close a segment."""
    pauses: PauseMaking


class PiperFamily:
    """VITS: a text encoder with stochastic durations and a flow in front, a HiFi-GAN decoder behind."""

    name = "piper"
    warm_up_phonemes = "a."
    phoneme_alphabet = ESPEAK
    has_pitch = False
    reads_whole_sentences = False  # 12 s of joe's take 90 ms of a core
    voice_files = "NAME.onnx with NAME.onnx.json beside it"

    def find_voices(self, files: Sequence[Path], known: Mapping[str, Voice], scratch: Path) -> list[Voice]:
        from tritone.families.piper.new_voices import find_voices

        return find_voices(files)

    def frame_format(self, voice: Voice) -> FrameFormat:
        form: FrameFormat | None = voice.kept.get(_KEPT_FORMAT)
        if form is None:
            form = voice.kept[_KEPT_FORMAT] = self._frame_format(voice)
        return form

    def _frame_format(self, voice: Voice) -> FrameFormat:
        config = _config(voice)
        try:
            channels, context = voice.model[CHANNELS], _context_frames(voice)
        except KeyError as missing:
            raise MissingVoice(f'voice "{voice.name}": its manifest\'s model has no {missing}; add it again') from None
        rate, hop = config.sample_rate_hz, config.hop_length_samples
        return FrameFormat(rate, hop, channels, context, windows_are_exact=True)

    def phoneme_ids(self, phonemes: str, voice: Voice) -> PhonemeIds:
        return phoneme_ids(phonemes, _reading(voice).spelled_ids, voice.language)

    def acoustic_engine(self, voice: Voice, settings: EngineSettings) -> AcousticEngine:
        if use_native(settings.engine, settings.device):
            from tritone.families.piper.native.engine import NativePiperAcousticEngine

            return NativePiperAcousticEngine(*_read(voice))
        from tritone.families.piper.torch_engine.acoustic import PiperAcousticEngine

        checkpoint, config, device = _opened(voice, settings)
        return PiperAcousticEngine(checkpoint, config, device, half_precision=_in_half_precision(settings, device))

    def vocoder_engine(self, voice: Voice, settings: EngineSettings) -> VocoderEngine:
        engine = self._vocoder(voice, settings)
        is_as_said = (engine.channels, engine.reach) == (voice.model[CHANNELS], voice.model[REACH])
        if not is_as_said or engine.context < engine.least_context:
            raise MissingVoice(
                f'voice "{voice.name}": its manifest says {dict(voice.model)}, its weights {engine.channels} channels, '
                f"a reach of {engine.reach} frames and a context of {engine.least_context}; add it again"
            )
        return engine

    def _vocoder(self, voice: Voice, settings: EngineSettings) -> NativePiperVocoderEngine | PiperVocoderEngine:
        if use_native(settings.engine, settings.device):
            from tritone.families.piper.native.engine import NativePiperVocoderEngine

            return NativePiperVocoderEngine(*_read(voice), _context_frames(voice))
        from tritone.families.piper.torch_engine.vocoder import PiperVocoderEngine

        checkpoint, config, device = _opened(voice, settings)
        in_half = _in_half_precision(settings, device)
        return PiperVocoderEngine(checkpoint, config, device, _context_frames(voice), half_precision=in_half)

    def delivered(self, segment: AcousticSegment, result: AcousticResult, voice: Voice) -> AcousticResult:
        # noise is drawn for every frame: many opening ones, held, would sound (-40 dBFS); those in the middle of the
        # closing padding hardly ever (12 seeds, five texts, at most -90 dBFS)
        silence = result.frames[(int(result.durations[:-2].sum()) + len(result.frames)) // 2]
        return _reading(voice).pauses.paused(segment.phoneme_ids, result, silence, segment.speed)

    def trim_silence(self, ids: npt.NDArray[np.int32], result: AcousticResult, voice: Voice) -> AcousticResult:
        """Cut the end: by the time of the closing punctuation sound has died away. The beginning has hardly any."""
        reading, numbers = _reading(voice), ids.tolist()
        first = len(numbers)
        while first > 1 and numbers[first - 1] in reading.silent:
            first -= 1
        first += 1  # the padding after the last sound belongs to it
        durations = result.durations.copy()
        cut = max(0, int(durations[first:].sum()) - _KEPT_TRAIL_FRAMES)
        take_from_the_end(durations, cut)
        _end_words_with_their_sound(numbers, durations, reading.pauses.bounds)
        return AcousticResult(np.ascontiguousarray(result.frames[: len(result.frames) - cut]), durations)


def _end_words_with_their_sound(ids: Sequence[int], durations: npt.NDArray[np.int32], marks: Collection[int]) -> None:
    """Give to a mark, in place, what the padding before it lasts longer than sound is heard in it."""
    for index in [index for index, number in enumerate(ids) if number in marks]:
        silent = int(durations[index - 1]) - _SOUNDING_PADDING_FRAMES
        if index >= 2 and silent > 0:
            durations[index - 1] -= silent
            durations[index] += silent


def _context_frames(voice: Voice) -> int:
    return voice.model.get(CONTEXT, voice.model[REACH] + _BLOCK_FRAMES)


def _config(voice: Voice) -> PiperConfig:
    return _reading(voice).config


def _reading(voice: Voice) -> _Reading:
    kept: _Reading | None = voice.kept.get(_KEPT_READING)
    if kept is None:
        config = read_config(voice.path(CONFIG))
        silent = {number for symbol in (*_PUNCTUATION, PAD, END) for number in config.symbols.get(symbol, ())}
        kept = voice.kept[_KEPT_READING] = _Reading(
            config, SpelledIds(config.symbols), frozenset(silent), _pauses(config)
        )
    return kept


def _pauses(config: PiperConfig) -> PauseMaking:
    first = {symbol: ids[0] for symbol, ids in config.symbols.items() if ids}
    blanks = frozenset(first[mark] for mark in (" ", '"', "'", ")", PAD, END) if mark in first)
    frames_per_second = config.sample_rate_hz / config.hop_length_samples
    bounds = bounds_in_frames(first, frames_per_second, _PAUSE_BOUNDS_SECONDS)
    return PauseMaking(bounds, blanks, _SOUNDING_FRAMES, sounds_per_id=0.5)  # every other id is padding


def _in_half_precision(settings: EngineSettings, device: str) -> bool:
    from tritone.devices.torch_device import runs_bfloat16_well

    return settings.engine == "auto" and runs_bfloat16_well(device)


def _read(voice: Voice) -> tuple[PiperCheckpoint, PiperConfig]:
    from tritone.families.piper.checkpoint import PiperCheckpoint

    return PiperCheckpoint(voice.checked(WEIGHTS)), read_config(voice.checked(CONFIG))


def _opened(voice: Voice, settings: EngineSettings) -> tuple[PiperCheckpoint, PiperConfig, str]:
    from tritone.devices.torch_device import resolve_device

    return *_read(voice), resolve_device(settings.device, settings.threads)
