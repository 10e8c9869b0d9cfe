"""The image's health check, against servers that answer as Triton does when it is well, busy and ill."""

import http.server
import json
import threading

import pytest

from tritone.server.running import container_health


def _event(**fields) -> bytes:
    return b"data: " + json.dumps(fields).encode() + b"\n\n"


_BUSY = "the server is speaking 200 streams, its limit (--max-streams 200); try again later"
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
def test_a_server_at_its_limit_is_healthy(health_of, status):
    assert health_of(status, _event(error=_BUSY)) == 0


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
