"""The health port answers who asks, whatever strangers do to it."""

import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from http import HTTPStatus

import pytest

from tritone.errors import InvalidOption
from tritone.server.errors import PortTaken
from tritone.server.health.answers import answers
from tritone.server.health.drain import Drain
from tritone.server.health.port import HealthPort
from tritone.server.health.readiness import Readiness
from tritone.server.http_calls import ask

LOOPBACK = "127.0.0.1"
PROMPTLY_SECONDS = 30.0


class Told:
    """Takes questions down."""

    def __init__(self):
        self.questions = []

    def __call__(self, question):
        self.questions.append(question)
        return HTTPStatus.OK, "told"


@pytest.fixture
def told():
    return Told()


@contextlib.contextmanager
def listening(answer, **limits):
    with contextlib.closing(HealthPort(LOOPBACK, 0, answer, **limits)) as port:
        yield port


def said(port, request: bytes) -> bytes:
    """All that comes back on a connection, until it is closed."""
    with socket.create_connection((LOOPBACK, port.port), timeout=PROMPTLY_SECONDS) as connection:
        connection.sendall(request)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(1 << 16):
                answer += part
        return answer


def test_a_question_is_handed_on_and_its_reply_brought_back(told):
    with listening(told) as port:
        answer = ask(LOOPBACK, port.port, "POST", "/some/where?x=1", seconds=PROMPTLY_SECONDS, body="unread")
    assert (answer.status, answer.text) == (200, "told")
    (question,) = told.questions
    assert (question.method, question.path) == ("POST", "/some/where") and question.headers["content-length"] == "6"
    assert question.caller[0] == LOOPBACK and question.here == (LOOPBACK, port.port)


def test_a_question_may_come_in_pieces(told):
    with listening(told) as port, socket.create_connection((LOOPBACK, port.port), timeout=PROMPTLY_SECONDS) as slow:
        for piece in (b"GET /ready HT", b"TP/1.1\r\nHost: x\r", b"\n\r", b"\n"):
            slow.sendall(piece)
            time.sleep(0.01)
        assert slow.recv(1 << 16).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "request_",
    [
        b"\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET / SPDY/3\r\n\r\n",
        b"\xff\xfe / HTTP/1.1\r\n\r\n",
        b"\0" * 40 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
    ],
)
def test_what_is_no_request_is_told_so(told, request_):
    with listening(told) as port:
        assert said(port, request_).startswith(b"HTTP/1.1 400 ")
    assert told.questions == []


def test_a_request_without_end_is_ended_and_no_more_of_it_is_kept(told):
    with listening(told) as port:
        answer = said(port, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 3000)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")  # or the rest was in the answer's way
        assert said(port, b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 200 ")


def test_who_says_nothing_is_ended(told):
    with listening(told, longest_seconds=0.1) as port:
        assert said(port, b"GET / HT") == b""
        assert port.connections == {}


def test_a_crowd_that_says_nothing_keeps_nobody_from_being_answered(told):
    with listening(told, most_connections=8) as port:
        crowd = []
        for _ in range(100):
            crowd.append(socket.create_connection((LOOPBACK, port.port), timeout=PROMPTLY_SECONDS))
        assert ask(LOOPBACK, port.port, "GET", "/ready", seconds=PROMPTLY_SECONDS).status == 200
        assert len(port.connections) <= 8
        for connection in crowd:
            connection.close()


def test_who_does_not_read_the_answer_is_in_nobodys_way(told):
    with listening(told, longest_seconds=0.2) as port:
        deaf = socket.create_connection((LOOPBACK, port.port))
        deaf.sendall(b"GET /ready HTTP/1.1\r\n\r\n" * 300)
        assert ask(LOOPBACK, port.port, "GET", "/ready", seconds=PROMPTLY_SECONDS).status == 200
        deaf.close()


def test_a_port_that_is_taken_and_a_host_that_is_not_ours_are_named(told):
    with listening(told) as port, pytest.raises(PortTaken, match=f"port {port.port} on 127.0.0.1 .*--health-port"):
        HealthPort(LOOPBACK, port.port, told)
    for host in ("192.0.2.1", "no such host"):
        with pytest.raises(InvalidOption, match=f'--health-host is "{host}"'):
            HealthPort(host, 0, told)


def test_a_closed_port_leaves_no_thread_and_is_free_again(told):
    with listening(told) as port:
        number = port.port
        assert any(thread.name == "health port" for thread in threading.enumerate())
    assert not any(thread.name == "health port" for thread in threading.enumerate())
    HealthPort(LOOPBACK, number, told).close()


# -- what is answered --------------------------------------------------------------------------------------------------


@pytest.fixture
def served():
    """A port, and what it tells of."""
    readiness = Readiness()
    drain = Drain(500.0, readiness)
    with listening(answers(readiness, drain)) as port:
        yield port, readiness
    drain.close()


def status(port, method, path, **headers):
    answer = ask(LOOPBACK, port.port, method, path, seconds=PROMPTLY_SECONDS, headers=headers)
    return answer.status, answer.text


def test_ready_says_why_not_and_live_stays(served):
    port, readiness = served
    readiness.starting("the server is starting")
    assert status(port, "GET", "/ready") == (503, "the server is starting")
    assert status(port, "GET", "/live") == (200, "alive")
    readiness.looked(None)
    assert status(port, "GET", "/ready") == (200, "ready") and status(port, "HEAD", "/ready") == (200, "")


def test_a_drain_is_begun_by_our_own_user(served):
    port, readiness = served
    readiness.looked(None)
    assert status(port, "POST", "/drain") == (202, "going away: new texts are served for 500 s more")
    assert status(port, "GET", "/ready") == (503, "going away: new texts are served for a moment longer")
    assert status(port, "GET", "/live") == (200, "alive")


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("bash") is None, reason="only root becomes another user")
def test_another_user_of_this_machine_cannot_begin_one(served):
    port, readiness = served
    ask_in_bash = f'exec 3<>/dev/tcp/{LOOPBACK}/{port.port}; printf "POST /drain HTTP/1.1\\r\\n\\r\\n" >&3; cat <&3'
    done = subprocess.run(
        ["bash", "-c", ask_in_bash], user=65534, capture_output=True, text=True, cwd="/", timeout=PROMPTLY_SECONDS
    )
    assert done.stdout.startswith("HTTP/1.1 403 "), done.stderr
    assert not readiness.is_going_away


def test_a_web_page_cannot_begin_one(served):
    port, readiness = served
    answered, words = status(port, "POST", "/drain", Origin="http://evil.example")
    assert answered == 403 and "own user" in words and not readiness.is_going_away


def test_other_paths_and_methods_are_refused_with_what_there_is(served):
    port, readiness = served
    assert status(port, "GET", "/") == (404, "allowed: GET /live, GET /ready, POST /drain")
    assert status(port, "GET", "/drain") == (405, "allowed: POST /drain")
    assert status(port, "POST", "/ready") == (405, "allowed: GET /ready") and not readiness.is_going_away
