"""What a model logs goes to Triton's own log, where whoever runs the server looks.

Callers' texts are nobody's to read. Records name voices and offsets instead of text, and where a model sees texts, the
words of an exception that was not expected are left out: they may quote what it was raised over.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from types import TracebackType

import triton_python_backend_utils as pb_utils

OURS = ("tritone", "frontend_text")
"""Packages whose records are shown from INFO on; all others' from WARNING on."""
MOST_RECORDS, SECONDS = 50, 10.0
"""So many records of a severity in so many seconds are shown, and then how many were not: no caller fills the disk."""
_MOST_CHARACTERS, _MOST_FRAMES = 2000, 30

logger = logging.getLogger(__name__)


def send_records_to_triton(model: str, sees_texts: bool) -> None:
    """Have everything that is logged in this process, warnings and threads' uncaught errors too, go to Triton's log.

    To be called first thing in each model's initialize; calling it again takes the place of the call before.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, TritonLogHandler)]:
        root.removeHandler(handler)
    root.addHandler(TritonLogHandler(model, sees_texts))
    for package in OURS:
        logging.getLogger(package).setLevel(logging.INFO)
    logging.captureWarnings(True)
    threading.excepthook = _log_uncaught


class TritonLogHandler(logging.Handler):
    """Writes records as Triton's log wants them, never more than MOST_RECORDS of a severity in SECONDS."""

    def __init__(self, model: str, sees_texts: bool) -> None:
        super().__init__()
        self._model = model
        self.setFormatter(_Formatter(model, sees_texts))
        self._counts: dict[int, tuple[float, int]] = {}
        """Severity → when counting began, and records since."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            level = max(known for known in (0, *_SEVERITIES) if known <= record.levelno)
            began, count = self._counts.get(level, (0.0, 0))
            now = time.monotonic()
            if now - began > SECONDS:
                if count > MOST_RECORDS:
                    kind = {logging.WARNING: "warnings", logging.ERROR: "errors"}.get(level, "records")
                    _say(level, f"{self._model}: {count - MOST_RECORDS} more {kind} were left out")
                began, count = now, 0
            self._counts[level] = began, count + 1
            if count < MOST_RECORDS:
                _say(level, self.format(record))
        except Exception:
            self.handleError(record)


class _Formatter(logging.Formatter):
    """One line, and the frames of an exception below it, indented: nothing logged can look like a line of Triton's."""

    def __init__(self, model: str, sees_texts: bool) -> None:
        super().__init__()
        self._model, self._sees_texts = model, sees_texts

    def format(self, record: logging.LogRecord) -> str:
        lines = [_printable(f"{self._model}: {record.getMessage()}")]
        if record.exc_info and record.exc_info[1] is not None:
            lines += [f"    {_printable(line)}" for line in self._traceback(record.exc_info[1])]
        return "\n".join(lines)

    def _traceback(self, error: BaseException) -> list[str]:
        frames = traceback.extract_tb(_innermost(error.__traceback__))
        lines = [f"{frame.filename}:{frame.lineno} in {frame.name}: {frame.line}" for frame in frames]
        kind = type(error).__qualname__
        # the system's own words quote nobody's text
        if self._sees_texts and not isinstance(error, OSError | MemoryError):
            return [*lines, f"{kind} (its words are left out: they may quote a caller's text)"]
        return [*lines, f"{kind}: {error}"]


def _innermost(at: TracebackType | None) -> TracebackType | None:
    """The part of a traceback that shows its last _MOST_FRAMES frames."""
    length, rest = 0, at
    while rest is not None:
        length, rest = length + 1, rest.tb_next
    while at is not None and length > _MOST_FRAMES:
        at, length = at.tb_next, length - 1
    return at


def _printable(line: str) -> str:
    """Control characters and halves of characters escaped, and not longer than anyone reads."""
    cut = line if len(line) <= _MOST_CHARACTERS else line[:_MOST_CHARACTERS] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def _say(level: int, message: str) -> None:
    if level >= logging.ERROR:
        pb_utils.Logger.log_error(message)
    elif level >= logging.WARNING:
        pb_utils.Logger.log_warn(message)
    elif level >= logging.INFO:
        pb_utils.Logger.log_info(message)
    else:
        pb_utils.Logger.log_verbose(message)


_SEVERITIES = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)


def _log_uncaught(uncaught: threading.ExceptHookArgs) -> None:
    if uncaught.exc_value is not None and uncaught.exc_type is not SystemExit:
        name = uncaught.thread.name if uncaught.thread is not None else "?"
        logger.error('thread "%s" ended by a fault of ours', name, exc_info=uncaught.exc_value)
