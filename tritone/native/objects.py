"""Compile C sources into objects; where TRITONE_KERNEL_OBJECTS names a folder, each once for all who compile the same.

Tests set it: their libraries, the wheel and checks with warnings as errors are of the same objects, and compiling these
takes minutes. Without it nothing is kept, and nothing that was made before is used.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tritone.errors import TritoneError

KEPT_IN = "TRITONE_KERNEL_OBJECTS"
_WARNINGS_ARE_ERRORS = "-Werror"
_UNUSED_SECONDS = 7 * 24 * 3600.0
"""So long an object is kept that nobody has asked for."""


def compile_objects(command: Sequence[str], sources: Sequence[str], within: Path, folder: Path) -> list[Path]:
    """An object for each source, compiled side by side; raises TritoneError with the compiler's message.

    command: the compiler and its flags, which are told, as sources are, as they are found from `within`. folder: where
    objects are written that are not kept, each under a name of its own.
    """
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        made = (folder.absolute() / f"{place}.o" for place in range(len(sources)))
        return list(pool.map(lambda source, target: _compiled(command, source, within, target), sources, made))


def run_compiler(command: Sequence[str], within: Path) -> subprocess.CompletedProcess[bytes]:
    """Run it in a folder; raises TritoneError with its message."""
    result = subprocess.run(command, cwd=within, capture_output=True)
    if result.returncode:
        message = result.stderr.decode(errors="replace").strip()
        raise TritoneError(f"{command[0]} could not compile the native kernels:\n{message}")
    return result


def _compiled(command: Sequence[str], source: str, within: Path, target: Path) -> Path:
    """The object: one that is kept, or the target."""
    compiling = [*command, "-c", "-o", str(target), source]
    folder = _kept_in()
    if folder is None:
        run_compiler(compiling, within)
        return target
    key = _key(command, source, within)
    kept = folder / f"{key}.o"
    with _alone(folder / f"{key[:2]}.lock"):
        if kept.is_file():
            os.utime(kept)
            return kept
        messages = run_compiler(compiling, within).stderr
        # Only what compiles in silence is kept: a warning is given again, and who takes warnings as errors can take it.
        # And only where the source is still what the key was made of.
        if not messages and _key(command, source, within) == key:
            _forget_unused(folder)
            shutil.copyfile(target, kept.with_suffix(".part"))
            os.replace(kept.with_suffix(".part"), kept)
    return target


def _kept_in() -> Path | None:
    """None: nowhere, since none is named, or nothing can be written there."""
    named = os.environ.get(KEPT_IN)
    if not named:
        return None
    folder = Path(named).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def _key(command: Sequence[str], source: str, within: Path) -> str:
    """Of all that an object hangs on: the text with all that it includes, the flags, and the compiler."""
    text = run_compiler([*command, "-E", source], within).stdout  # names the folder, too, where objects do (-g)
    flags = [flag for flag in command[1:] if flag != _WARNINGS_ARE_ERRORS]  # which leaves the object as it is
    digest = hashlib.sha256(_identity(shutil.which(command[0]) or command[0]).encode())
    digest.update("\0".join([*flags, ""]).encode() + text)
    return digest.hexdigest()[:40]


@functools.cache
def _identity(compiler: str) -> str:
    """What changes when a compiler is exchanged: its version, and the files of the programs that do the work."""
    said = [
        subprocess.run([compiler, option], capture_output=True, text=True).stdout
        for option in ("--version", "-print-prog-name=cc1", "-print-prog-name=as")
    ]
    programs = [compiler, *(shutil.which(name.strip()) or "" for name in said[1:])]
    files = [(path, os.stat(path).st_size, os.stat(path).st_mtime_ns) for path in programs if path]
    return f"{said[0]}{files}"


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Of all threads and processes only one at a time is in here; the lock of one that dies is free."""
    with open(lock, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _forget_unused(folder: Path) -> None:
    for path in folder.glob("*.o"):
        try:
            if time.time() - path.stat().st_mtime > _UNUSED_SECONDS:
                path.unlink()
        except FileNotFoundError:  # another process was quicker
            pass
