"""Run the unit tests under every other Python that Tritone supports and this machine has.

    python scripts/check_pythons.py                     those on PATH as python3.X, and pyenv's
    python scripts/check_pythons.py 3.10                only these
    python scripts/check_pythons.py --seconds 180 3.10  as continuous integration does: what cannot be had here or
                                                        would take longer is said and left out, and is no failure

Each gets an environment of its own, beside the one that runs this, with what the tests need but PyTorch: its builds
take gigabytes, and tests that need it are skipped. 3.10 to 3.12 get the versions of constraints.txt; later ones are for
clients and the library without the embedded server, and get the newest NumPy. Says what was tried and what is not here.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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
    "--no-loadscope-reorder",
    "-p",
    "tests.without_torch",
    "-m",
    "not slow and not triton and not gpu",
    "tests",
]


class NotInstalled(Exception):
    """What the tests need could not be installed for a Python."""


@dataclass
class Outcome:
    """What became of the versions wanted."""

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    """No such interpreter on this machine."""
    not_installed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """There was no time for them."""

    def is_good(self, strict: bool) -> bool:
        """strict: whether an environment that could not be made is a failure."""
        return not self.failed and not (strict and self.not_installed)


def main() -> int:
    parser = argparse.ArgumentParser(prog="check_pythons", description=__doc__.partition("\n")[0])
    parser.add_argument("versions", nargs="*", metavar="3.X")
    parser.add_argument("--seconds", type=float, help="begin no version that would not end by then")
    arguments = parser.parse_args()
    wanted = arguments.versions or [f"3.{minor}" for minor in MINORS if minor != sys.version_info[1]]
    outcome = try_versions(wanted, arguments.seconds, find_python, check, time.monotonic)
    for what, versions in (
        ("not on this machine", outcome.absent),
        ("what the tests need could not be installed", outcome.not_installed),
        (f"left out, since {arguments.seconds or 0:.0f} s would not have been enough", outcome.left_out),
        ("failed", outcome.failed),
        ("passed", outcome.passed),
    ):
        if versions:
            say(f"{what}: Python {', '.join(versions)}")
    return 0 if outcome.is_good(strict=arguments.seconds is None) else 1


def try_versions(
    wanted: Sequence[str],
    seconds: float | None,
    find: Callable[[str], str | None],
    check: Callable[[str, str], bool],
    now: Callable[[], float],
) -> Outcome:
    """Check one version after the other; a next one takes as long as the longest before it. Arguments as in main."""
    outcome, began, longest = Outcome(), now(), 0.0
    for version in wanted:
        python, began_this = find(version), now()
        if python is None:
            outcome.absent.append(version)
        elif seconds is not None and longest and began_this - began + longest > seconds:
            outcome.left_out.append(version)
        else:
            try:
                (outcome.passed if check(version, python) else outcome.failed).append(version)
            except NotInstalled:
                outcome.not_installed.append(version)
            longest = max(longest, now() - began_this)
    return outcome


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
    """Whether the unit tests pass there; raises NotInstalled."""
    began = time.monotonic()
    environment = installed(version, python)
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


def installed(version: str, python: str) -> Path:
    """The Python of an environment with Tritone and what its tests need; raises NotInstalled if pip fails."""
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
        raise NotInstalled(version)
    stamp.write_text(fingerprint)
    return executable


def say(text: str) -> None:
    print(f"check_pythons: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
