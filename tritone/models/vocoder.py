"""The vocoder stage: every voice's vocoder engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tritone.families import VocoderEngine, load_family
from tritone.families.engine_settings import EngineSettings
from tritone.models.voice_engines import VoiceEngines, warm_up_batches
from tritone.pipeline.windows import VocodedWindow, VocoderWindow, cut_window
from tritone.voices.voice import Voice

_WARM_UP_FRAMES = 200


class VocoderStage:
    """Turns windows into samples, a batch at a time."""

    def __init__(self, settings: EngineSettings):
        self._settings = settings
        self._engines = VoiceEngines(settings, self._create)

    @staticmethod
    def from_parameters(parameters: Mapping[str, str]) -> VocoderStage:
        return VocoderStage(EngineSettings.from_parameters(parameters))

    def load_first(self) -> None:
        """Load and warm up the voices that are wanted from the start."""
        self._engines.load_first()

    def engine(self, voice_name: str) -> tuple[Voice, VocoderEngine]:
        """Implements EngineStage."""
        return self._engines.of(voice_name)

    def run(
        self, engine: VocoderEngine, windows: Sequence[VocoderWindow], voices: Sequence[Voice]
    ) -> list[VocodedWindow]:
        """Windows of voices that share the engine."""
        return engine.vocode(windows, voices)

    def _create(self, voice: Voice) -> VocoderEngine:
        family = load_family(voice.family)
        engine, form = family.vocoder_engine(voice, self._settings), family.frame_format(voice)
        frames = np.zeros((_WARM_UP_FRAMES, form.channels), np.float32)
        for size in warm_up_batches():
            state = None
            for start, stop in ((0, _WARM_UP_FRAMES // 2), (_WARM_UP_FRAMES // 2, _WARM_UP_FRAMES)):
                window = cut_window(frames, start, stop, form.lookahead_frames, 1, state)
                state = engine.vocode([window] * size, [voice] * size)[0].state
        return engine
