"""`say` and `serve` as a person runs them: processes, a real server, signals."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import wave

import numpy as np
import psutil
import pytest
import requests

from tests.server.tiny_server import CHUNK_SAMPLES, SAMPLE_RATE_HZ, tiny_server  # noqa: F401  a fixture
from tritone.server.running.process import group_members

pytestmark = pytest.mark.triton

TRITONE = [sys.executable, "-m", "tritone.cli"]
PROMPTLY_SECONDS = 120
FREE_PORTS = ["--http-port", "0", "--grpc-port", "0", "--metrics-port", "0", "--health-port", "0"]


def say(server, *arguments, **options):
    return subprocess.run(
        [*TRITONE, "say", "--url", server.grpc_url, *arguments],
        capture_output=True,
        timeout=PROMPTLY_SECONDS,
        **options,
    )


def test_a_wav_file_has_its_true_length(tiny_server, tmp_path):  # noqa: F811
    done = say(tiny_server, "3", "--output", str(tmp_path / "speech.wav"))
    assert done.returncode == 0 and done.stdout == b""
    with wave.open(str(tmp_path / "speech.wav")) as speech:
        assert (speech.getframerate(), speech.getnframes()) == (SAMPLE_RATE_HZ, 3 * CHUNK_SAMPLES)
        samples = np.frombuffer(speech.readframes(speech.getnframes()), "<i2")
    assert np.array_equal(samples, np.repeat([1, 2, 3], CHUNK_SAMPLES))
    told = done.stderr.decode()
    assert told.count("chunk ") == 3 and "first audio after" in told and "× real time" in told


def test_standard_input_to_standard_output(tiny_server):  # noqa: F811
    done = say(tiny_server, "--output", "-", "--format", "pcm", "--quiet", input=b"2")
    assert (done.returncode, done.stderr) == (0, b"")
    assert np.array_equal(np.frombuffer(done.stdout, "<i2"), np.repeat([1, 2], CHUNK_SAMPLES))


def test_a_text_file_to_a_pcm_file(tiny_server, tmp_path):  # noqa: F811
    (tmp_path / "text").write_text("1")
    assert say(tiny_server, "--file", str(tmp_path / "text"), "--output", str(tmp_path / "a.pcm")).returncode == 0
    assert (tmp_path / "a.pcm").stat().st_size == 2 * CHUNK_SAMPLES


def test_a_refusal_is_one_line_and_leaves_no_file(tiny_server, tmp_path):  # noqa: F811
    done = say(tiny_server, "refuse", "--output", str(tmp_path / "speech.wav"))
    assert done.returncode == 1
    assert done.stderr.decode() == 'tritone: error: input "text": refuse cannot be served\n'
    assert not (tmp_path / "speech.wav").exists()


def test_a_stream_that_breaks_is_a_failure(tiny_server, tmp_path):  # noqa: F811
    done = say(tiny_server, "break", "--quiet", "--output", str(tmp_path / "speech.wav"))
    assert done.returncode == 1 and b"gave up after 1 chunks" in done.stderr


def test_ctrl_c_ends_a_long_text_at_once(tiny_server, tmp_path):  # noqa: F811
    noticed = tmp_path / "cancelled"
    with subprocess.Popen(
        [
            *TRITONE,
            "say",
            "--url",
            tiny_server.grpc_url,
            "endless",
            "--voice",
            str(noticed),
            "--output",
            str(tmp_path / "speech.wav"),
        ],
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr.readline().startswith(b"chunk")
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130 and said.endswith(b"tritone: interrupted\n") and b"Traceback" not in said


def test_the_speakers_get_raw_samples(tiny_server, tmp_path, monkeypatch):  # noqa: F811
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\nexec cat > {tmp_path}/played\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert say(tiny_server, "2").returncode == 0
    assert (tmp_path / "played").stat().st_size == 2 * 2 * CHUNK_SAMPLES
    assert f"-r {SAMPLE_RATE_HZ}" in (tmp_path / "arguments").read_text()


def test_a_player_that_fails_is_quoted(tiny_server, tmp_path, monkeypatch):  # noqa: F811
    player = tmp_path / "aplay"
    player.write_text("#!/bin/sh\necho no sound card >&2\nexit 1\n")
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    done = say(tiny_server, "2", "--quiet")
    assert done.returncode == 1 and b"aplay could not play: no sound card" in done.stderr


class Serve:
    """`tritone serve` as a process, its lines readable with a deadline."""

    def __init__(self, *arguments, **options):
        self.process = subprocess.Popen(
            [*TRITONE, "serve", *FREE_PORTS, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            stderr=subprocess.STDOUT,
            **options,
        )
        self._lines: queue.Queue = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line)

    def line_with(self, words):
        while words not in (line := self._lines.get(timeout=PROMPTLY_SECONDS)):
            pass
        return line

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def server_of(pid):
    """The tritonserver of a `tritone serve`, whose other child only watches over its end."""
    (server,) = (child.pid for child in psutil.Process(pid).children() if child.name() == "tritonserver")
    return server


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_serve_speaks_until_it_is_told_to_stop(number):
    with Serve() as serve:
        grpc_url = serve.line_with("  gRPC").split()[-1]
        http_url = serve.line_with("  HTTP").split()[-1]
        curl = serve.line_with("curl -N")
        serve.line_with("Ctrl-C stops")
        body = curl.split("-d '")[1].rstrip("'\n")
        url = f"{http_url}/v2/models/tts/generate_stream"
        with requests.post(url, body.encode(), stream=True, timeout=PROMPTLY_SECONDS) as answer:
            first = json.loads(next(answer.iter_lines()).removeprefix(b"data: "))
        assert first["chunk_index"] == 0
        spoken = subprocess.run(
            [*TRITONE, "say", "--url", grpc_url, "Hello.", "--output", "-", "--quiet"],
            capture_output=True,
            timeout=PROMPTLY_SECONDS,
        )
        assert spoken.returncode == 0 and spoken.stdout.startswith(b"RIFF")
        server = server_of(serve.process.pid)
        assert len(group_members(server)) > 4
        serve.process.send_signal(number)
        serve.line_with("stopped")
        assert serve.process.wait(PROMPTLY_SECONDS) == 0
    assert group_members(server) == []


def test_serve_interrupted_while_it_starts_leaves_no_server():
    with Serve() as serve:
        serve.line_with("loaded")
        server = server_of(serve.process.pid)
        serve.process.send_signal(signal.SIGINT)
        assert serve.process.wait(PROMPTLY_SECONDS) == 130
    assert group_members(server) == []


def test_serve_starts_its_server_again_and_still_stops_when_told_to():
    with Serve() as serve:
        grpc_url = serve.line_with("  gRPC").split()[-1]
        serve.line_with("Ctrl-C stops")
        server = server_of(serve.process.pid)
        os.kill(server, signal.SIGKILL)
        serve.line_with("ended by itself with status -9: starting the server again")
        serve.line_with("ready again")
        assert group_members(server) == []
        spoken = subprocess.run(
            [*TRITONE, "say", "--url", grpc_url, "Hello.", "--output", "-", "--quiet"],
            capture_output=True,
            timeout=PROMPTLY_SECONDS,
        )
        assert spoken.returncode == 0 and spoken.stdout.startswith(b"RIFF")
        server = server_of(serve.process.pid)
        serve.process.send_signal(signal.SIGTERM)
        assert serve.process.wait(PROMPTLY_SECONDS) == 0
    assert group_members(server) == []


def test_serve_without_a_gpu_says_so_before_it_starts():
    done = subprocess.run(
        [*TRITONE, "serve", "--device", "cuda", *FREE_PORTS],
        capture_output=True,
        text=True,
        timeout=PROMPTLY_SECONDS,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": ""},
    )
    assert done.returncode == 1 and "--device cuda was asked for" in done.stderr and "loaded" not in done.stdout
