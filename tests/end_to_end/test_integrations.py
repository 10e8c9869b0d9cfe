"""The voices for agents' frameworks, against a real server, in an environment with nothing of what that needs.

The environment is made once, beside that of the tests, and kept: the frameworks want other versions than the server.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.other_environments import ROOT, python_with

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.version_info < (3, 11), reason="Pipecat needs Python 3.11"),
]


@pytest.fixture(scope="module")
def python():
    """The Python of that environment."""
    return python_with("agents")


@pytest.mark.triton
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


# Needs no server: the environment is made while other tests run beside it.
def test_the_client_alone_is_light(python):
    """Nothing of the server is in that environment, and nothing but the frameworks needs more than gRPC and NumPy."""
    absent = "hibari", "torch", "kaldifst", "safetensors"
    program = f"import importlib.util as u; print([name for name in {absent} if u.find_spec(name)])"
    assert subprocess.run([python, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "[]"
