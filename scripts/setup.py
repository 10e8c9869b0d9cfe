"""Set up everything Tritone needs in .venv: packages, CPU PyTorch, the embedded Triton server, the default voice.

    python3 scripts/setup.py            install what is missing (nothing on a second run)
    python3 scripts/setup.py --python   print the path of the environment's Python

Runs on any Python 3.10 or newer with nothing installed; it looks for one that the embedded server can use.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("TRITONE_VENV", ROOT / ".venv"))
STAMP = VENV / "tritone-setup.sha256"
SERVER_FOLDER = VENV / "share" / "tritone" / "server"
CONSTRAINTS = ROOT / "constraints.txt"

GROUPS = ("test", "lint", "loadtest")

# The server's Python stubs exist for 3.8 to 3.13 and need NumPy 1, which has no wheels after 3.12.
USABLE_MINORS = (12, 11, 10)
NEEDED_GLIBC = (2, 35)
_STEPS_OF_PIP = ("Collecting", "Downloading", "Building", "Preparing", "Installing", "Using cached", "Created")
_TELL_EVERY_SECONDS = 5.0
_LINES_OF_A_FAILURE = 30


def main() -> int:
    if "--python" in sys.argv:
        print(VENV / "bin" / "python")
        return 0
    if STAMP.is_file() and STAMP.read_text() == fingerprint():
        return 0
    check_machine()
    python = find_python()
    say(f"using {python} ({version_of(python)})")
    if not (VENV / "bin" / "python").exists():
        run(
            [python, "-m", "venv", str(VENV)],
            "making the virtual environment",
            "install the venv module (Debian and Ubuntu: apt install python3-venv)",
        )
    pip("upgrading pip", "--upgrade", "pip")
    if not has_compiler():
        say("no C compiler (cc, gcc, clang): the native CPU engine will not be there, PyTorch is several times slower")
    pip(
        "installing Tritone, CPU PyTorch and the default voice (about 300 MB, some minutes)",
        "--constraint",
        str(CONSTRAINTS),
        "--editable",
        f"{ROOT}[torch,embedded]",
        *(argument for group in GROUPS for argument in ("--group", f"{ROOT / 'pyproject.toml'}:{group}")),
    )
    install_server()
    STAMP.write_text(fingerprint())
    return 0


def install_server() -> None:
    """The embedded server, anew whenever anything is installed; tritone/server/machine/install.py says which one."""
    shutil.rmtree(SERVER_FOLDER, ignore_errors=True)
    run(
        [str(VENV / "bin" / "python"), "-m", "tritone", "doctor", "--install-server", "--server", str(SERVER_FOLDER)],
        "installing the embedded Triton server, and checking the machine",
        "see the lines above",
    )


def fingerprint() -> str:
    """Changes whenever what is installed would."""
    files = (
        ROOT / "pyproject.toml",
        CONSTRAINTS,
        ROOT / "tritone" / "server" / "machine" / "install.py",
        Path(__file__),
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def check_machine() -> None:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        fail(
            f"the embedded server runs on Linux on x86-64; this is {sys.platform} on {platform.machine()}. "
            "Use the container image, or any Linux machine"
        )
    library, version = platform.libc_ver()
    if library != "glibc" or tuple(map(int, version.split(".")[:2])) < NEEDED_GLIBC:
        fail(
            f"the embedded server needs glibc {'.'.join(map(str, NEEDED_GLIBC))} or newer; this machine has "
            f"{library or 'another C library'} {version}: use Debian 12, Ubuntu 22.04 or newer, or the image"
        )


def find_python() -> str:
    """This Python if the embedded server can use it, else another on PATH; prefers the newest."""
    if sys.version_info[0] == 3 and sys.version_info[1] in USABLE_MINORS:
        return sys.executable
    for minor in USABLE_MINORS:
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0:
            return found
    versions = ", ".join(f"3.{minor}" for minor in reversed(USABLE_MINORS))
    fail(
        f"this is Python {platform.python_version()}, and the embedded server needs {versions} (its Python stub is "
        "built against NumPy 1, which later versions have no wheels for). Install one of these beside it, with venv, "
        "and run make again: it will be found on PATH"
    )


def version_of(python: str) -> str:
    return subprocess.run([python, "--version"], capture_output=True, text=True).stdout.strip()


def has_compiler() -> bool:
    return any(shutil.which(name) for name in ("cc", "gcc", "clang"))


def pip(doing: str, *arguments: str) -> None:
    """Install, telling what is being done; all that pip says besides is shown only when it fails."""
    say(doing)
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    with subprocess.Popen(
        [*command, "--progress-bar", "off", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.extend(process.stdout), daemon=True)
        reader.start()
        show_progress(process, said)
        reader.join()
    if process.returncode:
        print("".join(said[-_LINES_OF_A_FAILURE:]), end="", file=sys.stderr)
        fail(f"{doing} failed: pip's own message is above; most often the network or a proxy is the reason")


def show_progress(process: subprocess.Popen[str], said: list[str]) -> None:
    """What pip is at, until it ends: a line that is rewritten on a terminal, a line now and then elsewhere."""
    rewrites, began = sys.stderr.isatty(), time.monotonic()
    told = began
    while process.poll() is None:
        time.sleep(0.1)
        now = time.monotonic()
        if now - told < (0.5 if rewrites else _TELL_EVERY_SECONDS):
            continue
        told = now
        at = next((line.strip() for line in reversed(said) if line.strip().startswith(_STEPS_OF_PIP)), "starting")
        line = f"setup: {now - began:4.0f} s  {at}"[:100]
        print(f"\r{line}\x1b[K" if rewrites else line, end="" if rewrites else "\n", file=sys.stderr, flush=True)
    if rewrites and told > began:
        print(file=sys.stderr)


def run(command: list[str], doing: str, advice: str) -> None:
    say(doing)
    if subprocess.run(command, cwd=ROOT).returncode:
        fail(f"{doing} failed: {advice}")


def say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr, flush=True)


def fail(text: str) -> None:
    sys.exit(f"setup: error: {text}")


if __name__ == "__main__":
    if sys.version_info < (3, 10):  # noqa: UP036  this script is run by whatever Python there is
        sys.exit(f"setup: error: Tritone needs Python 3.10 or newer; this is {platform.python_version()}")
    sys.exit(main())
