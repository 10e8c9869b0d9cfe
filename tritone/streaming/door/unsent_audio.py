"""How much audio lies between the server and its callers: what was sent and cannot have been played yet.

Triton keeps what a client does not read, and a model is not told who reads. So audio counts until it would have been
played, whoever asked for it, and while there is more of it than the operator allows, streams that are well ahead of
playback wait. Listeners do not notice; whoever fetches a long text faster than it plays is slowed down, no more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SPARE_SECONDS = 30.0
"""So far ahead of playback any stream may be."""
KEPT_SECONDS = 20.0
"""How long the audio of a stream that has ended counts: Triton drops a client that stands still after so long."""
_LOOK_SECONDS = 0.1
"""How often the sum is made anew; what is sent between is added to it."""


class UnsentAudio:
    """The sum of all streams' audio that cannot have been played."""

    def __init__(self, most_bytes: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most_bytes, self._clock = most_bytes, clock
        self._lock = threading.Lock()
        self._shares: list[StreamShare] = []
        self._bytes = 0.0
        self._looked_at = clock()

    def of_stream(self) -> StreamShare:
        """The share of a stream that begins."""
        return StreamShare(self, self._clock)

    def bytes_now(self) -> float:
        """The sum, no older than a tenth of a second."""
        with self._lock:
            now = self._clock()
            if now - self._looked_at >= _LOOK_SECONDS:
                self._looked_at = now
                counting, self._bytes = [], 0.0
                for share in self._shares:
                    unplayed = share.unplayed_bytes(now)
                    if unplayed is not None:
                        counting.append(share)
                        self._bytes += unplayed
                self._shares = counting
            return self._bytes

    def listening_seconds(self) -> float:
        """How long callers who read as fast as they listen may not have taken all that was sent."""
        with self._lock:
            now = self._clock()
            return max((share.listening_seconds(now) for share in self._shares), default=0.0)

    def is_too_much(self) -> bool:
        """Whether streams that are well ahead are to wait."""
        return self._bytes > self._most_bytes and self.bytes_now() > self._most_bytes

    def lift(self) -> None:
        """Keep nobody waiting any more: the server is being stopped."""
        self._most_bytes = float("inf")

    def note(self, share: StreamShare, size: int) -> None:
        """So many bytes of a stream were sent."""
        with self._lock:
            if not share.is_noted:
                share.is_noted = True
                self._shares.append(share)
            self._bytes += size
        if self._bytes > self._most_bytes:
            self.bytes_now()


class StreamShare:
    """What one stream adds. Written by the thread that sends; each figure is one value, replaced whole."""

    def __init__(self, everybody: UnsentAudio, clock: Callable[[], float]) -> None:
        self._everybody, self._clock = everybody, clock
        self._plays_until = clock()
        self._bytes_per_second = 0.0
        self._ended_at: float | None = None
        self.is_noted = False
        """It counts; guarded by the lock of the sum."""

    def sent(self, size: int, seconds: float) -> None:
        """A chunk was handed over: bytes, and how long they play."""
        if seconds > 0:
            self._plays_until = max(self._plays_until, self._clock()) + seconds
            self._bytes_per_second = size / seconds
            self._everybody.note(self, size)

    def ended(self) -> None:
        """The last chunk was sent."""
        self._ended_at = self._clock()

    def dropped(self) -> None:
        """The caller is gone, and what was kept for it."""
        self._ended_at = self._clock() - KEPT_SECONDS

    def listening_seconds(self, now: float) -> float:
        """How long its caller may not have taken all of it."""
        kept_until = self._plays_until if self._ended_at is None else self._ended_at + KEPT_SECONDS
        return max(0.0, min(kept_until, self._plays_until) - now)

    def unplayed_bytes(self, now: float) -> float | None:
        """What it adds to the sum; None once that is nothing for ever."""
        ended_at, left = self._ended_at, self._plays_until - now
        if ended_at is not None and (left <= 0.0 or ended_at + KEPT_SECONDS <= now):
            return None
        return left * self._bytes_per_second if left > 0.0 else 0.0

    def may_go_on(self) -> bool:
        """Whether the stream's next sound may be made now."""
        return self._plays_until - self._clock() < SPARE_SECONDS or not self._everybody.is_too_much()
