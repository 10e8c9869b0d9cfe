"""`tritone say --live` as a person runs it: a slow pipe, and Ctrl-C."""

import os
import signal
import subprocess
import sys

import pytest

from tests.client.fake_server import FakeServer

SAY = [sys.executable, "-m", "tritone.cli", "say", "--live"]


@pytest.fixture
def server():
    with FakeServer() as running:
        yield running


def start(server, *arguments, **more):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*SAY, "--url", server.url, *arguments], **pipes, **more)


def write(process, data: bytes) -> None:
    process.stdin.write(data)
    process.stdin.flush()


def test_what_comes_through_a_pipe_is_spoken_before_the_pipe_is_closed(server):
    with start(server, "--output", "-", "--format", "pcm", "--voice", "heart") as process:
        write(process, b"Caf")
        write(process, "é t".encode()[:1])  # half of a letter
        assert server.seen(op="append", text="Caf")
        write(process, "é t".encode()[1:])
        assert os.read(process.stdout.fileno(), 100) == "Café".encode()
        write(process, b"here")
        process.stdin.close()
        assert process.stdout.read() == b"there" and process.wait(60) == 0
        told = process.stderr.read().decode()
    assert "chunk   0" in told and "first audio after" in told
    assert server.requests[0]["voice"] == "heart"


def test_ctrl_c_stops_and_tells_what_was_heard(server, tmp_path):
    with start(server, "--output", str(tmp_path / "speech.pcm")) as process:
        write(process, b"Hello there my fri")
        for _ in range(3):
            assert process.stderr.readline().startswith(b"chunk")
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().decode() == "heard: Hello there my\ntritone: interrupted\n"
        assert process.wait(60) == 130
    assert server.seen(op="interrupt") and (tmp_path / "speech.pcm").read_bytes().startswith(b"Hellothere")


def test_of_what_is_played_only_what_was_played_is_heard(server, tmp_path):
    player = tmp_path / "aplay"
    player.write_text("#!/bin/sh\nexec cat >/dev/null\n")
    player.chmod(0o755)
    path = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    with start(server, env=path) as process:
        write(process, b"one " * 4000)  # a thousand seconds of sound, made at once
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
        assert process.wait(60) == 130
    (heard,) = [line for line in said.splitlines() if line.startswith("heard: ")]
    assert 1 <= heard.count("one") < 1000
    # more of the text may have been handed on behind it: it was being read all along
    (interruption,) = [request for request in server.requests if request["op"] == "interrupt"]
    assert "played_seconds" in interruption


def test_a_refusal_is_one_line(server):
    with start(server, "--output", "-") as process:
        write(process, b"refuse ")
        assert process.stderr.read().decode() == 'tritone: error: input "text": refuse cannot be served\n'
        assert process.wait(60) == 1


def test_a_text_and_live_exclude_each_other(server):
    done = subprocess.run([*SAY, "Hello", "--output", "-"], capture_output=True, text=True)
    assert done.returncode == 2 and "--live reads standard input as it comes" in done.stderr
