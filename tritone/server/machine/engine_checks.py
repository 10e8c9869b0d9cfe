"""Look what the voices' engines find here: their files, PyTorch and GPUs, the processor and its kernels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tritone.devices.processor import machine_cpu_features
from tritone.errors import TritoneError
from tritone.server.machine.check import MISSING, OK, WARNING, Check, installed_version
from tritone.voices.catalogue import VoiceCatalogue

_TORCH_PROBE_SECONDS = 120
# In a process of its own: torch takes seconds and 200 MB, and a broken installation of it may crash.
_TORCH_PROBE = """
import json, torch
gpu = torch.cuda.is_available()
print(json.dumps({"version": torch.__version__, "cuda": torch.version.cuda,
                  "gpus": [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())] if gpu else []}))
"""
_CPU_FLAGS = {
    "avx512f": "AVX-512",
    "avx512_vnni": "VNNI",
    "avx_vnni": "AVX-VNNI",
    "avx512_bf16": "bf16",
    "amx_tile": "AMX",
    "avx2": "AVX2",
    "asimd": "NEON",
    "bf16": "bf16",
}


def check_voices(names: tuple[str, ...]) -> list[Check]:
    """Whether the voices' files are here."""
    return [
        Check(f"voice {voice.name}", OK, voice.source)
        if voice.is_present()
        else Check(f"voice {voice.name}", MISSING, "its files are not on this machine", f"install {voice.source}")
        for voice in VoiceCatalogue(names).loaded_at_start
    ]


def check_torch(device: str, engine: str = "auto") -> Check:
    """PyTorch and the device that models would run on. Takes seconds: it imports torch, in another process."""
    wants_gpu = device.startswith("cuda")
    if installed_version("torch") is None:
        if not wants_gpu and _native_engine(engine):
            return Check("PyTorch", OK, "not installed; the native CPU engine does not need it")
        return Check(
            "PyTorch",
            MISSING,
            "not installed",
            f"{sys.executable} -m pip install torch (for a CPU: --index-url of PyTorch's CPU builds)",
        )
    probe = probe_torch()
    if "error" in probe:
        return Check("PyTorch", MISSING, f"installed, but does not work: {probe['error']}", "install it again")
    gpus = probe["gpus"]
    build = f"{probe['version']} ({'CUDA ' + probe['cuda'] if probe['cuda'] else 'CPU build'})"
    if not wants_gpu:
        return Check("PyTorch", OK, f"{build}, device: {'cuda, ' + gpus[0] if gpus and device == 'auto' else 'cpu'}")
    number = int(device.partition(":")[2] or 0)
    if number < len(gpus):
        return Check("PyTorch", OK, f"{build}, device: {device}, {gpus[number]}")
    sees = f"{len(gpus)} GPU(s)" if gpus else "no GPU"
    return Check(
        "GPU",
        MISSING,
        f"--device {device} was asked for, but PyTorch {build} sees {sees}",
        "use --device cpu, or install the NVIDIA driver and a CUDA build of PyTorch",
    )


def probe_torch() -> dict[str, Any]:
    """What torch says about itself: version, cuda, gpus; or error."""
    try:
        probe = subprocess.run(
            [sys.executable, "-c", _TORCH_PROBE],
            capture_output=True,
            text=True,
            timeout=_TORCH_PROBE_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return {"error": f"importing it took more than {_TORCH_PROBE_SECONDS} s"}
    if probe.returncode != 0:
        last = [line for line in probe.stderr.splitlines() if line.strip()]
        return {"error": last[-1] if last else f"importing it ended with status {probe.returncode}"}
    found: dict[str, Any] = json.loads(probe.stdout.splitlines()[-1])
    return found


def check_cpu() -> Check:
    """What the processor offers to the engines."""
    flags = machine_cpu_features()
    features = list(dict.fromkeys(label for flag, label in _CPU_FLAGS.items() if flag in flags))
    found = f"{len(os.sched_getaffinity(0))} cores, {', '.join(features) or 'no vector features known to us'}"
    if "VNNI" in features or "AVX-VNNI" in features:
        return Check("processor", OK, found)
    return Check("processor", WARNING, f"{found}; without VNNI synthesis is slower")


def check_kernels() -> Check:
    """Which library of native kernels this processor gets."""
    from tritone.native.library import chosen_variant, load_kernels

    try:
        variant = chosen_variant()
        load_kernels()
    except (TritoneError, OSError) as error:
        return Check("kernels", WARNING, f"{error}; PyTorch runs every voice")
    return Check("kernels", OK, variant.name)


def _native_engine(engine: str) -> bool:
    from tritone.native.library import use_native

    try:
        return engine != "torch" and use_native(engine, "cpu")
    except TritoneError:
        return False
