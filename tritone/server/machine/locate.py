"""Find a Triton server, the stub that runs our Python in it, and the Python library that the stub loads."""

from __future__ import annotations

import os
import re
import shutil
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from tritone.server.errors import MachineNotReady, ServerNotFound

SERVER_DIR_VARIABLE = "TRITONE_SERVER_DIR"
# Python minors that the embedded server has a stub for and NumPy 1 has wheels for.
EMBEDDED_PYTHONS = ((3, 10), (3, 11), (3, 12))
_EMBEDDED_VERSIONS = {"0.7.0": "2.51.0"}
_BINARY, _STUB = "tritonserver", "triton_python_backend_stub"


@dataclass(frozen=True)
class TritonServer:
    """A server on this machine, not yet running."""

    binary: Path
    backends: Path
    """Folder with the Python backend in it."""
    caches: Path
    stubs: Path | None
    """Folder with one stub per Python minor: the embedded server only; elsewhere the Python backend holds the stub."""
    libraries: Path | None
    """Folder of the embedded server's own libraries: a copy of the Python backend no longer finds them by itself."""
    version: str
    """As in "2.51.0"; "" if unknown."""

    @property
    def embedded(self) -> bool:
        """Whether it is the server out of a Python wheel, with that one's limits."""
        return self.stubs is not None

    def stub(self) -> Path:
        """The stub for the Python that runs now; raises MachineNotReady."""
        if self.stubs is None:
            return self.backends / "python" / _STUB
        minor = "{}.{}".format(*sys.version_info[:2])
        stub = self.stubs / minor / _STUB
        if not stub.is_file():
            there = ", ".join(sorted((path.name for path in self.stubs.iterdir()), key=lambda name: name.split(".")))
            raise MachineNotReady(f"the embedded server has no stub for Python {minor}; it has stubs for {there}")
        return stub


def default_server_dir() -> Path:
    """Where the embedded server is installed, and looked for."""
    chosen = os.environ.get(SERVER_DIR_VARIABLE)
    return Path(chosen) if chosen else Path(sys.prefix) / "share" / "tritone" / "server"


def find_server(chosen: Path | None = None) -> TritonServer:
    """The server chosen (a binary or a folder), else the tritonserver on PATH, else the embedded one.

    An embedded server that the environment variable names goes before PATH: naming it is choosing it.
    Raises ServerNotFound saying where it looked and what to do.
    """
    if chosen is not None:
        return _server_at(chosen.expanduser(), "--server")
    if os.environ.get(SERVER_DIR_VARIABLE):
        return _server_at(default_server_dir(), SERVER_DIR_VARIABLE)
    on_path = shutil.which(_BINARY)
    if on_path:
        return _installed_server(Path(on_path).resolve())
    embedded = embedded_server(default_server_dir())
    if embedded is None:
        raise ServerNotFound(
            f"no Triton server found: no {_BINARY} on PATH, and no embedded server in "
            f"{default_server_dir()}; install the embedded one with: tritone doctor --install-server"
        )
    return embedded


def _server_at(path: Path, named_by: str) -> TritonServer:
    if path.is_dir():
        server = embedded_server(path)
        if server is None and (path / "bin" / _BINARY).is_file():
            server = _installed_server((path / "bin" / _BINARY).resolve())
        if server is not None:
            return server
    elif path.is_file():
        return _installed_server(path.resolve())
    raise ServerNotFound(
        f"no Triton server at {path} (from {named_by}): give a {_BINARY} binary or the folder of the "
        "embedded server; install one with: tritone doctor --install-server"
    )


def embedded_server(folder: Path) -> TritonServer | None:
    """The embedded server installed in a folder, or None."""
    root = folder / "pytriton" / "tritonserver"
    binary = root / "bin" / _BINARY
    if not binary.is_file():
        return None
    wheel = next(folder.glob("nvidia_pytriton-*.dist-info"), None)
    release = re.sub(r"^nvidia_pytriton-|\.dist-info$", "", wheel.name) if wheel else ""
    # Absolute: the server finds its own libraries relative to where it lies, and is started in another folder.
    root = root.resolve()
    return TritonServer(
        root / "bin" / _BINARY,
        root / "backends",
        root / "caches",
        root / "python_backend_stubs",
        folder.resolve() / "nvidia_pytriton.libs",
        _EMBEDDED_VERSIONS.get(release, ""),
    )


def _installed_server(binary: Path) -> TritonServer:
    root = binary.parent.parent
    if (root / "python_backend_stubs").is_dir() and root.parent.name == "pytriton":
        embedded = embedded_server(root.parent.parent)
        if embedded is not None:
            return embedded
    backends = root / "backends"
    if not (backends / "python").is_dir():
        raise ServerNotFound(
            f"{binary} has no Python backend: {backends / 'python'} does not exist; use an image "
            "whose name ends in -py3, or the embedded server: tritone doctor --install-server"
        )
    version = root / "TRITON_VERSION"
    return TritonServer(
        binary,
        backends,
        root / "caches",
        None,
        None,
        version.read_text(encoding="utf-8").strip() if version.is_file() else "",
    )


def find_libpython() -> Path | None:
    """The shared library of the Python that runs now, which the stub loads; None if this Python has none."""
    name = f"libpython{sys.version_info[0]}.{sys.version_info[1]}.so.1.0"
    return next((folder / name for folder in _library_folders() if (folder / name).is_file()), None)


def _library_folders() -> list[Path]:
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    own = [sysconfig.get_config_var("LIBDIR"), os.path.join(sys.base_prefix, "lib")]
    usual = ["/usr/local/lib", f"/usr/lib/{multiarch}", f"/lib/{multiarch}", "/usr/lib64", "/lib64", "/usr/lib"]
    asked = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    return [Path(folder) for folder in [*own, *asked, *usual] if folder]
