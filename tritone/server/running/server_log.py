"""Read the server's log: what went wrong, in words, and which models are loaded."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BufferedRandom
from pathlib import Path

# Triton's line: severity, month and day, time, process, source file, then the message as a JSON string or bare.
_LINE = re.compile(r"^(?P<severity>[IWEF])\d{4} [\d:.]+ \d+ [\w.]+:\d+\] (?P<message>.*)$")
_LOADED = re.compile(r"successfully loaded '([^']+)'")
_FAILED = re.compile(r"failed to load '([^']+)' version \d+: (?:\w[\w ]*: )?(.*)", re.DOTALL)
# The Python backend appends where an exception came from; an exception's class comes first.
_TRACEBACK = re.compile(r"\n+At:\n.*", re.DOTALL)
# Said on every machine without a GPU, and of no use to anyone.
_HARMLESS = (
    "NVML",
    "DCGM",
    "Unable to allocate pinned",
    "CUDA memory pool disabled",
    "cuda_memory_manager",
    "CUDA driver version is insufficient",
    "CudaDriverHelper",
)
# Triton draws tables of models and options, without a severity.
_TABLE = re.compile(r"[+|]|$")
# Without one are, besides, the last words of a process that dies, and what libraries write to standard error.
_WORTH_SHOWING = ("W", "E", "F", "")
_TAIL_LINES = 8


def severity_and_message(line: str) -> tuple[str, str]:
    """A line's severity (I, W, E, F; "" for what is not Triton's) and its message, unquoted."""
    match = _LINE.match(line)
    if not match:
        return "", line
    message = match["message"]
    if message.startswith('"'):
        try:
            message = json.loads(message, strict=False)
        except ValueError:
            message = message.strip('"')
    return match["severity"], message


def loaded_models(lines: Iterable[str]) -> list[str]:
    """The models that are loaded, in order."""
    return [match[1] for line in lines if (match := _LOADED.search(line))]


def has_started(model: str, lines: Sequence[str]) -> bool:
    """Whether the server has loaded this model and all others, and listens on its ports; of metrics it says so last."""
    return model in loaded_models(lines) and any("Started Metrics Service at" in line for line in lines)


def complaints(lines: Iterable[str]) -> Iterator[str]:
    """The warnings and errors worth a person's time, what a process said that is not Triton's log included.

    An indented line goes on with the message before it.
    """
    is_shown = False
    for line in lines:
        severity, message = severity_and_message(line.rstrip("\n"))
        if severity or not message[:1].isspace():
            is_shown = severity in _WORTH_SHOWING and not _is_harmless(message) and not _TABLE.match(message)
        if is_shown and message.strip():
            yield message.strip() if severity else message.rstrip()


def _is_harmless(message: str) -> bool:
    return any(words in message for words in _HARMLESS)


def explain_failure(lines: list[str], exit_status: int | None) -> str:
    """Why a server did not start: the models' own words if they said something, else the last lines of the log."""
    reasons = (
        _model_failures(lines)
        or _dynamic_linker(lines)
        or list(
            dict.fromkeys(
                message
                for line in lines
                for severity, message in [severity_and_message(line)]
                if severity in ("E", "F") and not _is_harmless(message)
            )
        )[-_TAIL_LINES:]
    )
    if reasons:
        return "; ".join(reasons)
    tail = [line.strip() for line in lines if line.strip()][-_TAIL_LINES:]
    how = "" if exit_status is None else f"it ended with status {exit_status}; "
    return how + ("its last words: " + " | ".join(tail) if tail else "it said nothing")


def _model_failures(lines: list[str]) -> list[str]:
    failures: dict[str, str] = {}
    for line in lines:
        severity, message = severity_and_message(line)
        match = _FAILED.search(message)
        if severity == "E" and match:
            failures.setdefault(match[1], _TRACEBACK.sub("", match[2]).strip())
    return [f"model {model}: {reason}" for model, reason in failures.items()]


def _dynamic_linker(lines: list[str]) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in lines if "error while loading shared libraries" in line))


class LogFollower:
    """The lines added to a log file since the last look.

    It keeps the file open: one that is deleted is read on as long as the server writes to it, and when there is a new
    one in its place (a server started again makes one) that is read from its beginning. No log is an empty log.
    """

    def __init__(self, path: Path):
        self._path = path
        self._file: BufferedRandom | None = None
        self._offset = 0

    def skip(self) -> None:
        """Let what is there by now, if there is a log yet, count as read."""
        self._open()
        self._offset = 0 if self._file is None else self._file.seek(0, os.SEEK_END)

    def new_lines(self) -> list[str]:
        """Whole lines only; a line being written is for next time."""
        if self._file is None:
            self._open()
        lines = self._added()
        if self._file is not None and self._is_another():
            self.close()
            self._open()
            lines += self._added()
        return lines

    def limit(self, most_bytes: int) -> None:
        """Empty a log that has grown past this; what was in it has been read."""
        if self._file is not None and self._file.seek(0, os.SEEK_END) > most_bytes:
            self._file.truncate(0)

    def close(self) -> None:
        """Nothing more is to be read."""
        if self._file is not None:
            self._file.close()
        self._file, self._offset = None, 0

    def _open(self) -> None:
        if self._file is None:
            with contextlib.suppress(OSError):
                self._file, self._offset = self._path.open("r+b"), 0

    def _is_another(self) -> bool:
        """Whether another file lies at the path by now."""
        assert self._file is not None
        try:
            return not os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except OSError:
            return False

    def _added(self) -> list[str]:
        if self._file is None:
            return []
        if self._file.seek(0, os.SEEK_END) < self._offset:  # someone emptied it
            self._offset = 0
        self._file.seek(self._offset)
        added = self._file.read()
        end = added.rfind(b"\n") + 1
        self._offset += end
        return added[:end].decode("utf-8", "replace").splitlines()
