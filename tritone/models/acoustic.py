"""The inside of `acoustic`: every voice's acoustic engine, and the silence it adds cut off again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tritone.devices.freed_memory import give_back_freed_memory
from tritone.errors import InvalidRequest
from tritone.families import AcousticEngine, load_family
from tritone.families.engine_settings import EngineSettings
from tritone.models.engine_parameters import engine_settings
from tritone.models.voice_engines import VoiceEngines, warm_up_batches
from tritone.pipeline.frames import AcousticResult, AcousticSegment, Delivery
from tritone.voices.voice import Voice

SLOWEST, FASTEST = 0.05, 20.0
"""Speeds that a segment may have; callers' own speed times that of their SSML lies well within."""


class Acoustic:
    """Turns segments into frames, a batch at a time."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._engines = VoiceEngines(settings, self._create)

    @staticmethod
    def from_parameters(parameters: Mapping[str, str]) -> Acoustic:
        """As its config.pbtxt describes it."""
        return Acoustic(engine_settings(parameters))

    def load_first(self) -> None:
        """Load and warm up the voices that are wanted from the start."""
        self._engines.load_first()

    def loaded_bytes(self) -> dict[tuple[str, str], int]:
        """What is loaded now: memory by weights key."""
        return self._engines.sizes()

    def engine(self, voice_name: str) -> tuple[Voice, AcousticEngine]:
        """Implements EngineModel."""
        return self._engines.of(voice_name)

    def check(self, engine: AcousticEngine, voice: Voice, segment: AcousticSegment) -> None:
        """Implements EngineModel: ids that the engine knows, as many as it can say, at a speed it can speak."""
        ids = segment.phoneme_ids
        if not 1 <= len(ids) <= engine.most_ids:
            raise InvalidRequest(
                f'input "phoneme_ids" has {len(ids)} ids; allowed for voice "{voice.name}": 1 to {engine.most_ids}'
            )
        least, most = int(np.min(ids)), int(np.max(ids))
        if least < 0 or most >= engine.symbols:
            raise InvalidRequest(
                f'input "phoneme_ids" holds {least if least < 0 else most}; allowed for voice "{voice.name}": '
                f"0 to {engine.symbols - 1}"
            )
        if not SLOWEST <= segment.speed <= FASTEST:
            raise InvalidRequest(f'input "speed" is {segment.speed:g}; allowed: {SLOWEST:g} to {FASTEST:g}')
        if segment.delivery is not None:
            _check_delivery(segment.delivery)
        if segment.noise_seed < 0:
            raise InvalidRequest(f'input "noise_seed" is {segment.noise_seed}; allowed: 0 to {2**63 - 1}')

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
        give_back_freed_memory()
        return engine


def _check_delivery(delivery: Delivery) -> None:
    """Raise InvalidRequest for numbers that no markup makes."""
    for name, values, least, most in (
        ("rates", delivery.rate, 0.1, 10.0),
        ("pitches in semitones", delivery.pitch, -48.0, 48.0),
        ("pitch ranges", delivery.pitch_range, 0.0, 10.0),
        ("rises in semitones", np.zeros(1) if delivery.rise is None else delivery.rise, 0.0, 48.0),
    ):
        if not ((values >= least) & (values <= most)).all():  # NaN is neither
            raise InvalidRequest(f'input "delivery" holds {name} that cannot be; allowed: {least:g} to {most:g}')


def _finished(segment: AcousticSegment, result: AcousticResult, voice: Voice) -> AcousticResult:
    family = load_family(voice.family)
    return family.trim_silence(segment.phoneme_ids, family.delivered(segment, result, voice), voice)
