"""The caller's end of a stream, with a meter that hears what passes through."""

from __future__ import annotations

from collections.abc import Callable

from tritone.pipeline.chunks import Chunk, ChunkSink
from tritone.streaming.door.stream_meter import StreamMeter


class MeteredSink:
    """Implements tritone.pipeline.chunks.ChunkSink."""

    def __init__(self, sink: ChunkSink, meter: StreamMeter):
        self._sink, self._meter = sink, meter
        self.is_cancelled = sink.is_cancelled
        self.before_last: Callable[[], object] = lambda: None
        """Called before the last chunk goes out: a caller who asks again on getting it must find the place free."""

    def send(self, chunk: Chunk) -> None:
        if chunk.is_last:
            self.before_last()
        self._sink.send(chunk)
        self._meter.chunk_sent(chunk.duration_seconds, chunk.is_last)

    def fail(self, error: Exception) -> None:
        self._meter.failed(error)
        self._sink.fail(error)
