"""Where a server listens, as people write it."""

from __future__ import annotations

import os
import re

from tritone.client.errors import ServerUnreachable

DEFAULT_URL = "127.0.0.1:8001"
TLS_SCHEME = "grpcs"
"""Before an address: of a server whose certificate an authority vouches for that gRPC knows."""
# gRPC itself would dial 443.
_NAMES_PORT = re.compile(r"^(\[[^\]]*\]|[^:]*):\d+$")
_LOOPBACK = re.compile(r"(localhost|127(\.\d+){3}|\[::1\]):\d+|unix:.*")


def grpc_address(url: str) -> str:
    """The address as gRPC takes it; raises ServerUnreachable for one that cannot be a server's."""
    if "://" in url:
        scheme, _, rest = url.partition("://")
        if scheme not in ("grpc", TLS_SCHEME):
            raise ServerUnreachable(f'"{url}" is not a gRPC address; give host:port, as in {DEFAULT_URL}')
        url = rest
    if not _NAMES_PORT.search(url) and not url.startswith("unix:"):
        raise ServerUnreachable(f'"{url}" names no port; give host:port, as in {DEFAULT_URL}')
    return url


def channel_options(address: str) -> list[tuple[str, int]]:
    """What a gRPC channel to a server of ours needs: no bound on a message, and no proxy on the way to this machine."""
    options = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
    if is_of_this_machine(address):
        options.append(("grpc.enable_http_proxy", 0))
    return options


def proxy_remark(address: str) -> str:
    """Where gRPC asks a proxy for the address, a remark that says so; else ""."""
    names = [name for name in ("grpc_proxy", "https_proxy", "http_proxy") if os.environ.get(name)]
    if not names or is_of_this_machine(address):
        return ""
    return f" (asked through the proxy that {names[0]} names; no_proxy names hosts to be reached without)"


def is_of_this_machine(address: str) -> bool:
    """Whether no proxy can lie before it, whatever `http_proxy` says."""
    return _LOOPBACK.fullmatch(address) is not None
