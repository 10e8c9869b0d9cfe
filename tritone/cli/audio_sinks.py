"""Where `tritone say` puts audio: a file, standard output, or a program that plays it."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from tritone.client import Chunk
from tritone.errors import TritoneError

# A WAV header's two lengths: the file's without the first 8 bytes at 4, the samples' at 40 (after a 16-byte "fmt ").
_RIFF_LENGTH_AT, _DATA_LENGTH_AT, _HEADER_BYTES = 4, 40, 44


class FileSink:
    """Writes a file, created with the first chunk, so that a refused request leaves nothing."""

    def __init__(self, path: Path, format: str):
        if not path.parent.is_dir():
            raise TritoneError(f"{path} cannot be written: there is no folder {path.parent}")
        self._path, self._format = path, format
        self._file: BinaryIO | None = None

    def __enter__(self) -> FileSink:
        return self

    def write(self, chunk: Chunk) -> None:
        if self._file is None:
            self._file = self._path.open("wb")
        self._file.write(chunk.audio)

    def __exit__(self, *_) -> None:
        if self._file is not None:
            if self._format == "wav" and self._file.seekable():
                _write_wav_lengths(self._file)
            self._file.close()


def _write_wav_lengths(file: BinaryIO) -> None:
    """The header that was streamed says "very long": now the length is known."""
    length = file.seek(0, 2)
    if length >= _HEADER_BYTES:
        for position, value in ((_RIFF_LENGTH_AT, length - 8), (_DATA_LENGTH_AT, length - _HEADER_BYTES)):
            file.seek(position)
            file.write(struct.pack("<I", value))


class StdoutSink:
    """Writes standard output, chunk by chunk."""

    def __init__(self):
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

    def __exit__(self, *_) -> None:
        pass


class PlayerSink:
    """Plays 16-bit PCM through the first player program there is; leaving the context waits until it has played."""

    def __init__(self):
        self._command = next((command for name, command in _PLAYERS.items() if shutil.which(name)), None)
        if self._command is None:
            raise TritoneError(
                f"no program to play audio found ({', '.join(_PLAYERS)}); give --output FILE.wav, or install alsa-utils"
            )
        self._player: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PlayerSink:
        return self

    def write(self, chunk: Chunk) -> None:
        if self._player is None:
            command = [part.format(rate=chunk.sample_rate_hz) for part in self._command]
            self._player = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        try:
            self._player.stdin.write(chunk.audio)
            self._player.stdin.flush()
        except BrokenPipeError:
            self._raise_if_failed()

    def __exit__(self, kind, *_) -> None:
        if self._player is None:
            return
        if kind is not None:
            self._player.kill()
        try:
            self._player.stdin.close()
        except BrokenPipeError:
            pass
        try:
            if kind is None:
                self._raise_if_failed()
        finally:
            self._player.stderr.close()
            if self._player.poll() is None:
                self._player.kill()
            self._player.wait()

    def _raise_if_failed(self) -> None:
        said = self._player.stderr.read().decode("utf-8", "replace")
        if self._player.wait() != 0:
            words = " ".join(said.split()) or f"status {self._player.returncode}"
            raise TritoneError(f"{self._command[0]} could not play: {words}; give --output FILE.wav")


# Signed 16-bit little-endian mono from standard input.
_PLAYERS = {
    "aplay": ["aplay", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", "{rate}", "-"],
    "paplay": ["paplay", "--raw", "--format=s16le", "--channels=1", "--rate={rate}"],
    "ffplay": ["ffplay", "-nodisp", "-autoexit", "-loglevel", "error", "-f", "s16le", "-ar", "{rate}", "-i", "-"],
}
