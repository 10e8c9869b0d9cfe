"""HTTP/2 frame by frame, so that a message may be cut anywhere, as no gRPC library cuts it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator, Sequence

from loadtest.fleet.envoy import Envoy
from tests.deploy.envoy.https_caller import trusting

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _SETTINGS = 0, 1, 4
_END_STREAM, _END_HEADERS = 1, 4


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def packed(headers: Sequence[tuple[str, str]]) -> bytes:
    """HPACK without its tables; names and values of less than 127 bytes."""
    fields = b""
    for name, value in headers:
        assert len(name) < 127 and len(value) < 127
        fields += b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
    return fields


@contextlib.contextmanager
def stream_of(envoy: Envoy, path: str, pieces: Sequence[bytes], headers: Sequence[tuple[str, str]]) -> Iterator[None]:
    """A gRPC call whose body is sent in these pieces, a frame each, and not ended before the context is."""
    context = trusting(envoy)
    context.set_alpn_protocols(["h2"])
    asked = [(":method", "POST"), (":scheme", "https"), (":path", path), (":authority", "localhost")]
    asked += [("content-type", "application/grpc"), ("te", "trailers"), *headers]
    with socket.create_connection(("127.0.0.1", envoy.ports.grpc), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as connection:
            connection.sendall(_PREFACE + frame(_SETTINGS, 0, 0, b""))
            connection.sendall(frame(_HEADERS, _END_HEADERS, 1, packed(asked)))
            for piece in pieces:
                connection.sendall(frame(_DATA, 0, 1, piece))
            yield
            connection.sendall(frame(_DATA, _END_STREAM, 1, b""))
