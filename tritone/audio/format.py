"""Samples → bytes in the format and at the sample rate a caller asked for, as one continuous stream across chunks."""

from __future__ import annotations

import struct
from typing import Generic, Protocol, TypeVar

import numpy as np

from tritone.audio.limiter import CEILING_DB, TruePeakLimiter
from tritone.audio.native_passes import sample_passes
from tritone.pipeline.arrays import Float32Array

# The length of a stream is not known when its header is sent. The largest even sizes a signed 32-bit reader takes:
# players then read to the end of the data, and Python's wave module, soundfile and sox accept the file.
_UNKNOWN_DATA_BYTES = 0x7FFFFF00
_BYTES_PER_SAMPLE = 2


class FormatEncoder(Protocol):
    """Turns one stream's samples into bytes, chunk by chunk; the chunks joined are one valid stream."""

    is_slow: bool
    """It takes so long that it must not hold up other streams."""
    sample_rate_hz: int
    """Of what it makes."""

    @property
    def samples_encoded(self) -> int:
        """Samples at that rate that have been turned into bytes: less than was given while resampling or limiting hold
        some back. What the format itself holds back counts as encoded."""

    def encode(self, samples: Float32Array, is_last: bool) -> bytes:
        """float32 samples, nominally in [-1, 1] → this chunk's bytes; is_last flushes what is held back."""

    def end_early(self) -> bytes:
        """The bytes that end the stream where it is; samples that resampling or limiting hold back are dropped."""

    def close(self) -> None:
        """Give up what it holds, at the stream's end or before; nothing is encoded after it."""


class AudioEncoder(FormatEncoder, Protocol):
    """All that is done to a stream's samples on their way to the caller."""

    def encode(self, samples: Float32Array, is_last: bool, gain: float = 1.0) -> bytes:
        """As above, of the samples times the gain."""


Encoder = TypeVar("Encoder", bound=FormatEncoder)


class PcmEncoder:
    """16-bit little-endian mono PCM without a header."""

    is_slow = False

    def __init__(self, sample_rate_hz: int):
        self.sample_rate_hz = sample_rate_hz
        self.samples_encoded = 0
        self._passes = sample_passes()

    def encode(self, samples: Float32Array, is_last: bool, gain: float = 1.0) -> bytes:
        self.samples_encoded += len(samples)
        return self._passes.pcm(samples if gain == 1.0 else samples * np.float32(gain))

    def end_early(self) -> bytes:
        return b""

    def close(self) -> None:
        """It holds nothing."""


class LimitedPcmEncoder(PcmEncoder):
    """The same, with no true peak above -1 dB: limited and encoded in one pass."""

    def __init__(self, sample_rate_hz: int):
        super().__init__(sample_rate_hz)
        self._limiter = TruePeakLimiter(sample_rate_hz)

    def encode(self, samples: Float32Array, is_last: bool, gain: float = 1.0) -> bytes:
        pcm = self._limiter.put_for_pcm(samples, gain)
        if is_last:
            pcm += self._limiter.flush_for_pcm()
        self.samples_encoded += len(pcm) // _BYTES_PER_SAMPLE
        return pcm


def wav_header(sample_rate_hz: int, data_bytes: int) -> bytes:
    """The 44 bytes in front of 16-bit mono PCM; data_bytes: the PCM's length."""
    channels, pcm = 1, 1
    return (
        b"RIFF"
        + struct.pack("<I", data_bytes + 36)
        + b"WAVEfmt "
        + struct.pack(
            "<IHHIIHH",
            16,
            pcm,
            channels,
            sample_rate_hz,
            sample_rate_hz * _BYTES_PER_SAMPLE,
            _BYTES_PER_SAMPLE,
            8 * _BYTES_PER_SAMPLE,
        )
        + b"data"
        + struct.pack("<I", data_bytes)
    )


