"""Encoders of libsndfile, fed chunk by chunk: FLAC, MP3, Opus in Ogg, and the two of telephony."""

from __future__ import annotations

import ctypes
import os
import weakref
from dataclasses import dataclass

import numpy as np
import soundfile

from tritone.pipeline.arrays import Float32Array


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
    # 54 kbit/s: at the default (34 at 24 kHz) libopus takes its speech coder with its most expensive search, which
    # costs 35 against 13 ms per second of audio (synthesis costs 5) and is further from what was encoded
    "opus": _Codec("OGG", "OPUS", True, {"compression_level": 0.8}),
    "mulaw": _Codec("RAW", "ULAW", False, {}),
    "alaw": _Codec("RAW", "ALAW", False, {}),
}
_SET_OGG_PAGE_LATENCY_MS = 0x1302
"""libsndfile's SFC_SET_OGG_PAGE_LATENCY_MS, which soundfile has no name for."""
_PAGE_MS = 100.0
"""A second, unless set: chunks would wait for their page to fill."""


class CompressedEncoder:
    """Implements tritone.audio.format.AudioEncoder."""

    def __init__(self, name: str, sample_rate_hz: int):
        codec = _CODECS[name]
        self.is_slow, self.sample_rate_hz = codec.is_slow, sample_rate_hz
        self.samples_encoded = 0
        self._encoded = _EncodedFile()
        self._file = soundfile.SoundFile(
            self._encoded.handle_to_write(),
            "w",
            sample_rate_hz,
            1,
            codec.subtype,
            format=codec.container,
            **codec.options,
        )
        # the first frame has no sound: room for the length of the stream, which is known when it is long sent
        self._drops_first_frame = name == "mp3"
        if name == "opus":
            milliseconds = soundfile._ffi.new("double *", _PAGE_MS)
            soundfile._snd.sf_command(
                self._file._file, _SET_OGG_PAGE_LATENCY_MS, milliseconds, soundfile._ffi.sizeof("double")
            )

    def encode(self, samples: Float32Array, is_last: bool) -> bytes:
        self.samples_encoded += len(samples)
        # libsndfile takes floats at face value: what is beyond full scale would be cut at best and wrap at worst
        self._file.write(np.clip(samples, -1.0, 1.0))
        if is_last:
            self._file.close()
        if self._drops_first_frame and self._encoded.waiting():
            self._drops_first_frame = not self._encoded.drop_to_next(2)
            if self._drops_first_frame and not is_last:
                return b""
        return self._encoded.take()

    def end_early(self) -> bytes:
        return self.encode(np.zeros(0, np.float32), True)

    def close(self) -> None:
        """May be called twice. A stream that ended early must not hold its file until the garbage collector comes."""
        self._file.close()
        self._encoded.close()


class _EncodedFile:
    """The file that libsndfile writes to: in memory, and the kernel's, so that encoding needs nothing of Python's.

    (A Python object as the file is called back for every page and frame, tens of times a second of audio, each time
    with a wait for the interpreter lock; with a few dozen streams those took longer than the encoding.) At the end
    libsndfile goes back and completes the header with the length; that is long sent, so it is let go.
    """

    def __init__(self) -> None:
        self._handle = os.memfd_create("tritone encoded audio")
        self._taken = self._freed = 0
        self._close = weakref.finalize(self, os.close, self._handle)

    def handle_to_write(self) -> int:
        """A handle of its own for libsndfile, which closes it."""
        return os.dup(self._handle)

    def take(self) -> bytes:
        """What was written since."""
        taken = os.pread(self._handle, self.waiting(), self._taken)
        self._taken += len(taken)
        if self._taken - self._freed > _KEPT_BYTES:
            self._free()
        return taken

    def waiting(self) -> int:
        """How many bytes there are to take."""
        return os.fstat(self._handle).st_size - self._taken

    def drop_to_next(self, count: int) -> bool:
        """Drop what is before the next place that begins with the same `count` bytes; False when there is none yet."""
        waiting = os.pread(self._handle, self.waiting(), self._taken)
        place = waiting.find(waiting[:count], count)
        self._taken += max(0, place)
        return place > 0

    def close(self) -> None:
        """Give the memory back. What was not taken is lost."""
        self._close()

    def _free(self) -> None:
        """Give the memory back that holds what was taken, but for the beginning: libsndfile reads its header again."""
        begin, end = max(self._freed, _KEPT_BYTES), self._taken
        if _libc.fallocate(self._handle, _KEEP_SIZE_PUNCH_HOLE, begin, end - begin) == 0:
            self._freed = end


_KEPT_BYTES = 1 << 16
_KEEP_SIZE_PUNCH_HOLE = 0x01 | 0x02
_libc = ctypes.CDLL(None, use_errno=True)
_libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64]
