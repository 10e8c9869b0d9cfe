"""What the client imports: nothing of what the server needs, so that it can be installed beside anything."""

import subprocess
import sys
from pathlib import Path

import pytest

tomllib = pytest.importorskip("tomllib", reason="Python 3.10 reads no TOML")
ROOT = Path(__file__).resolve().parents[2]

IMPORTS = """
import sys

class NotThere:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {forbidden}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, NotThere())
{program}
"""


def forbidden() -> set[str]:
    """All packages that only the server has."""
    modules = {"hibari-tts": "hibari", "kitten-text-processing": "kitten_text_processing"}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    names = {entry.split("=")[0].split(">")[0].split("[")[0].strip() for entry in extras["server"]}
    return {modules.get(name, name) for name in names - {"tritone", "numpy"}} | {"torch", "onnx", "onnxruntime"}


def run(program: str) -> subprocess.CompletedProcess[str]:
    program = IMPORTS.format(forbidden=sorted(forbidden()), program=program)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)


def test_the_client_needs_nothing_of_the_server():
    assert {"hibari", "soundfile", "psutil"} <= forbidden()
    done = run("import tritone.client; print(*sys.modules)")
    assert done.returncode == 0, done.stderr
    ours = {name for name in done.stdout.split() if name.startswith("tritone.")}
    rooms = {name.split(".")[1] for name in ours}
    assert rooms == {"client", "errors", "pipeline"} and not {"frontend_text"} & set(done.stdout.split())


def test_say_needs_nothing_of_the_server():
    done = run('from tritone.cli import main; sys.exit(main(["say", "--url", "127.0.0.1:9", "Hi", "-o", "x.wav"]))')
    assert done.returncode == 3, done.stderr


def test_serving_without_the_servers_packages_is_told_in_words():
    done = run('from tritone.cli import main; sys.exit(main(["serve"]))')
    assert done.returncode == 1
    assert 'is not installed; what only a server needs comes with the extra "server"' in done.stderr


def test_the_server_packages_are_an_extra_that_whoever_serves_gets():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert [entry.split(">")[0] for entry in project["dependencies"]] == ["tritonclient[grpc]", "protobuf"]
    for extra in ("torch", "embedded"):
        assert "tritone[server]" in project["optional-dependencies"][extra]