class _InFrontOfEncoder(Generic[Encoder]):
    """Another encoder, behind something that changes its samples or adds to its bytes."""

    def __init__(self, encoder: Encoder):
        self._encoder = encoder
        self.is_slow, self.sample_rate_hz = encoder.is_slow, encoder.sample_rate_hz

    def end_early(self) -> bytes:
        return self._encoder.end_early()

    @property
    def samples_encoded(self) -> int:
        return self._encoder.samples_encoded

    def close(self) -> None:
        self._encoder.close()


class WavEncoder(_InFrontOfEncoder[AudioEncoder]):
    """A WAV header with an open length in front of 16-bit PCM."""

    def __init__(self, pcm: AudioEncoder):
        super().__init__(pcm)
        self._header = wav_header(pcm.sample_rate_hz, _UNKNOWN_DATA_BYTES)

    def encode(self, samples: Float32Array, is_last: bool, gain: float = 1.0) -> bytes:
        header, self._header = self._header, b""
        return header + self._encoder.encode(samples, is_last, gain)

    def end_early(self) -> bytes:
        header, self._header = self._header, b""
        return header + self._encoder.end_early()


class Resampled(_InFrontOfEncoder[AudioEncoder]):
    """Another encoder behind a resampler, whose filter runs on across chunks: the same as resampling whole."""

    def __init__(self, encoder: AudioEncoder, from_rate_hz: int):
        import soxr

        super().__init__(encoder)
        self._resampler = soxr.ResampleStream(from_rate_hz, encoder.sample_rate_hz, 1, dtype="float32", quality="HQ")

    def encode(self, samples: Float32Array, is_last: bool, gain: float = 1.0) -> bytes:
        louder = samples if gain == 1.0 else samples * np.float32(gain)
        resampled = self._resampler.resample_chunk(np.ascontiguousarray(louder, np.float32), last=is_last)
        return self._encoder.encode(resampled, is_last)


class Limited(_InFrontOfEncoder[FormatEncoder]):
    """Another encoder behind a limiter: no true peak above a ceiling, and the same samples where there was none."""

    def __init__(self, encoder: FormatEncoder, ceiling_db: float):
        super().__init__(encoder)
        self._limiter = TruePeakLimiter(encoder.sample_rate_hz, ceiling_db)

    def encode(self, samples: Float32Array, is_last: bool, gain: float = 1.0) -> bytes:
        limited = self._limiter.put(samples, gain)
        if is_last:
            limited = np.concatenate([limited, self._limiter.flush()])
        return self._encoder.encode(limited, is_last)


FORMATS = ("pcm", "wav", "flac", "mp3", "opus", "mulaw", "alaw")
_RATES_HZ = {
    "mp3": (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
    "opus": (8_000, 12_000, 16_000, 24_000, 48_000),
}
"""Formats that know only some sample rates."""


_CEILINGS_DB = {"opus": -3.0, "mp3": -1.5, "mulaw": -1.3, "alaw": -1.3}
"""Of what is encoded, so that what is decoded stays below -1 dB: Opus decodes peaks up to 1.6 dB higher, telephony's
steps make 0.2 dB (plain words and +12 dB of SSML, at all rates)."""


def encoded_rate_hz(name: str, wanted_hz: int) -> int:
    """The sample rate a stream gets: the one wanted, or the next higher one that the format has."""
    return min((rate for rate in _RATES_HZ.get(name, ()) if rate >= wanted_hz), default=wanted_hz)


def create_encoder(name: str, from_rate_hz: int, wanted_rate_hz: int) -> AudioEncoder:
    """The encoder of one stream; name is one of FORMATS."""
    rate_hz = encoded_rate_hz(name, wanted_rate_hz)
    limited: AudioEncoder
    if name == "pcm":
        limited = LimitedPcmEncoder(rate_hz)
    elif name == "wav":
        limited = WavEncoder(LimitedPcmEncoder(rate_hz))
    else:
        from tritone.audio.compressed import CompressedEncoder

        limited = Limited(CompressedEncoder(name, rate_hz), _CEILINGS_DB.get(name, CEILING_DB))
    return limited if rate_hz == from_rate_hz else Resampled(limited, from_rate_hz)
