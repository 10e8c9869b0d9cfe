"""Chart, KServe manifests and Compose file, in an environment that has Helm's library and the schemas of Kubernetes.

The environment is made once, beside that of the tests, and kept: `make setup` need not fetch 100 MB for those who
change no manifest. In an environment that has the group `deploy` of pyproject.toml the tests run by themselves, too.
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
ENVIRONMENT = Path(os.environ.get("TRITONE_DEPLOY_VENV", Path(sys.prefix).with_name(".venv-deploy")))
PYTHON = ENVIRONMENT / "bin" / "python"


@pytest.fixture(scope="module")
def python():
    """The Python of that environment."""
    (group,) = re.findall(r"^deploy = .*$", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    stamp, wanted = ENVIRONMENT / "tritone-deploy.sha256", hashlib.sha256(group.encode()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        pip("--upgrade", "pip")
        pip("--group", f"{ROOT / 'pyproject.toml'}:deploy")
        stamp.write_text(wanted)
    return PYTHON


def pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr


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
