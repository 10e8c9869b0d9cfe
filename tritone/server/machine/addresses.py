"""Where a server listens, as the several parts of Triton and their clients each write it."""

from __future__ import annotations

from tritone.options.serving import LOOPBACK

_LOOPBACK_6 = "::1"


def bare(host: str) -> str:
    """Without the brackets in which an IPv6 address may have been written."""
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def in_url(host: str) -> str:
    """Before a colon and a port."""
    return f"[{bare(host)}]" if ":" in host else host


def address_arguments(grpc: str, http: str, metrics: str) -> list[str]:
    """tritonserver's arguments for three hosts."""
    return [
        f"--http-address={_for_http(http)}",
        f"--grpc-address={in_url(grpc)}",
        f"--metrics-address={_for_http(metrics)}",
    ]


def _for_http(host: str) -> str:
    """Triton's HTTP library wants a prefix before an IPv6 address, gRPC brackets around it."""
    return f"ipv6:{bare(host)}" if ":" in host else host


def local_host(host: str) -> str:
    """Where a client on this machine reaches a server that listens on `host`."""
    everywhere = {"0.0.0.0": LOOPBACK, "": LOOPBACK, "::": _LOOPBACK_6}
    return everywhere.get(bare(host), bare(host))
