"""Programs that run one model once (run_kernels.c), and calls of every model for them."""

from __future__ import annotations

import struct
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.families.tiny_piper import HIDDEN, HIGH, MEDIUM, write_tiny_voice
from tests.families.voice_data import IDS, VOICE, reference_acoustic
from tests.native.exercise_kokoro import subjects
from tritone.families.hibari.frame_layout import HOP_SAMPLES
from tritone.families.hibari.native.engine import checkpoint_tensors
from tritone.families.hibari.network_sizes import STATE_SIZE
from tritone.families.hibari.noise import noise_table
from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.native.layers import decoder_tensors, flow_tensors, text_tensors
from tritone.native.build import FLAGS, compiler, find_or_build
from tritone.native.variants import KernelVariant
from tritone.voices.voice import WEIGHTS

FOLDER = Path(__file__).parent
KERNELS = FOLDER.parents[1] / "tritone" / "native" / "kernels"
PROGRAM_FLAGS = tuple(flag for flag in FLAGS if flag not in ("-shared", "-fvisibility=hidden"))
QUICKLY_COMPILED = ("-Og",)
"""Of programs that are run for a moment: on Zen 4 half of the time that -O1 takes to compile."""
_TYPES = {np.dtype(np.float32): 0, np.dtype(np.int8): 1, np.dtype(np.int32): 2}
_NOTHING = np.zeros(0, np.float32)


@dataclass(frozen=True)
class Call:
    """A model, and a call of it."""

    kind: str
    """How the names of the model's functions begin."""
    tensors: dict[str, np.ndarray]
    arrays: list[np.ndarray]
    """In run_kernels.c's order."""
    filled: int = 1
    """How many of them, the last ones, hold what the model has made when it is done."""


def hibari_calls() -> list[Call]:
    tensors = checkpoint_tensors(VOICE.checked(WEIGHTS)) | {"noise": noise_table().view(np.float32).reshape(-1, 2)}
    frames, ids = reference_acoustic()[1].frames, IDS[1]
    spoken = frames[:40]
    samples, state = np.zeros(len(spoken) * HOP_SAMPLES, np.float32), np.zeros(STATE_SIZE, np.float32)
    speeds, durations = np.ones(len(ids), np.float32), np.zeros(len(ids), np.int32)
    return [
        Call("hibari_vocoder", tensors, [spoken, state, samples], filled=2),
        Call("hibari_acoustic", tensors, [ids, speeds, durations, np.zeros_like(frames)], filled=2),
    ]


def kokoro_calls() -> list[Call]:
    every = [(subject, subject.call(9)) for subject in subjects(np.random.default_rng(1))]
    return [Call(subject.kind, subject.tensors, arrays, len(subject.filled)) for subject, arrays in every]


def piper_calls() -> list[Call]:
    """Of voices of random weights, with a speaker and without one; every number that is made hangs on every bit."""
    random, calls = np.random.default_rng(1), list[Call]()

    def some(*shape: int) -> np.ndarray:
        return random.standard_normal(shape).astype(np.float32)

    for quality in (MEDIUM, HIGH):
        with tempfile.TemporaryDirectory() as folder:
            voice = write_tiny_voice(Path(folder), quality)
            checkpoint = PiperCheckpoint(voice.checked(WEIGHTS))
            text, flow, decoder = text_tensors(checkpoint), flow_tensors(checkpoint), decoder_tensors(checkpoint)
        ids = random.integers(0, len(text["embedding.weight"]), 11).astype(np.int32)
        hop = int(np.prod([stride for stride, _ in quality.ups]))
        each = int(flow["flow.couplings"][0] * flow["flow.layers"][0]) * 2 * HIDDEN
        for of_text, of_flow, of_decoder in (
            (_NOTHING, _NOTHING, _NOTHING),
            (some(HIDDEN), some(each), some(quality.first_channels)),
        ):
            latent, log_frames = np.zeros(len(ids) * 2 * HIDDEN, np.float32), np.zeros(len(ids), np.float32)
            samples = np.zeros(9 * hop, np.float32)
            calls += [
                Call("piper_text", text, [ids, some(2 * len(ids)), of_text, latent, log_frames], filled=2),
                Call("piper_flow", flow, [of_flow, some(13, HIDDEN)]),
                Call("piper_decoder", decoder, [some(9, HIDDEN), of_decoder, samples]),
            ]
    return calls


def linked_program(folder: Path, variant: KernelVariant) -> Path:
    """A program that runs a model in this machine's library for some instructions, which is compiled if need be."""
    target = folder / f"run_kernels-{variant.name}"
    sources = [FOLDER / "run_kernels.c", find_or_build(variant)]
    subprocess.run([compiler(), *PROGRAM_FLAGS, f"-I{KERNELS}", "-o", target, *sources], check=True)
    return target


def run_model(command: Sequence[str | Path], call: Call, folder: Path) -> list[np.ndarray]:
    """What the program makes of a call: the arrays that are filled."""
    work, output = folder / "input", folder / "output"
    marker = np.zeros(1, np.float32)  # of the beginning, and of the tensors' end
    records = [(call.kind, marker), *call.tensors.items(), ("", marker), *(("", array) for array in call.arrays)]
    work.write_bytes(b"".join(_record(name, array) for name, array in records))
    done = subprocess.run([*command, work, output], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    made, at = output.read_bytes(), [0, *np.cumsum([array.nbytes for array in call.arrays])]
    assert len(made) == at[-1], call.kind
    arrays = [
        np.frombuffer(made[begin:end], array.dtype) for begin, end, array in zip(at, at[1:], call.arrays, strict=False)
    ]
    return arrays[-call.filled :]


def _record(name: str, array: np.ndarray) -> bytes:
    """As run_kernels.c reads it."""
    shape = [*array.shape, *([0] * (4 - array.ndim))]
    head = struct.pack("<ii4qi", _TYPES[array.dtype], array.ndim, *shape, len(name))
    return head + name.encode() + np.ascontiguousarray(array).tobytes()
