"""How the launcher speaks to its server: by a socket of `tts` in the run folder, past every port that strangers reach.

A port that is busy, or whose connections somebody holds, says nothing about the server; and a key that opens Triton's
own control would stand on its command line, where every user of the machine can read it. So `tts` listens on a socket
that only the server's own user can open, and the launcher asks there: what has been done, a word, a model loaded anew,
an end. One question a connection, a line of JSON each way.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

FOLDER_VARIABLE = "TRITONE_PRIVATE_LINE"
"""The folder of the sockets, for the server's processes; not set under a plain Triton, where nobody asks."""
SUFFIX = ".line"
WORK, WORD, LOAD, UNLOAD, STOP = "work", "word", "load", "unload", "stop"
"""What can be asked."""
LISTENING = "listening_seconds"
"""In the answer to STOP: how long callers who listen may not have taken all that was sent."""
PROBLEM = "problem"
"""In an answer: what is wrong, if something is."""
_LONGEST_ANSWER_BYTES = 1 << 20
Words: TypeAlias = "dict[str, Any]"


class NobodyAnswers(Exception):
    """There is no socket, or nobody listens on any: of the server's state that says nothing."""


class PrivateLine:
    """The launcher's end."""

    def __init__(self, folder: Path):
        self._folder = folder

    def environment(self) -> dict[str, str]:
        """For the server's processes."""
        return {FOLDER_VARIABLE: str(self._folder)}

    def ask(self, question: str, seconds: float, at_once: bool = False, **words: Any) -> list[Words]:
        """The answers of all instances of `tts`, asked one after the other or all at once.

        Raises NobodyAnswers, or OSError or ValueError where somebody listens and gives no answer in time.
        """
        paths = sorted(self._folder.glob(f"*{SUFFIX}"))
        with ThreadPoolExecutor(len(paths) if at_once and paths else 1) as askers:
            asked = list(askers.map(lambda path: _ask_if_there(path, {"ask": question, **words}, seconds), paths))
        answers = [answer for answer in asked if answer is not None]
        if not answers:
            raise NobodyAnswers(f"nobody listens in {self._folder}")
        return answers


def _ask_if_there(path: Path, words: Words, seconds: float) -> Words | None:
    """None where the process has ended whose socket that was."""
    try:
        return _ask(path, words, seconds)
    except (FileNotFoundError, ConnectionRefusedError):
        return None


def _ask(path: Path, words: Words, seconds: float) -> Words:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line, short_path(path) as short:
        line.settimeout(seconds)
        line.connect(short)
        line.sendall(json.dumps(words).encode() + b"\n")
        with line.makefile("rb") as answer:
            said: Words = json.loads(answer.readline(_LONGEST_ANSWER_BYTES) or b"null")
    if not isinstance(said, dict):
        raise ValueError("the answer broke off")
    return said


@contextlib.contextmanager
def short_path(path: Path) -> Iterator[str]:
    """The same place in few characters: a socket's path has 107 at most, and a temporary folder's may be longer."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
