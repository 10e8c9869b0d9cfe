"""The server that a load test measures: the one at an address, or one started for it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import grpc

from tritone.client.address import channel_options
from tritone.server.errors import ServerNotFound

CONNECT_SECONDS = 5.0


@contextlib.contextmanager
def server_url(url: str | None) -> Iterator[str]:
    """The gRPC address given, or that of a server which runs as long as the context."""
    if url:
        require_answer(url)
        yield url
        return
    from tritone.server.launcher import running_server

    with running_server() as server:
        yield server.grpc_url


def require_answer(url: str) -> None:
    """Raise ServerNotFound unless something listens at a gRPC address."""
    with grpc.insecure_channel(url, options=channel_options(url)) as channel:
        try:
            grpc.channel_ready_future(channel).result(CONNECT_SECONDS)
        except grpc.FutureTimeoutError:
            raise ServerNotFound(f"no server answers at {url}; without --url one is started") from None
