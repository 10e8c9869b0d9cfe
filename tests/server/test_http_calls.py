"""Questions to a server of this machine: whole answers, no proxies, addresses as people write them."""

import http.server
import threading

import pytest

from tritone.server.http_calls import FAILURES, ask, ask_url


@pytest.fixture
def port():
    """Of a server that answers with the method, path and body it was asked with."""

    class Echo(http.server.BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(404 if "none" in self.path else 200)
            self.end_headers()
            self.wfile.write(f"{self.command} {self.path} {self.headers.get('key', '-')} ".encode() + body)

        do_GET = do_POST = answer

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_answer_has_status_and_body(port):
    answer = ask("127.0.0.1", port, "POST", "/some/path", body="hello", headers={"key": "secret"}, seconds=5)
    assert (answer.status, answer.text) == (200, "POST /some/path secret hello")
    assert ask("127.0.0.1", port, "GET", "/none", seconds=5).status == 404


def test_an_address_may_have_a_path_of_its_own(port, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert ask_url(f"http://127.0.0.1:{port}/tts", "GET", "/ready", seconds=5).text == "GET /tts/ready -"


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "https://127.0.0.1", "http://", "http://127.0.0.1:many"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError):
        ask_url(url, "GET", "/", seconds=1)


def test_nobody_there_is_a_failure():
    with pytest.raises(FAILURES):
        ask("127.0.0.1", 9, "GET", "/", seconds=1)
