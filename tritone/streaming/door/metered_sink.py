"""The caller's end of a stream, with meters that hear what passes through."""

from __future__ import annotations

from collections.abc import Callable

from tritone.errors import StreamCancelled
from tritone.pipeline.chunks import Chunk, ChunkSink
from tritone.streaming.door.stream_meter import StreamMeter
from tritone.streaming.door.unsent_audio import StreamShare


class MeteredSink:
    """Implements tritone.pipeline.chunks.ChunkSink."""

    def __init__(self, sink: ChunkSink, meter: StreamMeter, share: StreamShare):
        """share: of the audio that was sent and not played."""
        self._sink, self._meter, self._share = sink, meter, share
        self.is_cancelled = sink.is_cancelled
        self.before_last: Callable[[], object] = lambda: None
        """Called before the last chunk goes out: a caller who asks again on getting it must find the place free."""

    def send(self, chunk: Chunk) -> None:
        if chunk.is_last:
            self.before_last()
        self._sink.send(chunk)
        self._meter.chunk_sent(chunk.duration_seconds, chunk.is_last)
        self._share.sent(len(chunk.audio), chunk.duration_seconds)
        if chunk.is_last:
            self._share.ended()

    def fail(self, error: Exception) -> None:
        self._meter.failed(error)
        if isinstance(error, StreamCancelled):
            self._share.dropped()
        else:
            self._share.ended()
        self._sink.fail(error)
