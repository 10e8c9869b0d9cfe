"""Encoders of libsndfile, fed chunk by chunk: FLAC, MP3, Opus in Ogg, and the two of telephony."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import soundfile


@dataclass(frozen=True)
class _Codec:
    container: str
    subtype: str
    is_slow: bool
    options: dict[str, object]


_CODECS = {
    "flac": _Codec("FLAC", "PCM_16", False, {}),
    # constant rate: players tell the length of a stream without a header from its size; 64 kbit/s at 16 and 24 kHz
    "mp3": _Codec("MP3", "MPEG_LAYER_III", True, {"bitrate_mode": "CONSTANT", "compression_level": 0.6}),
    "opus": _Codec("OGG", "OPUS", True, {}),
    "mulaw": _Codec("RAW", "ULAW", False, {}),
    "alaw": _Codec("RAW", "ALAW", False, {}),
}
_SET_OGG_PAGE_LATENCY_MS = 0x1302
"""libsndfile's SFC_SET_OGG_PAGE_LATENCY_MS, which soundfile has no name for."""
_PAGE_MS = 100.0
"""A second, unless set: chunks would wait for their page to fill."""


class CompressedEncoder:
    """Implements tritone.audio_format.AudioEncoder."""

    def __init__(self, name: str, sample_rate_hz: int):
        codec = _CODECS[name]
        self.is_slow, self.sample_rate_hz = codec.is_slow, sample_rate_hz
        self._unsent = _UnsentBytes()
        self._file = soundfile.SoundFile(self._unsent, "w", sample_rate_hz, 1, codec.subtype, format=codec.container,
                                         **codec.options)
        # the first frame has no sound: room for the length of the stream, which is known when it is long sent
        self._drops_first_frame = name == "mp3"
        if name == "opus":
            milliseconds = soundfile._ffi.new("double *", _PAGE_MS)
            soundfile._snd.sf_command(self._file._file, _SET_OGG_PAGE_LATENCY_MS, milliseconds,
                                      soundfile._ffi.sizeof("double"))

    def encode(self, samples: np.ndarray, is_last: bool) -> bytes:
        # libsndfile takes floats at face value: what is beyond full scale would be cut at best and wrap at worst
        self._file.write(np.clip(samples, -1.0, 1.0))
        if is_last:
            self._file.close()
        if self._drops_first_frame and self._unsent.waiting():
            self._drops_first_frame = not self._unsent.drop_to_next(2)
            if self._drops_first_frame and not is_last:
                return b""
        return self._unsent.take()


class _UnsentBytes(io.RawIOBase):
    """The file that libsndfile writes to, of which only what was not taken yet is kept.

    At the end libsndfile goes back and completes the header with the length; that is long sent, so it is let go.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._taken = 0
        self._position = 0

    def take(self) -> bytes:
        """What was written since."""
        taken = bytes(self._bytes)
        self._taken += len(taken)
        self._bytes.clear()
        return taken

    def waiting(self) -> int:
        """How many bytes there are to take."""
        return len(self._bytes)

    def drop_to_next(self, count: int) -> bool:
        """Drop what is before the next place that begins with the same `count` bytes; False when there is none yet."""
        place = self._bytes.find(self._bytes[:count], count)
        if place > 0:
            del self._bytes[:place]
            self._taken += place
        return place > 0

    def write(self, data) -> int:
        data = bytes(data)
        offset = self._position - self._taken
        self._position += len(data)
        if offset < 0:
            kept = data[-offset:]
            offset = 0
        else:
            kept = data
        if len(self._bytes) < offset:
            self._bytes.extend(bytes(offset - len(self._bytes)))
        self._bytes[offset: offset + len(kept)] = kept
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._taken + len(self._bytes)}[whence]
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer) -> int:
        """libsndfile reads its own header back; what is gone reads as zeros."""
        offset = self._position - self._taken
        data = bytes(self._bytes[max(0, offset): max(0, offset + len(buffer))])
        count = len(buffer) if offset < 0 else len(data)
        buffer[:count] = (b"\0" * (count - len(data)) + data)[:count]
        self._position += count
        return count
