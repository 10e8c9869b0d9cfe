"""Stretches of a stream, of odd lengths and with numbers that are none, for what samples.c does to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.native.model_programs import Call
from tritone.audio.sample_passes import SamplePasses, WaveformBound

_BLOCK = 2048
"""As in samples.c."""
_HELD = (0, 1, 2, 16, 104, _BLOCK - 1, _BLOCK, _BLOCK + 1)
_COUNTS = (0, 1, 2, 3, 31, _BLOCK - 2, _BLOCK, 2 * _BLOCK + 3)
_PEAKS = (0.3, 0.34, 0.8, 3.0)
"""Soft enough for the bound whatever comes between samples, hardly so, not so, and too loud for 16 bits."""
_WORSE = (np.inf, -np.inf, np.nan, -0.0, 1e-42, 3e38)


@dataclass(frozen=True)
class SampleCase:
    """What SamplePasses is asked."""

    before: np.ndarray
    samples: np.ndarray
    told: slice
    gain: float = 0.75
    bound: WaveformBound = WaveformBound(ceiling=0.875, sum=2.5, bend=0.5)
    level: float = 0.25


def sample_cases() -> Iterator[SampleCase]:
    """A few hundred."""
    random = np.random.default_rng(1)
    for held in _HELD:
        for count in _COUNTS:
            total = held + count
            if 0 < total < 3:  # where no second difference is, no stream ever is
                continue
            for number, told in enumerate((slice(0, total), slice(0, 0), slice(total // 3, total // 3 + total // 2))):
                peak = _PEAKS[(held + count + number) % len(_PEAKS)]
                before, samples = (random.uniform(-peak, peak, size).astype(np.float32) for size in (held, count))
                yield SampleCase(before, samples, told)
                if count:
                    samples = samples.copy()
                    samples[random.integers(count)] = _WORSE[(held + number) % len(_WORSE)]
                    yield SampleCase(before, samples, told)


def made_by(passes: SamplePasses, case: SampleCase) -> list[np.ndarray | None]:
    """What run_kernels.c has filled after `samples`; None: it means nothing."""
    with np.errstate(invalid="ignore", over="ignore"):
        encoded = passes.encode(case.before, case.samples, case.gain, case.bound, case.told)
        first, last = (find(case.samples, case.level) for find in (passes.first_above, passes.last_above))
        all_pcm = passes.pcm(case.samples)
    places = len(case.samples) if first is None else first, -1 if last is None else last
    pcm, after = (None, None) if encoded is None else (np.frombuffer(encoded[0], np.int8), encoded[1])
    return [np.array([encoded is not None, *places], np.int32), after, pcm, np.frombuffer(all_pcm, np.int8)]


def call_of(case: SampleCase) -> Call:
    """The same asked of run_kernels.c."""
    bound, told = case.bound, case.told.stop - case.told.start
    total = len(case.before) + len(case.samples)
    given = [
        case.before,
        case.samples,
        np.array([case.gain, bound.ceiling, bound.sum, bound.bend, case.level], np.float32),
        np.array([case.told.start, told], np.int32),
    ]
    filled = [
        np.zeros(3, np.int32),
        np.zeros(total - told, np.float32),
        np.zeros(2 * told, np.int8),
        np.zeros(2 * len(case.samples), np.int8),
    ]
    return Call("samples", {}, given + filled, len(filled))
