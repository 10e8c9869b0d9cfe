"""HTTP through Envoy: with the key or without, or byte by byte."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from typing import Any

from loadtest.fleet.envoy import KEY, Envoy
from tests.waiting import ENOUGH_SECONDS

GENERATE = "/v2/models/tts/generate_stream"


def ask(
    envoy: Envoy, path: str, body: bytes | None = None, key: str | None = KEY, method: str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    connection = http.client.HTTPSConnection(
        "127.0.0.1", envoy.ports.https, context=trusting(envoy), timeout=ENOUGH_SECONDS
    )
    given = {"authorization": f"Bearer {key}"} if key else {}
    try:
        connection.request(method or ("GET" if body is None else "POST"), path, body, {**given, **headers})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def say(envoy: Envoy, key: str | None = KEY, **inputs: Any) -> tuple[int, bytes]:
    """Status and body of a text."""
    status, _, body = ask(envoy, GENERATE, json.dumps(inputs).encode(), key)
    return status, body


def send_raw(envoy: Envoy, request: bytes) -> bytes:
    """What comes back for these bytes, until the connection is closed or silent."""
    with socket.create_connection(("127.0.0.1", envoy.ports.https), timeout=ENOUGH_SECONDS) as plain:
        with trusting(envoy).wrap_socket(plain, server_hostname="localhost") as connection:
            connection.sendall(request)
            return connection.recv(65536)


def trusting(envoy: Envoy) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(envoy.certificate))
