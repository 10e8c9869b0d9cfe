"""Which engine a model runs on."""

from __future__ import annotations

from dataclasses import dataclass


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
    """What the engines of one instance may take, in MiB, before the least recently used is evicted."""
