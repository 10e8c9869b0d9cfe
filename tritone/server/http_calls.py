"""One HTTP question to a server on this machine, without proxies: what a health check, probe or command asks."""

from __future__ import annotations

import http.client
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass

FAILURES = (OSError, http.client.HTTPException)
"""What `ask` raises when no complete answer comes."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        """The body as people read it, one that is not UTF-8 included."""
        return self.body.decode("utf-8", "replace").strip()


def ask(
    host: str,
    port: int,
    method: str,
    path: str,
    *,
    seconds: float,
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send one request on a connection of its own and read the whole answer; seconds bound each step of it.

    Raises FAILURES.
    """
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, response.read())
    finally:
        connection.close()


def ask_url(url: str, method: str, path: str, *, seconds: float, body: str | None = None) -> Answer:
    """The same for a server's address as people write it, http://host:port; raises FAILURES or ValueError."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError(f'"{url}" is no address; allowed: http://host:port')
    headers = {"Content-Type": "application/json"} if body is not None else None
    return ask(parts.hostname, parts.port or 80, method, parts.path + path, seconds=seconds, body=body, headers=headers)
