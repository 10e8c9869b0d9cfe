"""Programs that run one model once (run_kernels.c), and calls of every model for them."""

from __future__ import annotations

import struct
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.families.tiny_piper import HIGH, MEDIUM, write_tiny_voice
from tests.families.voice_data import IDS, VOICE, reference_acoustic
from tests.native.exercise_kokoro import subjects
from tritone.families.hibari.frame_layout import HOP_SAMPLES
from tritone.families.hibari.native.engine import checkpoint_tensors
from tritone.families.hibari.network_sizes import STATE_SIZE
from tritone.families.hibari.noise import noise_table
from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.native.layers import decoder_tensors
from tritone.native.build import FLAGS
from tritone.voices.voice import WEIGHTS

FOLDER = Path(__file__).parent
KERNELS = FOLDER.parents[1] / "tritone" / "native" / "kernels"
PROGRAM_FLAGS = tuple(flag for flag in FLAGS if flag not in ("-shared", "-fvisibility=hidden"))
_TYPES = {np.dtype(np.float32): 0, np.dtype(np.int8): 1, np.dtype(np.int32): 2}
Call = tuple[str, dict[str, np.ndarray], list[np.ndarray]]
"""Which model, its tensors, and the arrays of the call, the last of which is filled."""


def hibari_calls() -> list[Call]:
    tensors = checkpoint_tensors(VOICE.checked(WEIGHTS)) | {"noise": noise_table().view(np.float32).reshape(-1, 2)}
    frames, ids = reference_acoustic()[1].frames[:40], IDS[1]
    samples = np.zeros(len(frames) * HOP_SAMPLES, np.float32)
    speeds = np.ones(len(ids), np.float32)
    return [
        ("hibari_vocoder", tensors, [frames, np.zeros(STATE_SIZE, np.float32), samples]),
        ("hibari_acoustic", tensors, [ids, speeds, np.zeros(len(ids), np.int32)]),
    ]


def kokoro_calls() -> list[Call]:
    return [(subject.kind, subject.tensors, subject.call(9)) for subject in subjects(np.random.default_rng(1))]


def piper_calls() -> list[Call]:
    """Random frames, of which every sample of a voice of random weights hangs on every bit."""
    calls: list[Call] = []
    for quality in (MEDIUM, HIGH):
        with tempfile.TemporaryDirectory() as folder:
            voice = write_tiny_voice(Path(folder), quality)
            tensors = decoder_tensors(PiperCheckpoint(voice.checked(WEIGHTS)))
        channels = tensors["enter.weight"].shape[1]
        hop = int(np.prod([int(tensors[f"up.{i}.stride"][0]) for i in range(len(quality.ups))]))
        frames = np.random.default_rng(1).standard_normal((9, channels)).astype(np.float32)
        calls.append(("piper_decoder", tensors, [frames, np.zeros(9 * hop, np.float32)]))
    return calls


def run_model(command: Sequence[str | Path], call: Call, folder: Path) -> np.ndarray:
    """What the program makes of a call: its last array, filled."""
    kind, tensors, arrays = call
    work, output = folder / "input", folder / "output"
    marker = np.zeros(1, np.float32)  # of the beginning, and of the tensors' end
    records = [(kind, marker), *tensors.items(), ("", marker), *(("", array) for array in arrays)]
    work.write_bytes(b"".join(_record(name, array) for name, array in records))
    done = subprocess.run([*command, work, output], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return np.fromfile(output, arrays[-1].dtype)


def _record(name: str, array: np.ndarray) -> bytes:
    """As run_kernels.c reads it."""
    shape = [*array.shape, *([0] * (4 - array.ndim))]
    head = struct.pack("<ii4qi", _TYPES[array.dtype], array.ndim, *shape, len(name))
    return head + name.encode() + np.ascontiguousarray(array).tobytes()
