"""The end of a caller who wants all of an utterance at once: chunks are gathered and sent as one."""

from __future__ import annotations

import base64
from dataclasses import replace

from tritone.audio.format import wav_header
from tritone.errors import InvalidRequest
from tritone.pipeline.chunks import Chunk, ChunkSink

MAX_WHOLE_SECONDS = 120.0
"""Of speech: all of it is held in memory here, and in memory that is shared with the server, which never gives it back.
"""
_WAV_HEADER_BYTES = len(wav_header(8_000, 0))


class WholeSink:
    """Implements tritone.pipeline.chunks.ChunkSink."""

    def __init__(self, sink: ChunkSink, audio_format: str, encoding: str, max_seconds: float = MAX_WHOLE_SECONDS):
        """audio_format, encoding: what the caller asked for; the chunks that come here are not in base64."""
        self._sink, self._format, self._encoding, self._max_seconds = sink, audio_format, encoding, max_seconds
        self.is_cancelled = sink.is_cancelled
        self.fail = sink.fail
        self._chunks: list[Chunk] = []
        self._seconds = 0.0

    def send(self, chunk: Chunk) -> None:
        """Keep it; raises InvalidRequest when it gets too long."""
        self._chunks.append(chunk)
        self._seconds += chunk.duration_seconds
        if self._seconds > self._max_seconds:
            self._chunks.clear()
            raise InvalidRequest(
                f'input "text" takes more than {self._max_seconds:g} s to say; allowed with "mode" "whole": up to '
                f'{self._max_seconds:g} s, longer ones with "mode" "stream"'
            )
        if chunk.is_last:
            self._sink.send(self._whole(chunk))

    def _whole(self, last: Chunk) -> Chunk:
        audio = b"".join(chunk.audio for chunk in self._chunks)
        if self._format == "wav":  # now it is known how long it is
            audio = wav_header(last.sample_rate_hz, len(audio) - _WAV_HEADER_BYTES) + audio[_WAV_HEADER_BYTES:]
        return replace(
            last,
            audio=base64.b64encode(audio) if self._encoding == "base64" else audio,
            index=0,
            start_seconds=0.0,
            duration_seconds=self._seconds,
            timestamps=[stamp for chunk in self._chunks for stamp in chunk.timestamps],
            warnings=[warning for chunk in self._chunks for warning in chunk.warnings],
        )
