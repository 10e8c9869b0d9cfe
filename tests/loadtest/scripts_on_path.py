"""Programs for tests that look for one on PATH: shell scripts in a folder."""

from __future__ import annotations

from pathlib import Path


def write_program(folder: Path, name: str, script: str) -> str:
    """An executable script in the folder, which is made if need be; its path."""
    program = folder / name
    folder.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)
