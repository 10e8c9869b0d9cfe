"""Who is told what goes on while a voice is added."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Shows long work."""

    def step(self, message: str) -> None:
        """Something begins, or is worth knowing."""

    def part(self, what: str, done: int, total: int) -> None:
        """So much of it is done: bytes, or voices."""
