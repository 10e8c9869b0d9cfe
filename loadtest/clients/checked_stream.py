"""One stream with every response checked: order, ends, and a digest of the sound to compare with a quiet server's."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loadtest.clients.messages import StreamFailed, tts_request
from loadtest.clients.streams import Stub, responses
from tritone.client.messages import outputs_of

# After a server's death the channel shall try again soon, not after gRPC's growing pauses.
RECONNECT_SOON = [
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 500),
]


@dataclass
class CheckedStream:
    """What one client saw; times are seconds of time.perf_counter."""

    inputs: Mapping[str, Any]
    sent_at: float
    arrivals: list[float] = field(default_factory=list)
    """One for each response."""
    indices: list[int] = field(default_factory=list)
    last_flags: list[bool] = field(default_factory=list)
    audio_seconds: float = 0.0
    digest: str = ""
    """Of all its audio bytes."""
    sound: bytearray = field(default_factory=bytearray)
    """Those bytes, where they were to be kept."""
    error: str | None = None
    cancelled: bool = False
    ended_at: float | None = None
    """None while it runs, and for ever if it hung."""

    def is_complete(self) -> bool:
        """Every chunk came, in order, and exactly the last one said so."""
        return (
            self.error is None
            and not self.cancelled
            and bool(self.indices)
            and self.indices == list(range(len(self.indices)))
            and self.last_flags == [False] * (len(self.last_flags) - 1) + [True]
        )

    def silence_after(self, moment: float, now: float) -> float:
        """The longest wait for a sign of life (a response or the end) that ended after a moment, from then on."""
        signs = [at for at in self.arrivals if at > moment] + [now if self.ended_at is None else self.ended_at]
        began = max(self.sent_at, moment)
        return max((later - sooner for sooner, later in zip([began, *signs], signs, strict=False)), default=0.0)


async def run_stream(
    stub: Stub,
    inputs: Mapping[str, Any],
    into: list[CheckedStream],
    cancel_after_chunks: int | None = None,
    keep_sound: bool = False,
) -> CheckedStream:
    """Stream once; the record joins `into` at once, so that one that hangs is there, too."""
    record, digest = CheckedStream(inputs, time.perf_counter()), hashlib.sha256()
    into.append(record)
    try:
        async with contextlib.aclosing(responses(stub, tts_request("tts", **inputs))) as stream:
            async for response in stream:
                values = outputs_of(response)
                _note(record, values, digest)
                if keep_sound and values:
                    record.sound += values["audio"]
                if cancel_after_chunks is not None and len(record.indices) >= cancel_after_chunks:
                    record.cancelled = True
                    break
    except StreamFailed as failure:
        record.error = failure.message if failure.status is None else f"{failure.status}: {failure.message}"
    except asyncio.CancelledError:
        record.error = "the measurement ended"
        raise
    record.digest = digest.hexdigest()
    record.ended_at = time.perf_counter()
    return record


def _note(record: CheckedStream, values: dict[str, Any], digest: hashlib._Hash) -> None:
    if values:
        digest.update(values["audio"])
        record.indices.append(values["chunk_index"])
        record.last_flags.append(values["is_last"])
        record.audio_seconds += values["duration_seconds"]
    record.arrivals.append(time.perf_counter())
