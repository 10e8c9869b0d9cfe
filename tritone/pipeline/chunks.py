"""What a caller gets: chunks of encoded audio, and the end of the stream that takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

LONGEST_WITHOUT_LEAD_SECONDS = 2.0
"""Of a chunk, while its listener has little in hand: longer ones cost less, and would come late."""
Timestamp: TypeAlias = "dict[str, str | int | float]"
"""A word or a mark, and when it sounds, as the wire interface shows it."""


@dataclass(slots=True)
class Chunk:
    """One response of `tts`. Nobody changes it; a frozen one takes four times as long to make."""

    audio: bytes
    """In the caller's format, the chunks' bytes joined being one valid stream of it; base64 text when asked for."""
    sample_rate_hz: int
    index: int
    """0, 1, 2, … without a gap."""
    start_seconds: float
    """Where the chunk lies in the utterance."""
    duration_seconds: float
    is_last: bool
    timestamps: Sequence[Timestamp] = ()
    """The words and marks that begin in this chunk; empty unless asked for."""
    warnings: Sequence[str] = ()
    """What the caller's markup asked for and does not get, as far as it has turned out since the chunk before."""


@dataclass(frozen=True)
class ChunkSizes:
    """How long chunks are, in seconds of audio."""

    first: float
    longest: float
    """Of those that come while a listener has little in hand."""
    with_lead: float = 0.0
    """Of all others; `longest` where that is longer."""

    @property
    def longest_of_all(self) -> float:
        """What no chunk is longer than."""
        return max(self.longest, self.with_lead)


class ChunkSink(Protocol):
    """The caller's end of a stream. `send` and `fail` come from any thread, one at a time."""

    def send(self, chunk: Chunk) -> None:
        """Hand over a chunk; after the one with is_last nothing else follows."""

    def fail(self, error: Exception) -> None:
        """End the stream with an error; nothing else follows."""

    def is_cancelled(self) -> bool:
        """Whether the caller has gone away. Asked at any time, by any thread, with locks held: it must not wait."""


Event: TypeAlias = "dict[str, str | int]"
"""The answer to a request about a context, as the wire interface shows it."""


class EventSink(Protocol):
    """The caller's end of a request about a context that is open already."""

    def answer(self, event: Event) -> None:
        """Answer; nothing else follows. Comes from any thread, once."""
