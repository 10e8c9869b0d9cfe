"""What `tritone say` tells of the sound as it comes, on standard error."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from tritone.cli.chunk_lines import ChunkLines
from tritone.cli.subtitles.cues import Timing

if TYPE_CHECKING:  # it imports the client, which takes a second
    from tritone.client import Chunk


class SpokenReport:
    """Begins with the request; a context in which each chunk is `took`, then `end`."""

    def __init__(self, quiet: bool) -> None:
        self.timings: list[Timing] = []
        """Timestamps, if they were asked for."""
        self.first_audio: float | None = None
        """Seconds from the beginning to the first sound."""
        self._lines, self._began = ChunkLines(quiet), time.perf_counter()
        self._ended = self._audio_seconds = 0.0

    def took(self, chunk: Chunk) -> None:
        """Tell of it."""
        self._ended = time.perf_counter() - self._began
        if self.first_audio is None and chunk.duration_seconds > 0:
            self.first_audio = self._ended
        self._audio_seconds += chunk.duration_seconds
        self._lines.chunk(
            f"chunk {chunk.index:3d}  {chunk.start_seconds:7.2f} s + {chunk.duration_seconds:4.2f} s  "
            f"{len(chunk.audio):6d} bytes  after {self._ended * 1000:6.0f} ms"
        )
        for warning in chunk.warnings:
            self._lines.warning(warning)
        self.timings += chunk.timestamps

    def played_seconds(self) -> float:
        """How much has been heard of what is played since it came."""
        since = 0.0 if self.first_audio is None else time.perf_counter() - self._began - self.first_audio
        return min(since, self._audio_seconds)

    def end(self) -> None:
        """Tell of all of it."""
        self._lines.end(
            f"first audio after {(self.first_audio or self._ended) * 1000:.0f} ms; {self._audio_seconds:.2f} s of "
            f"audio in {self._ended:.2f} s: {self._audio_seconds / max(self._ended, 1e-9):.0f} × real time"
        )

    def break_off(self) -> None:
        """What is told next begins on a line of its own."""
        self._lines.__exit__(None, None, None)

    def __enter__(self) -> SpokenReport:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.break_off()
