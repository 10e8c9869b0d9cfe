"""Everything the README shows works as it stands there, but for the ports."""

import json
import re
import shlex
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from tests.end_to_end.plain_client import say
from tritone.cli import main
from tritone.server.launcher import running_server

pytestmark = pytest.mark.triton

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, flags=re.DOTALL)


def block(language: str, containing: str) -> str:
    found = [body for kind, body in BLOCKS if kind == language and containing in body]
    assert len(found) == 1, f"README has {len(found)} {language} blocks with {containing!r}"
    return found[0]


def test_the_python_example_writes_speech(server, tmp_path):
    program = block("python", "tritonclient").replace("localhost:8001", server.grpc_url)
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, timeout=120)
    assert (tmp_path / "speech.pcm").stat().st_size > 24_000 * 2


def test_the_curl_example_streams_events(server):
    command = block("bash", "generate_stream").replace("localhost:8000", server.http_url.removeprefix("http://"))
    words = shlex.split(command.replace("\\\n", " "))
    output = subprocess.run(words, check=True, capture_output=True, text=True, timeout=120).stdout
    events = [json.loads(line.removeprefix("data: ")) for line in output.splitlines() if line]
    assert events[-1]["is_last"] and all(event["audio"] for event in events)


def test_the_whole_utterance_example_writes_a_file(server, tmp_path):
    command = block("bash", '"whole"').replace("localhost:8000", server.http_url.removeprefix("http://"))
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True, timeout=120)
    with wave.open(str(tmp_path / "hello.wav")) as file:
        assert file.getnframes() > 12_000


def test_the_say_example_writes_a_file(server, tmp_path, monkeypatch):
    line = next(line for line in block("bash", "tritone say").splitlines() if " say " in line)
    monkeypatch.chdir(tmp_path)
    assert main([*shlex.split(line)[1:], "--url", server.grpc_url]) == 0
    assert (tmp_path / "hello.wav").stat().st_size > 24_000


def test_the_repository_that_build_writes_is_served(tmp_path):
    line = next(line for line in block("bash", "tritone build").splitlines() if "tritone build" in line)
    command = shlex.split(line, comments=True)
    assert main([*command[1:-1], str(tmp_path / "tritone")]) == 0
    with running_server(model_repository=tmp_path / "tritone" / "models") as server:
        assert say(server.grpc_url, text="Dropped in.").error is None


def test_the_two_commands_and_the_options_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"^make (\w+)", block("bash", "make demo"), flags=re.MULTILINE):
        assert re.search(rf"^{command}:", makefile, flags=re.MULTILINE)
    helped = subprocess.run(
        [sys.executable, "-m", "tritone", "serve", "--help"], capture_output=True, text=True, check=True
    ).stdout
    table = README.split("## Options of")[1].split("## ")[0]
    for option in re.findall(r"--[a-z][a-z-]+", table):
        assert option in helped, option


def test_every_file_the_readme_links_to_exists():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
