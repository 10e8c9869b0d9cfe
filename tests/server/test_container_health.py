"""The image's health check, against servers that answer as Triton does when it is well, busy and ill."""

import http.server
import json
import threading

import pytest

from tests.waiting import until
from tritone.bridge.process.private_listener import PrivateListener
from tritone.pipeline.chunks import ChunkSizes
from tritone.server.running import container_health
from tritone.server.running.private_line import FOLDER_VARIABLE, WORD
from tritone.streaming.calls.call_costs import CallCosts
from tritone.streaming.door.admission import Admission, AdmissionLimits, Refusal
from tritone.streaming.door.stream_meter import StreamMeter
from tritone.streaming.metric_sums import MetricSums


def _event(**fields) -> bytes:
    return b"data: " + json.dumps(fields).encode() + b"\n\n"


def refusal(limits: AdmissionLimits, in_hand: float | None = None) -> str:
    """What a full server says: to one of many long streams, over models that make five seconds a second."""
    costs = CallCosts({"text_frontend": 1, "acoustic": 1, "vocoder": 1, "encoding": 1})
    costs.note("vocoder", "g", 2.0, 10.0)
    costs.note("acoustic", "g", 2.0, 10.0)
    admission = Admission(limits, costs, ChunkSizes(0.3, 2.0), lambda group: 0.0)
    running = []
    for _ in range(100):
        meter = StreamMeter(MetricSums(), "v", "g", ("pcm", 24_000), 100.0)
        verdict = admission.decide(meter, running, [])
        if isinstance(verdict, Refusal):
            return verdict.message
        if in_hand is not None:
            meter.chunk_sent(in_hand)
        running.append(meter)
    raise AssertionError("nobody was refused")


_BUSY = {
    "--max-streams": refusal(AdmissionLimits(5, 1000, 600)),
    "--max-load": refusal(AdmissionLimits(1000, 0.9, 600), in_hand=1.0),
    "--max-first-audio-seconds": refusal(AdmissionLimits(1000, 1000, 0.3)),
    "unproven": "the voice has not shown its pace within 60 s; try again later",
}
_SPEECH = _event(audio="AAAA", is_last=False) + _event(audio="", is_last=True)


@pytest.fixture
def health_of():
    """(status, body) of a server's answer → the exit status of the health check."""
    servers = []

    def check(status: int, body: bytes) -> int:
        class Answer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status if self.path == "/v2/models/tts/generate_stream" else 404)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return _health(f"http://127.0.0.1:{server.server_port}")

    yield check
    for server in servers:
        server.shutdown()
        server.server_close()


def _health(url: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(container_health.URL_VARIABLE, url)
        return container_health.main()


def test_a_server_that_speaks_is_healthy(health_of):
    assert health_of(200, _SPEECH) == 0


@pytest.mark.parametrize("status", [200, 400, 503])
@pytest.mark.parametrize("limit", _BUSY)
def test_a_server_at_any_of_its_limits_is_healthy(health_of, status, limit):
    assert limit in _BUSY[limit] or limit == "unproven"
    assert health_of(status, _event(error=_BUSY[limit])) == 0


@pytest.mark.parametrize(
    "status, body",
    [
        (400, _event(error="model acoustic failed: Stub process 'acoustic_0_0' is not healthy.")),
        (200, _event(audio="AAAA", is_last=False) + _event(error="model vocoder failed")),
        (200, _event(audio="AAAA", is_last=False)),
        (200, _event(audio="", is_last=True)),
        (200, b"data: {not JSON\n\n"),
        (200, b""),
        (404, b'{"error": "unknown model"}'),
    ],
    ids=["dead model", "error on the way", "breaks off", "silent", "garbled", "empty", "no such model"],
)
def test_a_server_that_does_not_speak_is_unhealthy(health_of, capsys, status, body):
    assert health_of(status, body) == 1
    assert capsys.readouterr().err.startswith("unhealthy: ")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "127.0.0.1:8000", "http://127.0.0.1:many"])
def test_no_server_is_unhealthy(url, capsys):
    assert _health(url) == 1 and capsys.readouterr().err.startswith("unhealthy: ")


def test_a_proxy_is_not_asked(health_of, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert health_of(200, _SPEECH) == 0


@pytest.fixture
def one_server(tmp_path, monkeypatch):
    """(answer to a word) → the exit status of the health check beside a server that gives it on its private line."""
    monkeypatch.delenv(container_health.URL_VARIABLE, raising=False)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "line"))
    listeners = []

    def check(answer):
        listeners.append(PrivateListener("tts_0_0", {WORD: answer}))
        until(lambda: list((tmp_path / "line").glob("*.line")))
        proc = tmp_path / "proc"
        for number, environment in enumerate((b"A=1\0", f"A=1\0{FOLDER_VARIABLE}={tmp_path / 'line'}\0".encode())):
            (proc / str(number + 1)).mkdir(parents=True)
            (proc / str(number + 1) / "environ").write_bytes(environment)
        find = container_health.private_line
        monkeypatch.setattr(container_health, "private_line", lambda: find(proc))
        return container_health.main()

    yield check
    for listener in listeners:
        listener.close()


def test_a_server_of_tritone_serve_is_asked_on_its_private_line(one_server):
    assert one_server(lambda asked: {"problem": None}) == 0


def test_one_that_cannot_speak_there_is_unhealthy(one_server, capsys):
    assert one_server(lambda asked: {"problem": "heart: one word took longer than 10 s"}) == 1
    assert capsys.readouterr().err == "unhealthy: heart: one word took longer than 10 s\n"


def test_without_a_private_line_or_with_several_the_port_is_asked(tmp_path):
    assert container_health.private_line(tmp_path) is None
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "environ").write_text(f"{FOLDER_VARIABLE}=/somewhere/{number}\0")
    assert container_health.private_line(tmp_path) is None
