"""Install the embedded Triton server into a folder of its own, with pip."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tritone.server.errors import MachineNotReady

# Only the files of the wheel are wanted: its dependencies would change the environment around us.
REQUIREMENT = "nvidia-pytriton==0.7.0"
SHA256 = (
    "21f063ff93bb426d0c06b7a55e7eb9efcfe62c0dddd9a908e9877e18710128df",
    "f99e07ee56fe065337453956afba17d2673e02ec6a632c3de26ce6e7b32a0898",
)
"""Of its wheels for x86-64 and ARM."""
_REPORT_EVERY_SECONDS = 3.0


def install_embedded_server(folder: Path, progress: Callable[[str], None]) -> None:
    """Put the embedded server into `folder`, complete or not at all; progress is told about the work now and then.

    Raises MachineNotReady with pip's last words when pip fails.
    """
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / "pytriton").is_dir())):
        raise MachineNotReady(f"{folder} holds something else; choose a folder of its own for the embedded server")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, so that the last step is a rename.
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
        fresh = Path(temporary) / "server"
        _pip_install(fresh, progress)
        binary = fresh / "pytriton" / "tritonserver" / "bin" / "tritonserver"
        if not binary.is_file():
            raise MachineNotReady(f"{REQUIREMENT} was installed but holds no server: {binary.name} is missing")
        for executable in [binary, *fresh.glob("pytriton/tritonserver/python_backend_stubs/*/*")]:
            executable.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)


def _pip_install(target: Path, progress: Callable[[str], None]) -> None:
    wanted = target.with_name("requirements.txt")
    wanted.write_text(" ".join([REQUIREMENT, *(f"--hash=sha256:{sha256}" for sha256 in SHA256)]) + "\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        "--target",
        str(target),
        "--requirement",
        str(wanted),
    ]
    began = told = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT) as pip:
            try:
                while pip.poll() is None:
                    time.sleep(0.1)
                    if time.monotonic() - told >= _REPORT_EVERY_SECONDS:
                        told = time.monotonic()
                        progress(f"downloading and unpacking {REQUIREMENT} … {told - began:.0f} s")
            except BaseException:
                pip.terminate()
                raise
        if pip.returncode != 0:
            output.seek(0)
            said = [line.strip() for line in output if line.strip()]
            raise MachineNotReady(f"pip could not install {REQUIREMENT}: " + " | ".join(said[-3:] or ["no output"]))
