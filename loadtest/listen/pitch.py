"""The pitch of a voice, every 10 ms: autocorrelation, and the smoothest way through its candidates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import soxr

from loadtest.listen.recordings import Samples

STEP_SECONDS = 0.01
LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
_RATE_HZ = 12_000
_CANDIDATES = 6
_WINDOW_SECONDS = 3 / LOWEST_HZ * 0.9
_VOICED = 0.45
"""Autocorrelation of what has a pitch, at least; of Boersma's method, as the other costs."""
_SILENT = 0.02
"""Of the loudest sample: below it there is no pitch."""
_OCTAVE_COST, _JUMP_COST, _CHANGE_COST = 0.01, 0.35, 0.14


def pitch_track(samples: Samples, rate_hz: int) -> npt.NDArray[np.float64]:
    """Hz, float64 [steps of 10 ms], 0 where there is no pitch. Step i is centred on i * STEP_SECONDS.

    Source: Boersma, Accurate short-term analysis of the fundamental frequency, IFA Proceedings 17 (1993).
    """
    sound = soxr.resample(np.asarray(samples, np.float64), rate_hz, _RATE_HZ)
    if not len(sound) or not np.abs(sound).max():
        return np.zeros(0)
    correlation, loudness = _correlation(sound)
    lags, strengths = _peaks(correlation)
    hz = np.where(lags > 0, _RATE_HZ / np.maximum(lags, 1), 0.0)
    peak = loudness / np.abs(sound).max()
    scores = np.where(hz > 0, strengths - _OCTAVE_COST * np.log2(HIGHEST_HZ / np.maximum(hz, 1)), -np.inf)
    unvoiced = _VOICED + np.maximum(0, 2 - peak / (_SILENT / (1 + _VOICED)))
    return _way(np.column_stack([np.zeros(len(hz)), hz]), np.column_stack([unvoiced, scores]))


def _correlation(sound: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Normalised autocorrelation [steps, lags] and the largest amplitude of each step."""
    size, step = int(_WINDOW_SECONDS * _RATE_HZ), int(STEP_SECONDS * _RATE_HZ)
    padded = np.pad(sound, (size // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[: len(sound) : step]
    frames = frames - frames.mean(axis=1, keepdims=True)
    window = np.hanning(size)
    length = 1 << (2 * size - 1).bit_length()
    most = int(_RATE_HZ / LOWEST_HZ) + 2

    def autocorrelation(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        power = np.abs(np.fft.rfft(rows, length)) ** 2
        return np.fft.irfft(power, length)[..., :most]

    own = autocorrelation(window)
    rows = autocorrelation(frames * window)
    energy = np.maximum(rows[:, :1], 1e-12)
    return rows / energy / (own / own[0]), np.abs(frames).max(axis=1)


def _peaks(correlation: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The lags of the highest peaks, between samples, and their heights: [steps, candidates], 0 for none."""
    before, here, after = correlation[:, :-2], correlation[:, 1:-1], correlation[:, 2:]
    curve = before - 2 * here + after
    shift = np.where(np.abs(curve) > 1e-12, 0.5 * (before - after) / np.where(curve == 0, 1, curve), 0.0)
    lags = np.arange(1, correlation.shape[1] - 1) + np.clip(shift, -0.5, 0.5)
    heights = here - 0.25 * (before - after) * shift
    is_peak = (here > before) & (here >= after) & (lags >= _RATE_HZ / HIGHEST_HZ) & (lags <= _RATE_HZ / LOWEST_HZ)
    ranked = np.where(is_peak, np.minimum(heights, 1.0), -np.inf)
    best = np.argsort(-ranked, axis=1)[:, :_CANDIDATES]
    strengths = np.take_along_axis(ranked, best, axis=1)
    found = np.isfinite(strengths)
    return np.where(found, np.take_along_axis(lags, best, axis=1), 0.0), np.where(found, strengths, -np.inf)


def _way(hz: npt.NDArray[np.float64], scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The candidate of each step on the way that scores best, jumps and changes of voicing taken off."""
    total, came_from = scores[0], []
    for now, before, own in zip(hz[1:], hz[:-1], scores[1:], strict=True):
        both = (now[None] > 0) & (before[:, None] > 0)
        jump = np.abs(np.log2(np.maximum(now[None], 1) / np.maximum(before[:, None], 1)))
        changes = (now[None] > 0) != (before[:, None] > 0)
        ways = total[:, None] - np.where(both, _JUMP_COST * jump, 0.0) - _CHANGE_COST * changes
        came_from.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + own
    at = int(total.argmax())
    places = [at]
    for sources in reversed(came_from):
        places.append(int(sources[places[-1]]))
    return hz[np.arange(len(hz)), places[::-1]]
