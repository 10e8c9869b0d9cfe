"""Which engine a stage runs on, from the parameters of its config.pbtxt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tritone.model_parameters import names, number


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
    voice_memory_mb: float = float("inf")
    """What the engines of one instance may take, in MiB, before the least recently used is put away."""

    @staticmethod
    def from_parameters(parameters: Mapping[str, str]) -> EngineSettings:
        return EngineSettings(names(parameters, "voices"), parameters.get("device", "auto"),
                              parameters.get("engine", "auto"), number(parameters, "threads"),
                              number(parameters, "voice_memory_mb", float))
