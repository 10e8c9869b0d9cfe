"""Peers: the closed loops around other runtimes, with small runtimes of known speed."""

import http.server
import io
import os
import sys
import textwrap
import threading
import time
import wave
from pathlib import Path

import pytest

from loadtest.peers import runtimes
from loadtest.peers.closed_loops import PeerFailed, WorkerPool, callers_closed_loop, http_server, speak_whole_wave
from loadtest.peers.install import PeersMissing, peers_python

PEERS = Path(runtimes.__file__).parent


@pytest.fixture
def pool(tmp_path):
    """Two processes that need 20 ms for each of a text's two pieces of 1 s; "fail" and "die" do so."""
    script = tmp_path / "speak.py"
    script.write_text(
        textwrap.dedent(f"""
        import sys, time
        sys.path.insert(0, {str(PEERS)!r})
        from line_worker import serve
        def speak(text):
            if text == "die":
                sys.exit(3)
            for _ in range(2):
                time.sleep(0.02)
                if text == "fail":
                    raise ValueError("no such word")
                yield 1.0
        serve(speak)
        """)
    )
    pool = WorkerPool([sys.executable, str(script)], 2)
    yield pool
    pool.close()


@pytest.mark.slow
def test_a_pool_speaks_as_many_texts_at_a_time_as_it_has_processes(pool):
    summary = pool.closed_loop(["a", "b"], streams=4, seconds=1.0, warm_up_seconds=0.2)
    assert summary.errors == 0 and summary.requests >= 2
    assert summary.times_real_time <= 2 * 1.0 / 0.02
    assert summary.first_audio_p50_ms >= 40  # two texts of 40 ms wait for two processes; then the first piece's 20 ms
    assert summary.streams_with_underrun == 0


def test_a_text_that_cannot_be_spoken_is_one_failed_stream(pool):
    summary = pool.closed_loop(["fail", "a"], streams=2, seconds=0.5, warm_up_seconds=0.0)
    assert 0 < summary.errors < summary.requests


def test_a_process_that_ends_is_reported(pool):
    with pytest.raises(PeerFailed, match="ended by itself with status 3"):
        pool.closed_loop(["die"], streams=1, seconds=0.2, warm_up_seconds=0.0)


@pytest.mark.slow
def test_first_audio_of_a_whole_file_is_its_end():
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            time.sleep(0.05)
            body = io.BytesIO()
            with wave.open(body, "wb") as file:
                file.setparams((1, 2, 8000, 0, "NONE", ""))
                file.writeframes(bytes(2 * 4000))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body.getvalue())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/synthesize"
            record = speak_whole_wave(url, "Hello.")
            assert record.error is None and record.audio_seconds() == 0.5 and record.time_to_first_audio() >= 0.05
            summary = callers_closed_loop(lambda text: speak_whole_wave(url, text), ["a"], 3, 1.0, 0.0)
            assert summary.errors == 0 and summary.requests >= 1
        finally:
            server.shutdown()
    assert speak_whole_wave(url, "Hello.").error


def test_a_server_that_does_not_start_is_reported():
    with pytest.raises(PeerFailed, match="status 4"):
        with http_server([sys.executable, "-c", "raise SystemExit(4)"], "http://127.0.0.1:9/"):
            pass


def test_without_a_network_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (tmp_path / "bin").mkdir()
    os.symlink(sys.executable, tmp_path / "bin" / "python")
    monkeypatch.setattr("loadtest.peers.install.PACKAGES", ("no-such-package-of-tritones==1",))
    with pytest.raises(PeersMissing, match="installing no-such-package-of-tritones==1 .* failed: .*network"):
        peers_python(tmp_path)


@pytest.mark.triton
def test_the_wrapped_library_streams_whole_audio(tmp_path):
    """The peer of 40 lines is a real server whose answers the benchmark's client accepts."""
    model = (PEERS / "wrapped_hibari" / "tts" / "1" / "model.py").read_text()
    assert len(model.splitlines()) <= 42
    with runtimes._wrapped_hibari(tmp_path) as closed_loop:
        summary = closed_loop(["It works. It does."], 2, 1.0, 0.0)
    assert summary.errors == 0 and summary.requests >= 2 and summary.times_real_time > 1
