"""Samples → bytes in the format a caller asked for, as one continuous stream across chunks."""

from __future__ import annotations

import struct
from typing import Protocol

import numpy as np

# The length of a stream is not known when its header is sent. The largest even sizes a signed 32-bit reader takes:
# players then read to the end of the data, and Python's wave module, soundfile and sox accept the file.
_UNKNOWN_DATA_BYTES = 0x7FFFFF00


class AudioEncoder(Protocol):
    """Turns one stream's samples into bytes, chunk by chunk; the chunks joined are one valid stream."""

    def encode(self, samples: np.ndarray) -> bytes:
        """float32 samples, nominally in [-1, 1] → this chunk's bytes."""


class PcmEncoder:
    """16-bit little-endian mono PCM without a header."""

    def __init__(self, sample_rate_hz: int):
        self.sample_rate_hz = sample_rate_hz

    def encode(self, samples: np.ndarray) -> bytes:
        return np.rint(np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()


class WavEncoder:
    """A WAV header with an open length in front of 16-bit PCM."""

    def __init__(self, sample_rate_hz: int):
        self._pcm = PcmEncoder(sample_rate_hz)
        self._header: bytes | None = wav_header(sample_rate_hz, _UNKNOWN_DATA_BYTES)

    def encode(self, samples: np.ndarray) -> bytes:
        header, self._header = self._header or b"", None
        return header + self._pcm.encode(samples)


def wav_header(sample_rate_hz: int, data_bytes: int) -> bytes:
    """The 44 bytes in front of 16-bit mono PCM; data_bytes: the PCM's length."""
    bytes_per_sample, channels, pcm = 2, 1, 1
    return b"RIFF" + struct.pack("<I", data_bytes + 36) + b"WAVEfmt " + struct.pack(
        "<IHHIIHH", 16, pcm, channels, sample_rate_hz, sample_rate_hz * bytes_per_sample, bytes_per_sample,
        8 * bytes_per_sample) + b"data" + struct.pack("<I", data_bytes)


FORMATS = {"pcm": PcmEncoder, "wav": WavEncoder}
FORMATS_TO_COME = ("flac", "mp3", "opus", "mulaw", "alaw")


def create_encoder(name: str, sample_rate_hz: int) -> AudioEncoder:
    """The encoder of one stream; name is a key of FORMATS."""
    return FORMATS[name](sample_rate_hz)
