"""What the health port answers: GET /live, GET /ready, and POST /drain for those who could end the server anyway."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from tritone.server.health.drain import Drain
from tritone.server.health.neighbours import is_trusted
from tritone.server.health.port import Question, Reply
from tritone.server.health.readiness import Readiness

_METHODS = {"/live": "GET", "/ready": "GET", "/drain": "POST"}


def answers(readiness: Readiness, drain: Drain) -> Callable[[Question], Reply]:
    """For HealthPort."""

    def answer(question: Question) -> Reply:
        wanted = _METHODS.get(question.path)
        if wanted is None:
            return HTTPStatus.NOT_FOUND, f"allowed: {', '.join(f'{way} {path}' for path, way in _METHODS.items())}"
        if question.method != wanted and (question.method, wanted) != ("HEAD", "GET"):
            return HTTPStatus.METHOD_NOT_ALLOWED, f"allowed: {wanted} {question.path}"
        if question.path == "/drain":
            return _drain(question, drain)
        is_about_live = question.path == "/live"
        problem = readiness.why_not_alive() if is_about_live else readiness.why_not_ready()
        if problem:
            return HTTPStatus.SERVICE_UNAVAILABLE, problem
        return HTTPStatus.OK, "alive" if is_about_live else "ready"

    return answer


def _drain(question: Question, drain: Drain) -> Reply:
    # a page that a user of this machine looks at can send requests to it, but not without saying where it is from
    if "origin" in question.headers or not is_trusted(question.caller, question.here):
        return HTTPStatus.FORBIDDEN, "allowed: the server's own user, or root, on this machine; or a SIGTERM"
    drain.begin()
    return HTTPStatus.ACCEPTED, f"going away: new texts are served for {drain.seconds:g} s more"
