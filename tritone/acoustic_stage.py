"""The acoustic stage: every voice's acoustic engine, and the silence it adds cut off again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tritone.engine_settings import EngineSettings
from tritone.families import AcousticResult, load_family
from tritone.voice_registry import load_voices, pick_voice

_WARM_UP_PHONEMES = "həlˈO ðˈɛɹ, ænd wˈɛlkəm bˈæk."


class AcousticStage:
    """Turns segments of one voice into frames, a batch at a time."""

    def __init__(self, settings: EngineSettings):
        self._voices = load_voices(settings.voices)
        self._families = {name: load_family(voice.family) for name, voice in self._voices.items()}
        self._engines = {
            name: self._families[name].acoustic_engine(voice.checkpoint(), settings.device, settings.engine,
                                                       settings.threads)
            for name, voice in self._voices.items()
        }

    @staticmethod
    def from_parameters(parameters: Mapping[str, str]) -> AcousticStage:
        return AcousticStage(EngineSettings.from_parameters(parameters))

    def synthesize_frames(self, voice: str, segments: Sequence[tuple[np.ndarray, float]]) -> list[AcousticResult]:
        """Segments as (phoneme ids, speed); raises InvalidRequest for an unknown voice."""
        pick_voice(self._voices, voice)
        family = self._families[voice]
        ids = [phoneme_ids for phoneme_ids, _ in segments]
        results = self._engines[voice].synthesize_frames(ids, [speed for _, speed in segments])
        return [family.trim_silence(phoneme_ids, result) for phoneme_ids, result in zip(ids, results, strict=True)]

    def warm_up(self) -> None:
        """Run batches of several sizes, so that the first caller does not wait for lazy initialisation."""
        for name in self._voices:
            ids = self._families[name].phoneme_ids(_WARM_UP_PHONEMES)
            for size in (1, 2, 4, 8):
                self.synthesize_frames(name, [(ids, 1.0)] * size)
