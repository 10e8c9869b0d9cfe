"""The service's side of the espeak worker: start it, ask it, end it when it hangs, start another when it is gone."""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib.util
import itertools
import json
import logging
import os
import selectors
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from frontend_text.errors import MissingGraphemeToPhoneme, PronunciationFailed

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 5.0
"""For one request, which takes about a millisecond; starting the worker included (50 ms)."""
LONGEST_ANSWER_BYTES = 1 << 20
TRIES = 2
"""A request is asked again of a new worker once: the first may have died of another's."""
INSTALL = "pip install espeakng-loader==0.2.4"

Clauses = list[tuple[str, str]]
"""Phonemes of each clause of a text, with the mark that ends it."""


class _WorkerLost(Exception):
    """The worker died, hung or answered nonsense."""


class EspeakProcess:
    """One worker, started by the first request; requests from any thread are answered one after the other."""

    def __init__(self, command: Sequence[str], deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self._command, self._deadline_seconds = list(command), deadline_seconds
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)

    @property
    def process_id(self) -> int | None:
        """The worker's, None when none runs."""
        return self._process.pid if self._process else None

    def phonemize(self, voice: str, texts: Sequence[str]) -> list[Clauses]:
        """The clauses of each text, all read by the espeak voice of that name.

        Raises PronunciationFailed when espeak refuses, or when a second worker fails at the request as well.
        """
        with self._lock:
            for attempt in range(1, TRIES + 1):
                try:
                    return self._ask(voice, texts)
                except _WorkerLost as lost:
                    self._end()
                    logger.warning("the espeak worker %s (try %d of %d)", lost, attempt, TRIES)
                    reason = lost
            raise PronunciationFailed(f'espeak-ng could not read a text of voice "{voice}": its worker {reason}')

    def stop(self) -> None:
        """End the worker; the next request starts another."""
        with self._lock:
            self._end()

    def _ask(self, voice: str, texts: Sequence[str]) -> list[Clauses]:
        give_up_at = time.monotonic() + self._deadline_seconds
        process, number = self._running(), next(self._numbers)
        request = {"id": number, "voice": voice, "texts": [text.replace("\0", " ") for text in texts]}
        try:
            requests = _pipe(process.stdin)
            requests.write(json.dumps(request).encode() + b"\n")
            requests.flush()
        except OSError:
            raise _WorkerLost(_how_it_ended(process)) from None
        line = self._line(process, give_up_at)
        try:
            answer = json.loads(line)
            if answer["id"] != number:
                raise ValueError("it answers another request")
            if "error" in answer:
                raise PronunciationFailed(f'espeak-ng, voice "{voice}": {answer["error"]}')
            if answer["voice"] != voice or len(answer["clauses"]) != len(texts):
                raise ValueError("it answers for another voice or other texts")
            return [[(str(phonemes), str(mark)) for phonemes, mark in clauses] for clauses in answer["clauses"]]
        except (ValueError, KeyError, TypeError) as error:
            raise _WorkerLost(f"answered nonsense ({error}): {line[:80]!r}") from None

    def _line(self, process: subprocess.Popen[bytes], give_up_at: float) -> bytes:
        received, answers = b"", _pipe(process.stdout)
        with selectors.DefaultSelector() as selector:
            selector.register(answers, selectors.EVENT_READ)
            while not received.endswith(b"\n"):
                if not selector.select(max(0.0, give_up_at - time.monotonic())):
                    raise _WorkerLost(f"did not answer within {self._deadline_seconds:g} s")
                piece = os.read(answers.fileno(), 1 << 16)
                if not piece:
                    raise _WorkerLost(_how_it_ended(process))
                received += piece
                if len(received) > LONGEST_ANSWER_BYTES:
                    raise _WorkerLost("answered without an end")
        return received

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # No PR_SET_PDEATHSIG here: it follows the thread that starts a process, and the threads that load
            # languages end. The worker ends with its input, which the kernel closes however the service ends.
            try:
                self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            except OSError as error:
                raise _WorkerLost(f"cannot be started: {error}") from None
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            with contextlib.suppress(BrokenPipeError):  # a request that it did not read may wait in the pipe
                _pipe(process.stdin).close()
            _pipe(process.stdout).close()


def _how_it_ended(process: subprocess.Popen[bytes]) -> str:
    try:
        return f"ended with status {process.wait(1)}"
    except subprocess.TimeoutExpired:
        return "closed its output"


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """One end of a worker that was started with pipes."""
    assert stream is not None
    return stream


@functools.cache
def espeak() -> EspeakProcess:
    """The worker of this process, not yet started. Raises MissingGraphemeToPhoneme without espeak-ng.

    The version matters: Kokoro's own front end uses 1.52, which the package espeakng-loader carries, and most published
    Piper voices are no newer; later versions write several languages differently.
    """
    spec = importlib.util.find_spec("espeakng_loader")  # finds, does not import
    folder = Path(spec.origin).parent if spec and spec.origin else None
    library = folder and next(iter(sorted(folder.glob("libespeak-ng.so*"))), None)
    if folder is None or library is None:
        raise MissingGraphemeToPhoneme(f"its phonemes come from espeak-ng, which is not installed: {INSTALL}")
    worker = Path(__file__).parent / "worker.py"
    return EspeakProcess(
        [
            _interpreter(),
            "-I",
            "-S",
            str(worker),
            str(library),
            str(folder / "espeak-ng-data"),
            str(2 * DEADLINE_SECONDS),
        ]
    )


def _interpreter() -> str:
    """A Python program. In Triton's stub, which embeds Python, sys.executable may be the stub."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    candidates = [sys.executable] if Path(sys.executable or "").name.startswith("python") else []
    candidates += [
        str(Path(prefix) / "bin" / name) for prefix in (sys.prefix, sys.base_prefix) for name in (version, "python3")
    ]
    found = next((path for path in candidates if os.access(path, os.X_OK)), None)
    found = found or shutil.which(version) or shutil.which("python3")
    if not found:
        raise MissingGraphemeToPhoneme("espeak-ng runs in a Python of its own, and no python3 is on PATH")
    return found
