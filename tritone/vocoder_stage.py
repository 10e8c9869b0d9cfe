"""The vocoder stage: every voice's vocoder engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tritone.engine_settings import EngineSettings
from tritone.families import load_family
from tritone.vocoder_window import VocodedWindow, VocoderWindow, cut_window
from tritone.voice_registry import load_voices, pick_voice

_WARM_UP_FRAMES = 200


class VocoderStage:
    """Turns windows of one voice into samples, a batch at a time."""

    def __init__(self, settings: EngineSettings):
        self._voices = load_voices(settings.voices)
        self._families = {name: load_family(voice.family) for name, voice in self._voices.items()}
        self._engines = {
            name: self._families[name].vocoder_engine(voice.checkpoint(), settings.device, settings.engine,
                                                      settings.threads)
            for name, voice in self._voices.items()
        }

    @staticmethod
    def from_parameters(parameters: Mapping[str, str]) -> VocoderStage:
        return VocoderStage(EngineSettings.from_parameters(parameters))

    def vocode(self, voice: str, windows: Sequence[tuple[VocoderWindow]]) -> list[VocodedWindow]:
        """Windows as one-element tuples; raises InvalidRequest for an unknown voice."""
        pick_voice(self._voices, voice)
        return self._engines[voice].vocode([window for (window,) in windows])

    def warm_up(self) -> None:
        """Run batches of several sizes, so that the first caller does not wait for lazy initialisation."""
        for name, family in self._families.items():
            frames = np.zeros((_WARM_UP_FRAMES, family.frame_channels), np.float32)
            for size in (1, 2, 4, 8):
                window = cut_window(frames, 0, _WARM_UP_FRAMES // 2, family.lookahead_frames, 1, None)
                first = self.vocode(name, [(window,)] * size)
                window = cut_window(frames, _WARM_UP_FRAMES // 2, _WARM_UP_FRAMES, family.lookahead_frames, 1,
                                    first[0].state)
                self.vocode(name, [(window,)] * size)
