"""How a client connects: what gRPC is told about a channel, and what its failures mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import grpc

from tritone.client.address import DEFAULT_URL, TLS_SCHEME, channel_options, grpc_address, proxy_remark
from tritone.client.errors import ServerUnreachable, StreamBroken, is_refusal, refused
from tritone.client.security import TlsFiles, key_headers, plain_remark
from tritone.errors import TritoneError

ONE_REQUEST = ("tritone-one-request", "true")
"""Header of a stream with one request and no more: a proxy may have it refused with a status, and ask another server
(docs/fleet.md). A server itself does not look at it."""
_REFUSING = ("INVALID_ARGUMENT", "NOT_FOUND", "RESOURCE_EXHAUSTED", "PERMISSION_DENIED", "UNAUTHENTICATED", "INTERNAL")
"""Statuses with which Triton itself refuses a request. Any other is about the connection."""
_CUT_OFF = "RST_STREAM"
"""In the words of an INTERNAL that is no server's: a proxy whose server has died says no more."""
_FIRST_RETRY_MS, _LONGEST_RETRY_MS = 200, 5000
_LONGEST_SILENCE_SECONDS = 20.0
"""Of a server that is tried."""
_MIB = 1 << 20


class CallFailed:
    """What gRPC's error says of a call that failed: that one is the call itself, and its traceback keeps it."""

    def __init__(self, error: grpc.RpcError) -> None:
        """Lets the call go."""
        self._code: grpc.StatusCode = error.code()
        self._details: str | None = error.details()
        error.__traceback__ = None

    def code(self) -> grpc.StatusCode:
        """As of the call."""
        return self._code

    def details(self) -> str | None:
        """As of the call."""
        return self._details


@dataclass(frozen=True)
class ConnectionSettings:
    """Where a server is, and how long it may be silent."""

    url: str = DEFAULT_URL
    """Its gRPC address, host:port."""
    model: str = "tts"
    answer_timeout_seconds: float = 30.0
    """Longest wait for what must come: a chunk of a whole text or after `end`, and what an interruption tells."""
    keepalive_seconds: float = 310.0
    """A connection on which nothing happens is tried so often. Triton's own default takes a ping every 300 s, and ends
    connections that ping oftener; a server of `tritone serve` takes one every 5 s."""
    most_unread_bytes: int = 32 * _MIB
    """Of audio that came for one live text and was not read (11 minutes of 24 kHz PCM)."""
    ca: str | Path | None = None
    """PEM: the authorities that vouch for the server; the connection is TLS then. It is so too where `url` begins with
    grpcs://, and by the authorities that gRPC knows."""
    client_cert: str | Path | None = None
    """PEM: a certificate of the client, for servers that ask for one."""
    client_key: str | Path | None = None
    """PEM: its key."""
    api_key: str | None = field(default=None, repr=False)
    """For servers that ask for one. Without TLS it is sent in plain text."""
    credentials: grpc.ChannelCredentials | None = None
    """For TLS of another kind, in place of the files above."""
    metadata: tuple[tuple[str, str], ...] = ()
    """Headers of every request, as a proxy before the server may want them."""

    def __post_init__(self) -> None:
        """Raises ServerUnreachable for no address, InvalidOption for a key that cannot be sent."""
        grpc_address(self.url)
        key_headers(self.api_key)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Of every request."""
        return self.metadata + key_headers(self.api_key)

    @property
    def address(self) -> str:
        """As gRPC takes it."""
        return grpc_address(self.url)

    def channel_options(self) -> list[tuple[str, int]]:
        """What gRPC is told."""
        silence_ms = int(min(self.keepalive_seconds, _LONGEST_SILENCE_SECONDS) * 1000)
        return [
            *channel_options(self.address),
            ("grpc.keepalive_time_ms", int(self.keepalive_seconds * 1000)),
            ("grpc.keepalive_timeout_ms", silence_ms),
            ("grpc.http2.ping_timeout_ms", silence_ms),
            # a stream on which nothing is said is what a silent agent's is: it is tried as well
            ("grpc.http2.max_pings_without_data", 0),
            ("grpc.initial_reconnect_backoff_ms", _FIRST_RETRY_MS),
            ("grpc.max_reconnect_backoff_ms", _LONGEST_RETRY_MS),
        ]

    def open_channel(self) -> grpc.Channel:
        """Connects with the first request. Raises InvalidOption for files that cannot be used."""
        credentials = self.credentials or (self._tls_files.credentials() if self._is_tls else None)
        if credentials is None:
            return grpc.insecure_channel(self.address, options=self.channel_options())
        return grpc.secure_channel(self.address, credentials, options=self.channel_options())

    def failure(self, error: grpc.RpcError | CallFailed | None, answers: int) -> TritoneError:
        """What the end of a call means; None: the server ended it in peace. answers: how many had come."""
        if error is None:
            return StreamBroken(f"the server at {self.address} closed the connection")
        status, said = error.code().name, error.details() or "no reason given"
        if status == "CANCELLED":
            return StreamBroken(f"the connection to {self.address} was closed")
        if answers:
            return StreamBroken(f"the connection to {self.address} broke after {answers} answers: {status}: {said}")
        if is_refusal(said) or (status in _REFUSING and _CUT_OFF not in said):
            return refused(said, status)
        return ServerUnreachable(
            f"no Triton server answers gRPC at {self.address} (its gRPC port, not its HTTP port?): {status}: {said}"
            f"{self._tls_remark(said)}{proxy_remark(self.address)}"
        )

    @property
    def _tls_files(self) -> TlsFiles:
        return TlsFiles(self.ca, self.client_cert, self.client_key)

    @property
    def _is_tls(self) -> bool:
        return self.url.startswith(f"{TLS_SCHEME}://") or not self._tls_files.is_empty()

    def _tls_remark(self, said: str) -> str:
        return self._tls_files.remark(said) if self._is_tls or self.credentials else plain_remark(said)
