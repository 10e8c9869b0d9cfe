"""Run Piper's decoder over odd shapes, lengths, windows and sizes, and short memory; `test_kernels.py` does, sanitized.

    TRITONE_KERNELS=library python -m tests.native.exercise_piper [few]

The library is one of tests/native/checked_library.py. Weights are random.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.families.tiny_piper import HIDDEN, HIGH, MEDIUM, Quality, write_tiny_voice
from tests.native.exercise_kernels import expect_refusal
from tritone.errors import SynthesisFailed
from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.native.functions import piper_kernels
from tritone.families.piper.native.layers import decoder_tensors
from tritone.native.kernel_model import KernelModel
from tritone.voices.voice import WEIGHTS

ODD = Quality(64, ((3, 9), (2, 4)), (3, 5, 11), ((1, 5), (3, 7), (2, 9)), in_pairs=True)
WINDOWS = ((0, 1, 0, 1), (0, 2, 1, 1), (5, 3, 2, 1), (7, 40, 11, 18), (1, 97, 0, 97), (1 << 20, 31, 30, 1))
"""Which of its segment the first frame is; frames; the first one spoken; how many are spoken."""


def windows(model: KernelModel, random: np.random.Generator, chosen: tuple[tuple[int, ...], ...]) -> int:
    """Every sample is a number, whatever the window."""
    hop = model.size("piper_decoder_hop")
    for begins, count, first, spoken in chosen:
        samples = np.full(spoken * hop, np.nan, np.float32)
        model.run("piper_decode", frames_of(random, count), begins, None, first, samples)
        assert np.isfinite(samples).all()
    return len(chosen)


def malformed(model: KernelModel, random: np.random.Generator) -> int:
    """Calls whose numbers contradict each other; each has to be refused."""
    hop = model.size("piper_decoder_hop")
    refused = [
        (frames_of(random, count)[:, :channels], begins, speaker, first, np.empty(samples, np.float32))
        for count, channels, begins, speaker, first, samples in (
            (0, HIDDEN, 0, None, 0, hop),
            (4, HIDDEN - 1, 0, None, 0, hop),
            (4, HIDDEN, -1, None, 0, hop),
            (4, HIDDEN, 1 << 40, None, 0, hop),
            (4, HIDDEN, 0, np.zeros(3, np.float32), 0, hop),
            (4, HIDDEN, 0, None, -1, hop),
            (4, HIDDEN, 0, None, 4, hop),
            (4, HIDDEN, 0, None, 0, hop - 1),
            (4, HIDDEN, 0, None, 1, 4 * hop),
            (4, HIDDEN, 0, None, 0, 0),
        )
    ]
    for frames, *others in refused:
        call = (np.ascontiguousarray(frames), *others)
        expect_refusal(lambda call=call: model.run("piper_decode", *call), call)
    return len(refused)


def short_memory(tensors: dict[str, np.ndarray], random: np.random.Generator) -> int:
    """Every allocation of the constructor and of a call fails once; nothing is left behind."""
    kernels, failures = piper_kernels(), 0
    fewest = kernels.allocations_in_use()
    for successes in range(200):
        kernels.fail_allocations_after(successes)
        try:
            windows(KernelModel(kernels, "piper_decoder", tensors), random, WINDOWS[:1])
        except SynthesisFailed as error:
            assert "memory" in str(error), error
            failures += 1
        else:
            return failures
        finally:
            kernels.fail_allocations_after(-1)
            gc.collect()
            assert kernels.allocations_in_use() == fewest, "memory was left behind"
    raise AssertionError("two hundred allocations and no end")


def frames_of(random: np.random.Generator, count: int) -> np.ndarray:
    """Random latent frames."""
    return random.standard_normal((count, HIDDEN)).astype(np.float32)


def main() -> None:
    """All of it."""
    random, done, refused, failed = np.random.default_rng(1), 0, 0, 0
    for quality in (ODD,) if "few" in sys.argv else (ODD, MEDIUM, HIGH):
        with tempfile.TemporaryDirectory() as folder:
            voice = write_tiny_voice(Path(folder), quality)
            tensors = decoder_tensors(PiperCheckpoint(voice.checked(WEIGHTS)))
        model = KernelModel(piper_kernels(), "piper_decoder", tensors)
        done += windows(model, random, WINDOWS)
        refused += malformed(model, random)
        del model
        if quality is ODD:
            failed = short_memory(tensors, random)
    print(f"{done} windows, {refused} calls refused, {failed} allocations failed")


if __name__ == "__main__":
    main()
