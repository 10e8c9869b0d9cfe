"""A recording as pictures: its spectrogram as a PNG, its waveform as a path, both on one scale of time."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt
import soxr

from loadtest.listen.recordings import Samples

PIXELS_PER_SECOND = 150
SPECTROGRAM_HEIGHT = 72
_TOP_HZ = 8_000
_RATE_HZ = 16_000
_WINDOW_SAMPLES = 400
_FFT_SAMPLES = 1024
_LOUDEST_DB, _QUIETEST_DB = -28.0, -92.0
_LEVELS = 16
_COLOURS = ((8, 10, 28), (60, 20, 96), (168, 46, 92), (240, 120, 60), (255, 236, 170))
"""From silence to the loudest; those between are mixed."""


def spectrogram_png(samples: Samples, rate_hz: int) -> bytes:
    """0 to 8 kHz upwards, PIXELS_PER_SECOND columns a second, in 16 colours."""
    sound = soxr.resample(np.asarray(samples, np.float64), rate_hz, _RATE_HZ)
    columns = max(1, round(len(samples) / rate_hz * PIXELS_PER_SECOND))
    padded = np.pad(sound, (_WINDOW_SAMPLES // 2, _WINDOW_SAMPLES))
    starts = (np.arange(columns) * _RATE_HZ / PIXELS_PER_SECOND).astype(int)
    frames = padded[np.minimum(starts, len(padded) - _WINDOW_SAMPLES)[:, None] + np.arange(_WINDOW_SAMPLES)]
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW_SAMPLES), _FFT_SAMPLES)) / (_WINDOW_SAMPLES / 4)
    bins = round(_TOP_HZ / _RATE_HZ * _FFT_SAMPLES)
    rows = np.array_split(spectrum[:, :bins], SPECTROGRAM_HEIGHT, axis=1)
    decibels = 20 * np.log10(np.stack([row.max(axis=1) for row in rows]) + 1e-9)
    shares = (decibels - _QUIETEST_DB) / (_LOUDEST_DB - _QUIETEST_DB)
    return _png(np.clip(np.rint(shares * (_LEVELS - 1)), 0, _LEVELS - 1).astype(np.uint8)[::-1])


def _png(levels: npt.NDArray[np.uint8]) -> bytes:
    """An image of 16 colours, two pixels a byte; levels: [rows, columns]."""
    height, width = levels.shape
    even = np.pad(levels, ((0, 0), (0, width % 2)))
    packed = (even[:, ::2] << 4 | even[:, 1::2]).astype(np.uint8)
    lines = np.pad(packed, ((0, 0), (1, 0))).tobytes()  # each line begins with its filter: none
    places = np.linspace(0, len(_COLOURS) - 1, _LEVELS)
    palette = np.stack([np.interp(places, range(len(_COLOURS)), channel) for channel in zip(*_COLOURS, strict=True)], 1)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _part(b"IHDR", struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)),
            _part(b"PLTE", np.rint(palette).astype(np.uint8).tobytes()),
            _part(b"IDAT", zlib.compress(lines, 9)),
            _part(b"IEND", b""),
        )
    )


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def waveform_path(samples: Samples, rate_hz: int, height: int) -> str:
    """An outline of the largest and smallest samples under each pixel, as the `d` of an SVG path."""
    columns = max(1, round(len(samples) / rate_hz * PIXELS_PER_SECOND))
    edges = np.linspace(0, len(samples), columns + 1).astype(int)[:-1]
    high, low = (reach.reduceat(samples, edges) for reach in (np.maximum, np.minimum))
    upper, lower = ((1 - np.clip(reach, -1, 1)) * height / 2 for reach in (high, low))
    there = " ".join(f"{x} {y:.1f}" for x, y in enumerate(upper))
    back = " ".join(f"{x} {y:.1f}" for x, y in reversed(list(enumerate(lower))))
    return f"M{there} {back}Z"
