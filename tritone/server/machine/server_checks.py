"""Look whether the Triton server can run here: its Python, its libraries, its shared memory."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from tritone.server.errors import ServerNotFound
from tritone.server.machine import shared_memory
from tritone.server.machine.check import MISSING, OK, WARNING, Check, installed_version
from tritone.server.machine.locate import (
    EMBEDDED_PYTHONS,
    SERVER_DIR_VARIABLE,
    TritonServer,
    default_server_dir,
    find_libpython,
    find_server,
)

_EMBEDDED_GLIBC = (2, 35)
_EMBEDDED_MACHINES = ("x86_64", "aarch64")
_MIB = 1 << 20
_COMFORTABLE_SHARED_MEMORY = 256 * _MIB


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


def _is_embedded(server: TritonServer | None) -> bool:
    # Where there is none yet, the embedded one is what will be installed.
    return server is None or server.embedded
