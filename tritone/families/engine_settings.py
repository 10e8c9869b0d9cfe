"""Which engine a stage runs on, from the parameters of its config.pbtxt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tritone.models.parameters import names, number


@dataclass(frozen=True)
class EngineSettings:
    """The same for acoustic model and vocoder."""

    voices: tuple[str, ...]
    device: str
    """"auto", "cpu", "cuda" or "cuda:N"."""
    engine: str
    """"auto", "torch" or "native"."""
    threads: int
    """CPU threads of one instance."""
    max_batch_size: int = 8
    """The largest batch a call may hold: engines on a GPU prepare for every size up to it."""
    voice_memory_mb: float = float("inf")
    """What the engines of one instance may take, in MiB, before the least recently used is put away."""

    @staticmethod
    def from_parameters(parameters: Mapping[str, str]) -> EngineSettings:
        return EngineSettings(
            names(parameters, "voices"),
            parameters.get("device", "auto"),
            parameters.get("engine", "auto"),
            number(parameters, "threads"),
            number({"max_batch_size": "8", **parameters}, "max_batch_size"),
            number(parameters, "voice_memory_mb", float),
        )
