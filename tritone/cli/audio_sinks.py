"""Where `tritone say` puts audio: a file, standard output, or a program that plays it."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Protocol

from tritone.audio.finished_files import FINISHED
from tritone.client import Chunk
from tritone.errors import TritoneError


class AudioSink(Protocol):
    """Takes the chunks of one utterance; a context that is entered before the first."""

    def __enter__(self) -> AudioSink: ...

    def write(self, chunk: Chunk) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class FileSink:
    """Writes a file, created with the first chunk, so that a refused request leaves nothing.

    At the end its header is told what a stream's cannot know: the length, and what of it is an encoder's padding.
    """

    def __init__(self, path: Path, format: str):
        if not path.parent.is_dir():
            raise TritoneError(f"{path} cannot be written: there is no folder {path.parent}")
        self._path, self._finish = path, FINISHED.get(format)
        self._file: BinaryIO | None = None
        self._seconds, self._sample_rate_hz = 0.0, 0

    def __enter__(self) -> FileSink:
        return self

    def write(self, chunk: Chunk) -> None:
        if self._file is None:
            self._file = _opened(self._path)
        self._file.write(chunk.audio)
        self._seconds += chunk.duration_seconds
        self._sample_rate_hz = chunk.sample_rate_hz

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        with self._file:
            if self._finish is not None and self._file.seekable() and self._file.readable():
                self._finish(self._file, round(self._seconds * self._sample_rate_hz))


def _opened(path: Path) -> BinaryIO:
    """A pipe or a device is opened once and to be written only: whoever reads a pipe that is opened and closed again
    has come to its end, and nobody is there to read what follows."""
    is_file = path.is_file() or not path.exists()
    return path.open("w+b" if is_file else "wb")


class StdoutSink:
    """Writes standard output, chunk by chunk."""

    def __init__(self) -> None:
        if sys.stdout.isatty():
            raise TritoneError(
                "audio is not written to a terminal; send it to a program or a file, as in "
                "tritone say … --output - | aplay"
            )

    def __enter__(self) -> StdoutSink:
        return self

    def write(self, chunk: Chunk) -> None:
        sys.stdout.buffer.write(chunk.audio)
        sys.stdout.buffer.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


class PlayerSink:
    """Plays 16-bit PCM through the first player program there is; leaving the context waits until it has played."""

    def __init__(self) -> None:
        player = next((player for player in _PLAYERS if shutil.which(player.name)), None)
        if player is None:
            names = ", ".join(player.name for player in _PLAYERS)
            raise TritoneError(
                f"no program to play audio found ({names}); give --output FILE.wav, or install alsa-utils"
            )
        self._player = player
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PlayerSink:
        return self

    def write(self, chunk: Chunk) -> None:
        if self._process is None:
            self._process = self._player.start(chunk.sample_rate_hz)
        stdin = _pipe(self._process.stdin)
        try:
            stdin.write(chunk.audio)
            stdin.flush()
        except BrokenPipeError:
            self._raise_if_failed(self._process)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process is None:
            return
        if kind is not None:
            process.kill()
        with contextlib.suppress(BrokenPipeError):
            _pipe(process.stdin).close()
        try:
            if kind is None:
                self._raise_if_failed(process)
        finally:
            _pipe(process.stderr).close()
            if process.poll() is None:
                process.kill()
            process.wait()

    def _raise_if_failed(self, process: subprocess.Popen[bytes]) -> None:
        said = _pipe(process.stderr).read().decode("utf-8", "replace")
        status = process.wait()
        if status != 0 or any(words in said for words in self._player.failures):
            words = " ".join(said.split()) or f"status {status}"
            raise TritoneError(f"{self._player.name} could not play: {words}; give --output FILE.wav")


@dataclass(frozen=True)
class _Player:
    """A program that plays signed 16-bit little-endian mono from standard input."""

    name: str
    arguments: tuple[str, ...]
    """{rate} stands for the sample rate in Hz."""
    failures: tuple[str, ...] = ()
    """What it says of a machine without a sound device, where it ends with status 0 all the same."""

    def start(self, sample_rate_hz: int) -> subprocess.Popen[bytes]:
        command = [self.name, *(part.format(rate=sample_rate_hz) for part in self.arguments)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


_PLAYERS = (
    _Player("aplay", ("-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", "{rate}", "-")),
    _Player("paplay", ("--raw", "--format=s16le", "--channels=1", "--rate={rate}")),
    _Player(
        "ffplay",
        ("-nodisp", "-autoexit", "-loglevel", "error", "-f", "s16le", "-ar", "{rate}", "-i", "-"),
        ("audio open failed", "Could not initialize SDL", "Failed to open file", "No more combinations to try"),
    ),
)


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # every player is started with pipes
    return stream
