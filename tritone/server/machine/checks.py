"""Look whether this machine can run Tritone: what is there, what is missing, and how to get it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from tritone.devices.processor import machine_cpu_features
from tritone.errors import TritoneError
from tritone.server.errors import MachineNotReady, ServerNotFound
from tritone.server.machine import shared_memory
from tritone.server.machine.locate import (
    EMBEDDED_PYTHONS,
    SERVER_DIR_VARIABLE,
    TritonServer,
    default_server_dir,
    find_libpython,
    find_server,
)
from tritone.server.options import ModelOptions
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.installed import DEFAULT_VOICE

OK, WARNING, MISSING = "ok", "warning", "missing"
_EMBEDDED_GLIBC = (2, 35)
_EMBEDDED_MACHINES = ("x86_64", "aarch64")
_MIB = 1 << 20
# Of the ensemble as it is written in git.
_INSTANCES = 5
_COMFORTABLE_SHARED_MEMORY = 256 * _MIB
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


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: str
    status: str
    """"ok", "warning" (works, but worse) or "missing" (does not work without)."""
    found: str
    remedy: str = ""
    """How to get it; "" when nothing is to be done."""


def all_checks(server_path: Path | None = None, device: str = "auto") -> list[Check]:
    """Everything `tritone doctor` looks at; server_path as for find_server."""
    server, server_check = check_server(server_path)
    return [
        server_check,
        check_python(server),
        check_glibc(server),
        check_numpy(server),
        check_libpython(server),
        check_tritonclient(),
        check_shared_memory(_INSTANCES),
        *check_voices((DEFAULT_VOICE,)),
        check_torch(device),
        check_cpu(),
        check_kernels(),
    ]


def require_ready(server: TritonServer, options: ModelOptions) -> None:
    """What can be seen in a moment before a server starts; raises MachineNotReady naming everything missing."""
    checks = [
        check_python(server),
        check_glibc(server),
        check_numpy(server),
        check_libpython(server),
        check_shared_memory(_INSTANCES + sum(count - 1 for count in options.instances.values())),
        *check_voices(options.voices or (DEFAULT_VOICE,)),
    ]
    device = options.device or "auto"
    if device.startswith("cuda"):
        checks.append(check_torch(device))
    elif installed_version("torch") is None:
        checks.append(check_torch(device, options.engine or "auto"))
    missing = [f"{check.name}: {check.found}; {check.remedy}" for check in checks if check.status == MISSING]
    if missing:
        raise MachineNotReady("; ".join(missing))


def check_server(path: Path | None = None) -> tuple[TritonServer | None, Check]:
    """The server that would be used, and what is to be said about it."""
    try:
        server = find_server(path)
    except ServerNotFound as error:
        return None, Check(
            "Triton server",
            MISSING,
            str(error).partition(";")[0],
            f"tritone doctor --install-server (puts it into {default_server_dir()}), or set {SERVER_DIR_VARIABLE}",
        )
    kind = "embedded server" if server.embedded else "server"
    return server, Check("Triton server", OK, f"{kind} {server.version or 'of unknown version'} at {server.binary}")


def check_python(server: TritonServer | None) -> Check:
    """The embedded server's stubs are built for certain Pythons, and NumPy 1 for fewer."""
    version = platform.python_version()
    if not _is_embedded(server) or sys.version_info[:2] in EMBEDDED_PYTHONS:
        return Check("Python", OK, version)
    allowed = ", ".join("{}.{}".format(*minor) for minor in EMBEDDED_PYTHONS)
    return Check(
        "Python",
        MISSING,
        f"{version}, too {'old' if sys.version_info < (3, 10) else 'new'} for the embedded "
        f"server, which needs NumPy 1 ({allowed})",
        f"make the virtual environment with Python {allowed}, or use a Triton server of 25.x or later",
    )


def check_glibc(server: TritonServer | None) -> Check:
    """The embedded server is a manylinux_2_35 wheel."""
    library, version = platform.libc_ver()
    found = f"{library or 'no glibc'} {version}, {platform.machine()}".strip()
    if not _is_embedded(server):
        return Check("C library", OK, found)
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if library != "glibc" or numbers < _EMBEDDED_GLIBC or platform.machine() not in _EMBEDDED_MACHINES:
        return Check(
            "C library",
            MISSING,
            found,
            "the embedded server needs glibc 2.35 or newer on x86-64 or ARM: "
            "Ubuntu 22.04, Debian 12, Fedora 36 or newer; or use the Docker image",
        )
    return Check("C library", OK, found)


def check_numpy(server: TritonServer | None, version: str | None = None) -> Check:
    """The embedded server's stub is built against NumPy 1 and corrupts text tensors with NumPy 2."""
    version = version or installed_version("numpy")
    wanted = '"numpy>=1.26,<2"' if _is_embedded(server) else '"numpy>=1.26"'
    remedy = f"{sys.executable} -m pip install {wanted}"
    if version is None:
        return Check("NumPy", MISSING, "not installed", remedy)
    if _is_embedded(server) and int(version.split(".")[0]) >= 2:
        return Check(
            "NumPy", MISSING, f"{version}, too new for the embedded server, which is built against NumPy 1", remedy
        )
    return Check("NumPy", OK, version)


def check_libpython(server: TritonServer | None) -> Check:
    """The embedded server's stub loads Python as a shared library."""
    minor = "{}.{}".format(*sys.version_info[:2])
    library = find_libpython()
    if library is not None:
        return Check("Python library", OK, str(library))
    found = f"libpython{minor}.so.1.0 not found"
    if not _is_embedded(server):
        return Check("Python library", OK, f"{found}; only the embedded server needs it")
    return Check(
        "Python library",
        MISSING,
        found,
        f"apt-get install libpython{minor} (Debian, Ubuntu), or a Python "
        "built with --enable-shared (uv python install, or pyenv with PYTHON_CONFIGURE_OPTS=--enable-shared)",
    )


def check_tritonclient() -> Check:
    """`tritone say` and the model configs need it."""
    version = installed_version("tritonclient")
    if version is None or installed_version("grpcio") is None:
        return Check("tritonclient", MISSING, "not installed", f'{sys.executable} -m pip install "tritonclient[grpc]"')
    return Check("tritonclient", OK, version)


def check_shared_memory(instances: int) -> Check:
    """Tensors pass between server and models through /dev/shm."""
    free, needed = shared_memory.free_bytes(), shared_memory.needed_bytes(instances)
    found = f"{free / _MIB:,.0f} MiB free in {shared_memory.FOLDER}"
    remedy = "give the container more, as in docker run --shm-size=1g; or remove what lies there"
    if free < needed:
        return Check(
            "shared memory",
            MISSING,
            f"{found}, too small: {instances} model instances need {needed / _MIB:.0f} MiB",
            remedy,
        )
    if free < _COMFORTABLE_SHARED_MEMORY:
        return Check("shared memory", WARNING, f"{found}: enough to start, little for many streams", remedy)
    return Check("shared memory", OK, found)


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


def installed_version(distribution: str) -> str | None:
    """An installed Python package's version."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _native_engine(engine: str) -> bool:
    from tritone.native.library import use_native

    try:
        return engine != "torch" and use_native(engine, "cpu")
    except TritoneError:
        return False


def _is_embedded(server: TritonServer | None) -> bool:
    # Where there is none yet, the embedded one is what will be installed.
    return server is None or server.embedded
