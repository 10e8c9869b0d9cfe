"""Run the unit tests under every other Python that Tritone supports and this machine has.

    python scripts/check_pythons.py            those on PATH as python3.X, and pyenv's
    python scripts/check_pythons.py 3.10       only these

Each gets an environment of its own, beside the one that runs this, with what the tests need but PyTorch: its builds
take gigabytes, and tests that need it are skipped. 3.10 to 3.12 get the versions of constraints.txt; later ones are for
clients and the library without the embedded server, and get the newest NumPy. Says what was tried and what is not here.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(sys.prefix) / "pythons"
MINORS = (10, 11, 12, 13)
EMBEDDED_MINORS = (10, 11, 12)
"""Those that the embedded server runs on; it needs NumPy 1."""
CONSTRAINTS = ROOT / "constraints.txt"
TESTS = [
    "-q",
    "-n",
    "2",
    "--dist",
    "loadfile",
    "-p",
    "tests.without_torch",
    "-m",
    "not slow and not triton and not gpu",
    "tests",
]


def main() -> int:
    wanted = sys.argv[1:] or [f"3.{minor}" for minor in MINORS if minor != sys.version_info[1]]
    failed, absent = [], []
    for version in wanted:
        python = find_python(version)
        if python is None:
            absent.append(version)
        elif not check(version, python):
            failed.append(version)
    if absent:
        say(f"not on this machine: Python {', '.join(absent)}")
    if failed:
        say(f"failed: Python {', '.join(failed)}")
    return 1 if failed else 0


def find_python(version: str) -> str | None:
    """An interpreter of that version that can make environments: on PATH, else pyenv's newest."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    kept = sorted(
        pyenv.glob(f"{version}.*/bin/python"), key=lambda path: [int(n) for n in re.findall(r"\d+", str(path))]
    )
    for candidate in (shutil.which(f"python{version}"), *map(str, reversed(kept))):
        asked = f"import sys, venv, ensurepip; assert sys.version_info[:2] == tuple(map(int, '{version}'.split('.')))"
        if candidate and subprocess.run([candidate, "-c", asked], capture_output=True).returncode == 0:
            return candidate
    return None


def check(version: str, python: str) -> bool:
    """Whether the unit tests pass there."""
    began = time.monotonic()
    environment = installed(version, python)
    if environment is None:
        return False
    installed_after = time.monotonic() - began
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"} | {"PYTHONPATH": str(ROOT)}
    passed = subprocess.run([str(environment), "-m", "pytest", *TESTS], cwd=ROOT, env=kept).returncode == 0
    numpy = subprocess.run(
        [str(environment), "-c", "import numpy; print(numpy.__version__)"], capture_output=True, text=True
    )
    say(
        f"Python {version} with NumPy {numpy.stdout.strip()}: {'passed' if passed else 'FAILED'}; installed after "
        f"{installed_after:.0f} s, {time.monotonic() - began:.0f} s in all"
    )
    return passed


def installed(version: str, python: str) -> Path | None:
    """The Python of an environment with Tritone and what its tests need; None if pip fails."""
    folder = FOLDER / version
    stamp, executable = folder / "stamp", folder / "bin" / "python"
    fingerprint = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + CONSTRAINTS.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == fingerprint:
        return executable
    shutil.rmtree(folder, ignore_errors=True)
    embedded = int(version.partition(".")[2]) in EMBEDDED_MINORS
    install = [str(executable), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    commands = (
        [python, "-m", "venv", str(folder)],
        [*install, "--upgrade", "pip"],
        [
            *install,
            *(("--constraint", str(CONSTRAINTS), "-e", f"{ROOT}[embedded]") if embedded else ("-e", f"{ROOT}[server]")),
            "--group",
            f"{ROOT / 'pyproject.toml'}:test-without-torch",
        ],
    )
    if any(subprocess.run(command, cwd=ROOT).returncode for command in commands):
        say(f"Python {version}: what the tests need could not be installed")
        return None
    stamp.write_text(fingerprint)
    return executable


def say(text: str) -> None:
    print(f"check_pythons: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
