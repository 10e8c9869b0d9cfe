"""The run folder: all that a server is started from, written anew where somebody has cleared it away."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tritone.server.machine.locate import TritonServer, find_libpython
from tritone.server.model_repository import write_backends, write_model_repository
from tritone.server.options import ServeOptions


class RunFolder:
    """Models, backends, libraries, the server's log and the private line's sockets."""

    def __init__(self, path: Path, server: TritonServer, options: ServeOptions, models: Path | None):
        """models: a repository that is served as it is, instead of one written from the options."""
        self.path, self._server, self._options = path, server, options
        self._writes_models = models is None
        self.models = models or path / "models"
        self.backends, self.libraries = path / "backends", path / "lib"
        self.line, self.log = path / "line", path / "server.log"
        self._written: list[tuple[Path, int]] = []

    def arguments(self) -> list[str]:
        """For tritonserver, of a repository that is ours."""
        # Our configs are complete; to complete one, Triton starts the model's Python once more, a second each.
        return ["--disable-auto-complete-config"] if self._writes_models else []

    def complete(self) -> None:
        """Write what is missing: at first all of it. A full disk does not matter where nothing is."""
        self.line.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._written and all(_size(path) == size for path, size in self._written):
            return
        for folder in (self.backends, self.libraries, *([self.models] if self._writes_models else [])):
            shutil.rmtree(folder, ignore_errors=True)
        if self._writes_models:
            write_model_repository(self.models, self._options)
        prepare_backends(self._server, self.backends)
        self._link_libraries()
        folders = [self.backends, self.libraries, *([self.models] if self._writes_models else [])]
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        self._written = [(path, _size(path)) for path in files]

    def _link_libraries(self) -> None:
        """For the embedded server a link to libpython: that library's whole folder on LD_LIBRARY_PATH could put other
        libraries in it before those the server was built with."""
        libpython = find_libpython() if self._server.libraries is not None else None
        if libpython is not None:
            self.libraries.mkdir(parents=True)
            (self.libraries / libpython.name).symlink_to(libpython)


def prepare_backends(server: TritonServer, folder: Path) -> None:
    """A backend folder with the server's Python backend, our Python's stub, and Tritone's backends."""
    # Copies: Triton refuses a backend whose library is a link out of the backend folder. They are 3 MB.
    shutil.copytree(server.backends / "python", folder / "python", ignore=shutil.ignore_patterns("__pycache__"))
    stub = server.stub()
    if server.embedded:
        shutil.copyfile(stub, folder / "python" / stub.name)
        (folder / "python" / stub.name).chmod(0o755)
    write_backends(folder)


@contextlib.contextmanager
def locked_folder(path: Path) -> Iterator[None]:
    """Hold a lock on the folder: systemd-tmpfiles, which clears old files out of /tmp, passes locked ones over."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):  # not every file system has locks
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
