"""What `tritone say` tells of its chunks: on a terminal one line that is rewritten, elsewhere a line for each."""

from __future__ import annotations

import sys
from types import TracebackType

_TO_LINES_START, _CLEAR_TO_END = "\r", "\x1b[K"


class ChunkLines:
    """Writes to standard error; a context, so that an error's message begins on a line of its own."""

    def __init__(self, quiet: bool) -> None:
        """quiet: only warnings."""
        self._quiet, self._rewrites, self._open = quiet, sys.stderr.isatty(), False

    def chunk(self, line: str) -> None:
        """A chunk came."""
        if not self._quiet:
            self._write(f"{_TO_LINES_START}{line}{_CLEAR_TO_END}" if self._rewrites else f"{line}\n")
            self._open = self._rewrites

    def warning(self, warning: str) -> None:
        """Something that the text asked for is not to be had."""
        self._end_line()
        self._write(f"warning: {warning}\n")

    def end(self, line: str) -> None:
        """All came."""
        self._end_line()
        if not self._quiet:
            self._write(f"{line}\n")

    def __enter__(self) -> ChunkLines:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_line()

    def _end_line(self) -> None:
        if self._open:
            self._write("\n")
            self._open = False

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
