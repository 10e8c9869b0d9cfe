"""The portable kernels, compiled for 64-bit ARM and run by an emulator, make what they make here."""

from __future__ import annotations

import importlib.util
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from loadtest.engines.sound_distance import signal_to_noise_db
from tests.families.tiny_piper import HIGH, MEDIUM, write_tiny_voice
from tests.families.voice_data import IDS, VOICE, reference_acoustic
from tests.native.exercise_kokoro import subjects
from tritone.families.hibari.frame_layout import HOP_SAMPLES
from tritone.families.hibari.native.engine import checkpoint_tensors
from tritone.families.hibari.network_sizes import STATE_SIZE
from tritone.families.hibari.noise import noise_table
from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.native.layers import decoder_tensors
from tritone.native.build import FLAGS, compiler, source_files
from tritone.voices.voice import WEIGHTS

_KERNELS = Path(__file__).parents[2] / "tritone" / "native" / "kernels"
_PROGRAM = Path(__file__).with_name("run_kernels.c")
_TYPES = {np.dtype(np.float32): 0, np.dtype(np.int8): 1, np.dtype(np.int32): 2}
_LEAST_DB = 90.0
"""Between processors: one fuses multiplications with additions, the other does not."""
Call = tuple[str, dict[str, np.ndarray], list[np.ndarray]]


def cross_compiler() -> list[str] | None:
    """A C compiler that makes static programs for 64-bit ARM."""
    if shutil.which("aarch64-linux-gnu-gcc"):
        return ["aarch64-linux-gnu-gcc"]
    if importlib.util.find_spec("ziglang"):
        return [sys.executable, "-m", "ziglang", "cc", "-target", "aarch64-linux-musl"]
    return ["zig", "cc", "-target", "aarch64-linux-musl"] if shutil.which("zig") else None


EMULATOR = next((name for name in ("qemu-aarch64-static", "qemu-aarch64") if shutil.which(name)), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        cross_compiler() is None or EMULATOR is None,
        reason="needs a cross compiler (ziglang, or gcc-aarch64-linux-gnu) and an emulator (qemu-user-static)",
    ),
]


@pytest.fixture(scope="module")
def programs(tmp_path_factory) -> list[list[str]]:
    """The command that runs a model here, and the one that does so on the other processor."""
    folder = tmp_path_factory.mktemp("programs")
    flags = [flag for flag in FLAGS if flag not in ("-shared", "-fvisibility=hidden")]
    ours, theirs = folder / "ours", folder / "theirs"
    for command, target in (([compiler()], ours), ([*(cross_compiler() or []), "-static", "-DSTATIC_PROGRAM"], theirs)):
        sources = [str(_PROGRAM), *map(str, source_files())]
        done = subprocess.run(
            [*command, *flags, f"-I{_KERNELS}", "-o", str(target), *sources, "-lm"], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    return [[str(ours)], [str(EMULATOR), str(theirs)]]


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


@pytest.mark.parametrize("calls", [hibari_calls, kokoro_calls, piper_calls])
def test_every_model_makes_the_same_on_the_other_processor(programs, tmp_path, calls):
    for kind, tensors, arrays in calls():
        work, made = tmp_path / "input", []
        marker = np.zeros(1, np.float32)  # of the beginning, and of the tensors' end
        records = [(kind, marker), *tensors.items(), ("", marker), *(("", array) for array in arrays)]
        work.write_bytes(b"".join(record(name, array) for name, array in records))
        for command in programs:
            output = tmp_path / "output"
            done = subprocess.run([*command, str(work), str(output)], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            made.append(np.fromfile(output, arrays[-1].dtype))
        assert np.abs(made[0]).max() > 0, kind
        if made[0].dtype == np.int32:
            np.testing.assert_array_equal(*made)
        else:
            assert signal_to_noise_db(*made) > _LEAST_DB, kind


def record(name: str, array: np.ndarray) -> bytes:
    """As run_kernels.c reads it."""
    shape = [*array.shape, *([0] * (4 - array.ndim))]
    head = struct.pack("<ii4qi", _TYPES[array.dtype], array.ndim, *shape, len(name))
    return head + name.encode() + np.ascontiguousarray(array).tobytes()
