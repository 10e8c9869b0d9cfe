"""Run every kernel over odd sizes, malformed calls and short memory; `test_kernels.py` runs this under sanitizers.

    TRITONE_KERNELS=library python -m tests.native.exercise_kernels [few]

The library is one of tests/native/checked_library.py. Prints how much it has done. few: some of the sizes.
"""

from __future__ import annotations

import gc
import sys
from dataclasses import replace

import numpy as np

from tests.families.voice_data import FORMAT, VOICE, vocode_in_windows
from tritone.errors import SynthesisFailed
from tritone.families.hibari.native.engine import NativeAcousticEngine, NativeVocoderEngine
from tritone.families.hibari.network_sizes import STATE_SIZE
from tritone.native.library import load_kernels
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.windows import VocoderWindow, cut_window
from tritone.voices.voice import WEIGHTS

FEW_LENGTHS = (1, 7, 30)
LENGTHS = (1, 2, 3, 6, 7, 15, 16, 17, 29, 30, 31, 64, 97)
PLANS = ((1, 1), (2, 3), (7, 16), (24, 160), (17, 17))
PITCHES_AND_WORSE = (0.0, 39.9, 40.0, 1e6, -1e6, 3e38, np.inf, -np.inf, np.nan)


def odd_sizes(
    acoustic: NativeAcousticEngine, vocoder: NativeVocoderEngine, random: np.random.Generator, is_few: bool
) -> int:
    """Segments and windows of lengths around every tile's and vector's; and frames that no voice would make."""
    runs = 0
    for length in FEW_LENGTHS if is_few else LENGTHS:
        result = acoustic.synthesize_frames([AcousticSegment(random.integers(0, 178, length).astype(np.int32))])[0]
        assert result.durations.sum() == len(result.frames)
        spoken = result.frames[:length]
        distinct = random.standard_normal((200, FORMAT.channels)).astype(np.float32)[:length]  # no row like another
        same = [np.full_like(spoken, value) for value in PITCHES_AND_WORSE]
        for frames in (spoken, distinct, *same):
            for plan in PLANS[1:3] if is_few else PLANS:
                assert len(vocode_in_windows(vocoder, frames, *plan)) == len(frames) * FORMAT.hop_length_samples
                runs += 1
    return runs


def malformed(acoustic: NativeAcousticEngine, vocoder: NativeVocoderEngine, random: np.random.Generator) -> int:
    """Calls whose numbers contradict each other; each has to be refused."""
    frames = random.standard_normal((200, FORMAT.channels)).astype(np.float32)
    first = cut_window(frames, 0, 50, FORMAT.lookahead_frames, 1, None)
    state = vocoder.vocode([first])[0].state
    later = cut_window(frames, 50, 90, FORMAT.lookahead_frames, 1, state)
    refused = [
        replace(window, **change)
        for window in (first, later)
        for change in (
            {"frames": window.frames[:-1]},
            {"frames": np.concatenate([window.frames, window.frames])},
            {"frames": np.zeros((20_000, FORMAT.channels), np.float32)},
            {"frames": window.frames[:, :4]},
            {"frames": window.frames[0]},
            {"frames": window.frames[None]},
            {"frames": np.zeros((0, FORMAT.channels), np.float32)},
            {"start": -1},
            {"start": -5000},
            {"start": window.stop},
            {"start": window.stop + 10},
            {"start": 1 << 40},
            {"stop": window.stop + 1},
            {"stop": 1 << 40},
            {"stop": -1},
            {"total": window.stop - 1},
            {"total": 0},
            {"total": -200},
            {"total": window.stop},
            {"total": (1 << 63) - 1},
            {"state": np.zeros(3, np.float32)},
            {"state": np.zeros(STATE_SIZE + 1, np.float32)},
            {"state": np.zeros(0, np.float32)},
            {"state": None if window.start else np.zeros(STATE_SIZE, np.float32)},
        )
    ]
    segments = [
        AcousticSegment(np.array(ids, np.int32), speed)
        for ids, speed in (
            ([], 1.0),
            ([178], 1.0),
            ([0, -1, 0], 1.0),
            ([0, 2**31 - 1], 1.0),
            ([0] * ((1 << 16) + 1), 1.0),
            *(([0, 50, 0], speed) for speed in (0.0, -1.0, np.nan, np.inf, 1e-30)),
        )
    ]
    for window in refused:
        expect_refusal(lambda window=window: vocoder.vocode([window]), window)
    for segment in segments:
        expect_refusal(lambda segment=segment: acoustic.synthesize_frames([segment]), segment)
    return len(refused) + len(segments)


def short_memory() -> int:
    """Every allocation of every constructor and call fails once; nothing is left behind."""
    kernels = load_kernels()
    checkpoint = VOICE.checked(WEIGHTS)
    frames = np.zeros((90, FORMAT.channels), np.float32)
    segment = AcousticSegment(np.arange(60, dtype=np.int32))
    window = cut_window(frames, 0, 60, FORMAT.lookahead_frames, 1, None)
    fewest = kernels.allocations_in_use()
    gc.freeze()  # what was there before is no part of what may be left behind, and is not searched each time
    failures = 0
    for work in (
        lambda: NativeVocoderEngine(checkpoint).vocode([window]),
        lambda: NativeAcousticEngine(checkpoint).synthesize_frames([segment]),
    ):
        for successes in range(100):
            kernels.fail_allocations_after(successes)
            try:
                work()
            except SynthesisFailed as error:
                assert "memory" in str(error), error
                failures += 1
            else:
                break
            finally:
                kernels.fail_allocations_after(-1)
                gc.collect()
                assert kernels.allocations_in_use() == fewest, "memory was left behind"
        else:
            raise AssertionError("a hundred allocations and no end")
    return failures


def expect_refusal(call, value: VocoderWindow | AcousticSegment) -> None:
    try:
        call()
    except SynthesisFailed:
        return
    raise AssertionError(f"not refused: {value}")


def main() -> None:
    """All of it."""
    random = np.random.default_rng(1)
    checkpoint = VOICE.checked(WEIGHTS)
    engines = NativeAcousticEngine(checkpoint), NativeVocoderEngine(checkpoint)
    refused, sizes = malformed(*engines, random), odd_sizes(*engines, random, "few" in sys.argv)
    del engines
    print(f"{sizes} windows and segments, {refused} calls refused, {short_memory()} allocations failed")


if __name__ == "__main__":
    main()
