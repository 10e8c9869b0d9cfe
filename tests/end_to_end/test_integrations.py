"""The voices for agents' frameworks, against a real server, in an environment with nothing of what that needs.

The environment is made once, beside that of the tests, and kept: the frameworks want other versions than the server.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = Path(os.environ.get("TRITONE_AGENTS_VENV", Path(sys.prefix).with_name(".venv-agents")))
PYTHON = ENVIRONMENT / "bin" / "python"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.triton,
    pytest.mark.skipif(sys.version_info < (3, 11), reason="Pipecat needs Python 3.11"),
]


@pytest.fixture(scope="module")
def python():
    """The Python of that environment."""
    (group,) = re.findall(r"^agents = .*$", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    stamp, wanted = ENVIRONMENT / "tritone-agents.sha256", hashlib.sha256(group.encode()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        pip("--upgrade", "pip")
        pip("--group", f"{ROOT / 'pyproject.toml'}:agents")
        stamp.write_text(wanted)
    return PYTHON


def pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr


def test_the_frameworks_speak_with_the_servers_voices(server, python):
    tests = ROOT / "tests" / "integrations"
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", tests / "pytest.ini", tests],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TRITONE_TEST_URL": server.grpc_url},
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert re.search(r"\d+ passed", done.stdout) and "skipped" not in done.stdout, done.stdout[-2000:]


def test_the_client_alone_is_light(python):
    """Nothing of the server is in that environment, and nothing but the frameworks needs more than gRPC and NumPy."""
    absent = "hibari", "torch", "kaldifst", "safetensors"
    program = f"import importlib.util as u; print([name for name in {absent} if u.find_spec(name)])"
    assert subprocess.run([python, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"
