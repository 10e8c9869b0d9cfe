"""The acoustic stage: every voice's acoustic engine, and the silence it adds cut off again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tritone.families import AcousticEngine, load_family
from tritone.families.engine_settings import EngineSettings
from tritone.models.voice_engines import VoiceEngines, warm_up_batches
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.voices.voice import Voice


class AcousticStage:
    """Turns segments into frames, a batch at a time."""

    def __init__(
        self, settings: EngineSettings, on_change: Callable[[dict[tuple[str, str], int]], None] = lambda loaded: None
    ):
        """on_change: as for VoiceEngines."""
        self._settings = settings
        self._engines = VoiceEngines(settings, self._create, on_change)

    @staticmethod
    def from_parameters(
        parameters: Mapping[str, str], on_change: Callable[[dict[tuple[str, str], int]], None] = lambda loaded: None
    ) -> AcousticStage:
        return AcousticStage(EngineSettings.from_parameters(parameters), on_change)

    def load_first(self) -> None:
        """Load and warm up the voices that are wanted from the start."""
        self._engines.load_first()

    def engine(self, voice_name: str) -> tuple[Voice, AcousticEngine]:
        """Implements EngineStage."""
        return self._engines.of(voice_name)

    def run(
        self, engine: AcousticEngine, segments: Sequence[AcousticSegment], voices: Sequence[Voice]
    ) -> list[AcousticResult]:
        """Segments of voices that share the engine."""
        results = engine.synthesize_frames(segments, voices)
        return [
            _finished(segment, result, voice) for segment, result, voice in zip(segments, results, voices, strict=True)
        ]

    def _create(self, voice: Voice) -> AcousticEngine:
        family = load_family(voice.family)
        engine = family.acoustic_engine(voice, self._settings)
        segment = AcousticSegment(family.phoneme_ids(family.warm_up_phonemes, voice).ids)
        for size in warm_up_batches():
            self.run(engine, [segment] * size, [voice] * size)
        return engine


def _finished(segment: AcousticSegment, result: AcousticResult, voice: Voice) -> AcousticResult:
    family = load_family(voice.family)
    return family.trim_silence(segment.phoneme_ids, family.delivered(segment, result, voice), voice)
