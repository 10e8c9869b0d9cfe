"""What acoustic and vocoder stage have in common: engines by weights, loaded at start or on demand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from tritone.families.engine_settings import EngineSettings
from tritone.models.loaded_on_demand import LoadedOnDemand
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import Voice

Engine = TypeVar("Engine")
Item = TypeVar("Item")
Result = TypeVar("Result")
_MIB = 1 << 20
_WARM_UP_BATCHES = (1, 2, 4, 8)
_WARM_UP_SECONDS = 1.0
"""A slow engine has less to gain from warming up, and someone may be waiting for the voice."""


class EngineStage(Protocol, Generic[Engine, Item, Result]):
    """A stage whose requests run in batches, those of voices that share an engine together."""

    def engine(self, voice_name: str) -> tuple[Voice, Engine]:
        """The voice and its engine; raises UnknownVoice, VoiceLoading or MissingVoice."""

    def run(self, engine: Engine, items: Sequence[Item], voices: Sequence[Voice]) -> list[Result]:
        """One batch on one engine."""


class VoiceEngines(Generic[Engine]):
    """The engines of one stage."""

    def __init__(
        self,
        settings: EngineSettings,
        create: Callable[[Voice], Engine],
        on_change: Callable[[dict[tuple[str, str], int]], None] = lambda loaded: None,
    ):
        """create: load a voice's engine and warm it up; on_change: told what is loaded, bytes by weights key."""
        self._catalogue = VoiceCatalogue(settings.voices)
        self._create = create
        self._engines: LoadedOnDemand[tuple[str, str], Engine] = LoadedOnDemand(
            settings.voice_memory_mb * _MIB,
            lambda engine: engine.memory_bytes,
            on_change=lambda: on_change(self._engines.sizes()),
        )

    def load_first(self) -> None:
        """Load the voices that are wanted from the start; raises MissingVoice when one cannot be loaded."""
        for voice in self._catalogue.loaded_at_start:
            if voice.weights_key not in self._engines.loaded():
                self._engines.load_now(voice.weights_key, lambda voice=voice: self._create(voice))

    def of(self, voice_name: str) -> tuple[Voice, Engine]:
        """The voice of that name and its engine; raises UnknownVoice, VoiceLoading or MissingVoice."""
        voice = self._catalogue.pick(voice_name)
        return voice, self._engines.get(voice.weights_key, lambda: self._create(voice), f'voice "{voice.name}"')


def warm_up_batches() -> Iterator[int]:
    """Sizes of the batches that a new engine runs before anyone waits for it, the larger ones if there is time."""
    began = time.monotonic()
    for size in _WARM_UP_BATCHES:
        if time.monotonic() - began > _WARM_UP_SECONDS:
            return
        yield size
