"""The end of the private line in `tts`: answers the launcher, and nobody else can reach it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tritone.server.running.private_line import FOLDER_VARIABLE, PROBLEM, SUFFIX, Words, short_path

Answer = Callable[[Mapping[str, Any]], Words]
_LONGEST_QUESTION_BYTES = 10_000
_LOOK_SECONDS = 2.0
"""How often the socket is looked for: whoever clears old files out of the run folder takes it with them."""
_READ_SECONDS = 5.0

logger = logging.getLogger(__name__)


class PrivateListener:
    """Answers questions, each in a thread of its own, until it is closed. Without FOLDER_VARIABLE it does nothing."""

    def __init__(self, name: str, answers: Mapping[str, Answer]) -> None:
        """name: of this instance; answers: by question."""
        self._answers = answers
        folder = os.environ.get(FOLDER_VARIABLE)
        self._path = Path(folder) / f"{name}-{os.getpid()}{SUFFIX}" if folder else None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="private line", daemon=True)
        if self._path is not None:
            self._thread.start()

    def close(self) -> None:
        """Answer no more questions."""
        self._closed.set()
        if self._path is not None:
            # a caller who asks nothing wakes who waits for one; where nobody can be called, he looks by himself
            with contextlib.suppress(OSError), short_path(self._path) as short, socket.socket(socket.AF_UNIX) as caller:
                caller.settimeout(_LOOK_SECONDS)
                caller.connect(short)
            self._thread.join()

    def _listen(self) -> None:
        assert self._path is not None
        while not self._closed.is_set():
            try:
                with self._socket(self._path) as listener:
                    self._take_questions(listener, self._path)
            except OSError:
                logger.exception("the private line cannot be opened")
                self._closed.wait(_LOOK_SECONDS)
        with contextlib.suppress(OSError):
            self._path.unlink()

    @staticmethod
    def _socket(path: Path) -> socket.socket:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # comes to its place when it listens: the launcher takes one that nobody listens on for a dead process's
        opened = path.with_suffix(".opened")
        try:
            opened.unlink(missing_ok=True)
            with short_path(opened) as short:
                listener.bind(short)
            opened.chmod(0o600)
            listener.listen()
            opened.replace(path)
        except BaseException:
            listener.close()
            raise
        return listener

    def _take_questions(self, listener: socket.socket, path: Path) -> None:
        """Until it is closed, or the socket is gone from its place."""
        listener.settimeout(_LOOK_SECONDS)
        while not self._closed.is_set() and path.exists():
            with contextlib.suppress(TimeoutError):
                line, _ = listener.accept()
                if self._closed.is_set():
                    line.close()
                    return
                line.settimeout(_READ_SECONDS)
                threading.Thread(target=self._answer, args=(line,), name="private answer", daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as asked, contextlib.suppress(OSError):
            try:
                question = json.loads(asked.readline(_LONGEST_QUESTION_BYTES))
                said = self._answers[question["ask"]](question)
            except Exception as error:
                logger.exception("the launcher's question could not be answered")
                said = {PROBLEM: repr(error)}
            line.sendall(json.dumps(said).encode() + b"\n")
