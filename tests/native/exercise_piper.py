"""Run Piper's kernels over odd shapes, lengths, windows and sizes, and short memory; `test_kernels.py` does, sanitized.

    TRITONE_KERNELS=library python -m tests.native.exercise_piper [few]

The library is one of tests/native/checked_library.py. Weights are random.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.families.tiny_piper import HIDDEN, HIGH, MEDIUM, Quality, write_tiny_voice
from tests.native.exercise_kernels import expect_refusal
from tests.native.exercised import Subject, malformed_calls, malformed_models, odd_sizes, short_memory
from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.native.functions import piper_kernels
from tritone.families.piper.native.layers import decoder_tensors, flow_tensors, text_tensors
from tritone.native.kernel_model import KernelModel
from tritone.voices.voice import WEIGHTS

ODD = Quality(64, ((3, 9), (2, 4)), (3, 5, 11), ((1, 5), (3, 7), (2, 9)), in_pairs=True)
LENGTHS = (1, 2, 3, 7, 16, 31, 300)
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


def acoustic_subjects(checkpoint: PiperCheckpoint, random: np.random.Generator) -> list[Subject]:
    """The text encoder and the flow, with what a speaker adds to them."""
    text, flow = text_tensors(checkpoint), flow_tensors(checkpoint)
    adds = int(flow["flow.couplings"][0] * flow["flow.layers"][0]) * 2 * HIDDEN

    def some(*shape: int) -> np.ndarray:
        return random.standard_normal(shape).astype(np.float32)

    def read(length: int) -> list[np.ndarray]:
        ids = random.integers(0, len(text["embedding.weight"]), length).astype(np.int32)
        filled = np.full(2 * HIDDEN * length, np.nan, np.float32), np.full(length, np.nan, np.float32)
        return [ids, some(2 * length), some(HIDDEN), *filled]

    return [
        Subject(piper_kernels, "piper_text", "piper_text_run", text, read, (-2, -1), None),
        Subject(
            *(piper_kernels, "piper_flow", "piper_flow_run", flow),
            *(lambda length: [some(length, HIDDEN), some(adds)], (0,), None),
        ),
    ]


def malformed_acoustic(text: Subject, flow: Subject, is_few: bool) -> int:
    """Models and calls, as `malformed` has them of the decoder; any number of frames can flow."""
    read, flown = text.made(), flow.made()
    ids, *others = text.call(9)
    for worse in (-1, len(text.tensors["embedding.weight"]), 2**31 - 1):
        ids[4] = worse
        expect_refusal(lambda: text.run(read, [ids, *others]), worse)
    frames, adds = flow.call(9)
    latent, lasting = np.zeros((3, 2 * HIDDEN), np.float32), np.array([4, 0, 5], np.int32)
    flown.run("piper_flow_draw", latent, lasting, 0.5, frames)
    for call in (
        (latent, lasting, 0.5, frames[:8]),
        (latent, np.array([10, -6, 5], np.int32), 0.5, frames),
        (latent[:2], lasting, 0.5, frames),
        (latent[:, 1:].copy(), lasting, 0.5, frames),
        (latent, lasting, 0.5, frames[:, 1:].copy()),
        (latent[:0], lasting[:0], 0.5, frames[:0]),
    ):
        expect_refusal(lambda call=call: flown.run("piper_flow_draw", *call), call)
    for call in ([frames[:0], adds], [frames[:, :-1].copy(), adds], [frames, adds[:-1]], [frames, adds[:0]]):
        expect_refusal(lambda call=call: flow.run(flown, call), call)
    return 13 + malformed_calls(text) + sum(malformed_models(subject, is_few) for subject in (text, flow))


def frames_of(random: np.random.Generator, count: int) -> np.ndarray:
    """Random latent frames."""
    return random.standard_normal((count, HIDDEN)).astype(np.float32)


def main() -> None:
    """All of it."""
    random, is_few, done, refused, failed = np.random.default_rng(1), "few" in sys.argv, 0, 0, 0
    for quality in (ODD,) if is_few else (ODD, MEDIUM, HIGH):
        with tempfile.TemporaryDirectory() as folder:
            voice = write_tiny_voice(Path(folder), quality)
            checkpoint = PiperCheckpoint(voice.checked(WEIGHTS))
            decoder, acoustic = decoder_tensors(checkpoint), acoustic_subjects(checkpoint, random)
        model = KernelModel(piper_kernels(), "piper_decoder", decoder)
        done += windows(model, random, WINDOWS)
        refused += malformed(model, random)
        del model
        if quality is ODD:
            hop = int(np.prod([stride for stride, _ in ODD.ups]))
            decoded = Subject(
                *(piper_kernels, "piper_decoder", "piper_decode", decoder),
                lambda length, hop=hop: [frames_of(random, length), 0, None, 0, np.empty(length * hop, np.float32)],
                threads_at=None,
            )
            done += sum(odd_sizes(subject, LENGTHS) for subject in acoustic)
            refused += malformed_acoustic(*acoustic, is_few)
            failed += sum(short_memory(subject) for subject in (*acoustic, decoded))
    print(f"{done} windows and segments, {refused} calls refused, {failed} allocations failed")


if __name__ == "__main__":
    main()
