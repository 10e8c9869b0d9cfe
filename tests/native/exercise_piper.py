"""Run Piper's models over odd shapes, lengths, windows and sizes, and short memory; `test_kernels.py` does, sanitized.

    TRITONE_KERNELS=library python -m tests.native.exercise_piper [few]

The library is one of tests/native/checked_library.py. Weights are random.
"""

from __future__ import annotations

import functools
import gc
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.families.tiny_piper import HIDDEN, HIGH, MEDIUM, SYMBOLS, Quality, write_tiny_voice
from tests.native.exercise_kernels import expect_refusal
from tritone.errors import SynthesisFailed
from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.native.functions import piper_kernels
from tritone.families.piper.native.layers import decoder_tensors, flow_tensors, text_tensors
from tritone.native.kernel_model import KernelModel
from tritone.voices.voice import WEIGHTS

ODD = Quality(64, ((3, 9), (2, 4)), (3, 5, 11), ((1, 5), (3, 7), (2, 9)), in_pairs=True)
WINDOWS = ((0, 1, 0, 1), (0, 2, 1, 1), (5, 3, 2, 1), (7, 40, 11, 18), (1, 97, 0, 97), (1 << 20, 31, 30, 1))
"""Which of its segment the first frame is; frames; the first one spoken; how many are spoken."""


LENGTHS = (1, 2, 5, 16, 17, 47, 49, 130)
"""Phoneme ids of a segment: around whole vectors, and whole tiles of queries."""


def segments(text: KernelModel, flow: KernelModel, random: np.random.Generator, lengths: tuple[int, ...]) -> int:
    """Every number of the latent, of durations and of frames is one, whatever the length."""
    for count in lengths:
        latent, log_frames = np.full(count * 2 * HIDDEN, np.nan, np.float32), np.full(count, np.nan, np.float32)
        noise = random.standard_normal(2 * count).astype(np.float32)
        text.run("piper_text_run", ids_of(random, count), noise, None, latent, log_frames)
        durations = random.integers(0, 4, count).astype(np.int32)
        durations[-1] += 1
        frames = frames_of(random, int(durations.sum()))
        flow.run("piper_flow_draw", latent.reshape(count, -1), durations, 0.5, frames)
        flow.run("piper_flow_run", frames, None)
        assert all(np.isfinite(made).all() for made in (latent, log_frames, frames))
    return len(lengths)


def malformed_segments(text: KernelModel, flow: KernelModel) -> int:
    """As `malformed`, of the acoustic model."""
    wide = 2 * HIDDEN

    def floats(*shape: int) -> np.ndarray:
        return np.zeros(shape, np.float32)

    def whole(*values: int) -> np.ndarray:
        return np.array(values, np.int32)

    refused: list[tuple[KernelModel, str, tuple[object, ...]]] = [
        (text, "piper_text_run", (whole(), floats(0), None, floats(0), floats(0))),
        (text, "piper_text_run", (whole(-1), floats(2), None, floats(wide), floats(1))),
        (text, "piper_text_run", (whole(1 << 20), floats(2), None, floats(wide), floats(1))),
        (text, "piper_text_run", (whole(1), floats(1), None, floats(wide), floats(1))),
        (text, "piper_text_run", (whole(1), floats(2), floats(3), floats(wide), floats(1))),
        (text, "piper_text_run", (whole(1), floats(2), None, floats(wide - 1), floats(1))),
        (text, "piper_text_run", (whole(1), floats(2), None, floats(wide), floats(2))),
        (flow, "piper_flow_draw", (floats(2, wide), whole(1, 1), 1.0, floats(3, HIDDEN))),
        (flow, "piper_flow_draw", (floats(2, wide), whole(3, -1), 1.0, floats(2, HIDDEN))),
        (flow, "piper_flow_draw", (floats(1, wide), whole(1, 1), 1.0, floats(2, HIDDEN))),
        (flow, "piper_flow_draw", (floats(2, wide - 1), whole(1, 1), 1.0, floats(2, HIDDEN))),
        (flow, "piper_flow_draw", (floats(2, wide), whole(1, 1), 1.0, floats(2, HIDDEN - 1))),
        (flow, "piper_flow_draw", (floats(0, wide), whole(), 1.0, floats(0, HIDDEN))),
        (flow, "piper_flow_run", (floats(0, HIDDEN), None)),
        (flow, "piper_flow_run", (floats(2, HIDDEN - 1), None)),
        (flow, "piper_flow_run", (floats(2, HIDDEN), floats(3))),
    ]
    for model, function, call in refused:
        expect_refusal(lambda model=model, function=function, call=call: model.run(function, *call), (function, *call))
    return len(refused)


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


def short_memory(call: Callable[[], object]) -> int:
    """Every allocation of what `call` makes and runs fails once; nothing is left behind."""
    kernels, failures = piper_kernels(), 0
    fewest = kernels.allocations_in_use()
    for successes in range(600):
        kernels.fail_allocations_after(successes)
        try:
            call()
        except SynthesisFailed as error:
            assert "memory" in str(error), error
            failures += 1
        else:
            return failures
        finally:
            kernels.fail_allocations_after(-1)
            gc.collect()
            assert kernels.allocations_in_use() == fewest, "memory was left behind"
    raise AssertionError("six hundred allocations and no end")


def made_and_run(kinds: dict[str, dict[str, np.ndarray]], random: np.random.Generator) -> None:
    """One window or segment by models made of these tensors: the decoder, or text and flow."""
    models = [KernelModel(piper_kernels(), kind, tensors) for kind, tensors in kinds.items()]
    if len(models) == 1:
        windows(models[0], random, WINDOWS[:1])
    else:
        segments(models[0], models[1], random, (3,))


def ids_of(random: np.random.Generator, count: int) -> np.ndarray:
    """Random phoneme ids."""
    return random.integers(0, len(SYMBOLS), count).astype(np.int32)


def frames_of(random: np.random.Generator, count: int) -> np.ndarray:
    """Random latent frames."""
    return random.standard_normal((count, HIDDEN)).astype(np.float32)


def main() -> None:
    """All of it."""
    kernels, random = piper_kernels(), np.random.default_rng(1)
    done = spoken = refused = failed = 0
    for quality in (ODD,) if "few" in sys.argv else (ODD, MEDIUM, HIGH):
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = PiperCheckpoint(write_tiny_voice(Path(folder), quality).checked(WEIGHTS))
            tensors, text, flow = (of(checkpoint) for of in (decoder_tensors, text_tensors, flow_tensors))
        model = KernelModel(kernels, "piper_decoder", tensors)
        done += windows(model, random, WINDOWS)
        refused += malformed(model, random)
        del model
        if quality is not ODD:
            continue
        models = KernelModel(kernels, "piper_text", text), KernelModel(kernels, "piper_flow", flow)
        spoken = segments(*models, random, LENGTHS)
        refused += malformed_segments(*models)
        del models
        failed = short_memory(functools.partial(made_and_run, {"piper_decoder": tensors}, random))
        failed += short_memory(functools.partial(made_and_run, {"piper_text": text, "piper_flow": flow}, random))
    print(f"{done} windows, {spoken} segments, {refused} calls refused, {failed} allocations failed")


if __name__ == "__main__":
    main()
