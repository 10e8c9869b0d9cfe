"""A server reaches nobody and writes nothing into its user's home, unknown words included."""

import json
import os
import subprocess
import sys

import pytest

from frontend_text.cache import cache_folder

pytestmark = pytest.mark.triton

UNSHARE = ("unshare", "--map-root-user", "--net")


def allowed() -> bool:
    try:
        return subprocess.run([*UNSHARE, "true"], capture_output=True, timeout=60).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not allowed(), reason="this user may not make network namespaces")
def test_nothing_leaves_the_machine_and_nothing_is_left_at_home(tmp_path):
    (tmp_path / "home").mkdir()
    environment = {**os.environ, "HOME": str(tmp_path / "home"), "TRITONE_CACHE": str(cache_folder("x").parent)}
    environment = {name: value for name, value in environment.items() if not name.startswith("XDG_")}
    command = [
        *UNSHARE,
        sys.executable,
        "-m",
        "tests.end_to_end.speak_offline",
        "A zyntharic brontovaquist, said Tony.",
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["spoken_seconds"] > 1 and told["processes"] > 5
    assert told["tried"] == {"without_route": 0, "datagrams": 0}
    assert told["runtimes"] == [] and told["left_at_home"] == []
