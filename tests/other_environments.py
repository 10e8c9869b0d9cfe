"""Environments beside that of the tests, each with one group of pyproject.toml: made once, and kept."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def python_with(group: str) -> Path:
    """The Python of the environment that has that group of dependencies; TRITONE_<GROUP>_VENV says where it lies."""
    beside = Path(sys.prefix).with_name(f".venv-{group}")
    environment = Path(os.environ.get(f"TRITONE_{group.upper()}_VENV", beside))
    python = environment / "bin" / "python"
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (packages,) = re.findall(rf"^{group} = .*$", text, flags=re.MULTILINE)
    stamp, wanted = environment / f"tritone-{group}.sha256", hashlib.sha256(packages.encode()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        venv.create(environment, with_pip=True, clear=True)
        _pip(python, "--upgrade", "pip")
        _pip(python, "--group", f"{ROOT / 'pyproject.toml'}:{group}")
        stamp.write_text(wanted)
    return python


def _pip(python: Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
