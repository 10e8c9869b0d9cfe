"""Chart, KServe manifests and Compose file, in an environment that has Helm's library and the schemas of Kubernetes.

The environment is made once, beside that of the tests, and kept: `make setup` need not fetch 100 MB for those who
change no manifest. In an environment that has the group `deploy` of pyproject.toml the tests run by themselves, too.
"""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from tests.other_environments import ROOT, python_with


@pytest.fixture(scope="module")
def python():
    """The Python of that environment."""
    return python_with("deploy")


@pytest.mark.slow
def test_the_manifests_are_what_kubernetes_takes(python):
    folder = ROOT / "tests" / "deploy"
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", folder / "manifests.ini"]
    done = subprocess.run(
        [*command, folder / "helm", folder / "kserve", folder / "compose"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]
    assert re.search(r"\d+ passed", done.stdout) and "skipped" not in done.stdout, done.stdout[-2000:]
