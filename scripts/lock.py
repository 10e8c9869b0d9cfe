"""Write constraints.txt anew: the newest versions that go together on Python 3.10 to 3.12.

    python -m pip install uv && python scripts/lock.py

Indexes and proxies are those that uv is told of by its own variables (UV_FIND_LINKS, UV_EXTRA_INDEX_URL …).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
EXTRAS = ("server", "torch", "embedded", "espeak", "zh")  # not ja: 330 MB that nobody has unless asked for
GROUPS = ("test", "lint", "loadtest")
WHERE = "python_full_version < '3.13' and sys_platform == 'linux' and platform_machine == 'x86_64'"
HEADER = """\
# The versions that Tritone is tested with: `make setup` and the images install these and no others. Written by
# scripts/lock.py from pyproject.toml; what PyTorch for CUDA needs is left to PyTorch.
"""
_OF_CUDA = re.compile(r"^(nvidia-|cuda-|triton\b)")


def main() -> int:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    # the embedded server's Pythons; what is newer needs a NumPy that it cannot use
    text += f'\n[tool.uv]\nenvironments = ["{WHERE}"]\n'
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "pyproject.toml"
        project.write_text(text, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "compile",
            str(project),
            "--universal",
            "--python-version",
            "3.10",
        ]
        command += [word for extra in EXTRAS for word in ("--extra", extra)]
        command += [word for group in GROUPS for word in ("--group", f"{project}:{group}")]
        command += ["--quiet", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=folder)
    if done.returncode:
        return done.returncode
    lines = [_shorter(line) for line in done.stdout.splitlines() if not _OF_CUDA.match(line)]
    CONSTRAINTS.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _shorter(line: str) -> str:
    """Without the conditions that hold wherever this file is used."""
    requirement, _, conditions = line.partition(" ; ")
    left = [condition for condition in conditions.split(" and ") if condition and condition not in WHERE]
    return f"{requirement} ; {' and '.join(left)}" if left else requirement


if __name__ == "__main__":
    sys.exit(main())
