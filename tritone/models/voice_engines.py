"""What `acoustic` and `vocoder` have in common: engines by weights, loaded at start or on demand."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from tritone.families.engine_settings import EngineSettings
from tritone.models.loaded_on_demand import LoadedOnDemand
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import Voice


class LoadedEngine(Protocol):
    """What all engines have."""

    memory_bytes: int
    """What it holds in memory, weights mostly."""


Engine = TypeVar("Engine", bound=LoadedEngine)
AnyEngine = TypeVar("AnyEngine")
Item = TypeVar("Item", contravariant=True)
Result = TypeVar("Result", covariant=True)
_MIB = 1 << 20
_WARM_UP_BATCHES = (1, 2, 4, 8)
_WARM_UP_SECONDS = 1.0
"""A slow engine has less to gain from warming up, and someone may be waiting for the voice."""


class EngineModel(Protocol, Generic[AnyEngine, Item, Result]):
    """A model whose requests run in batches, those of voices that share an engine together."""

    def engine(self, voice_name: str) -> tuple[Voice, AnyEngine]:
        """The voice and its engine; raises UnknownVoice, VoiceLoading or MissingVoice."""

    def check(self, engine: AnyEngine, voice: Voice, item: Item) -> None:
        """Raises InvalidRequest for an item that does not fit the voice: any client may have made it."""

    def run(self, engine: AnyEngine, items: Sequence[Item], voices: Sequence[Voice]) -> Sequence[Result]:
        """One batch, checked, on one engine."""


class VoiceEngines(Generic[Engine]):
    """The engines of one model."""

    def __init__(self, settings: EngineSettings, create: Callable[[Voice], Engine]) -> None:
        """create: load a voice's engine and warm it up."""
        self._catalogue = VoiceCatalogue(settings.voices)
        self._create = create
        self._engines: LoadedOnDemand[tuple[str, str], Engine] = LoadedOnDemand(
            settings.voice_memory_mb * _MIB, lambda engine: engine.memory_bytes
        )

    def load_first(self) -> None:
        """Load the voices that are wanted from the start; raises MissingVoice when one cannot be loaded."""
        for voice in self._catalogue.loaded_at_start:
            if voice.weights_key not in self._engines.loaded():
                self._engines.load_now(voice.weights_key, functools.partial(self._create, voice))

    def sizes(self) -> dict[tuple[str, str], int]:
        """What is loaded now: memory in bytes by weights key."""
        return self._engines.sizes()

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
