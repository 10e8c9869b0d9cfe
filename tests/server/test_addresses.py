"""Hosts as tritonserver's parts and as clients write them."""

import socket

import pytest

from tests.server.tiny_server import write_tiny_repository
from tritone.client import synthesize_stream
from tritone.server.http_calls import ask_url
from tritone.server.launcher import running_server
from tritone.server.machine.addresses import address_arguments, in_url, local_host
from tritone.server.options import ServeOptions


@pytest.mark.parametrize(
    ("host", "http", "grpc", "local", "url"),
    [
        ("127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "0.0.0.0", "0.0.0.0", "127.0.0.1", "127.0.0.1"),
        ("::1", "ipv6:::1", "[::1]", "::1", "[::1]"),
        ("[::1]", "ipv6:::1", "[::1]", "::1", "[::1]"),
        ("::", "ipv6:::", "[::]", "::1", "[::1]"),
        ("localhost", "localhost", "localhost", "localhost", "localhost"),
    ],
)
def test_a_host_is_written_as_each_wants_it(host, http, grpc, local, url):
    assert address_arguments(host, host, host) == [
        f"--http-address={http}",
        f"--grpc-address={grpc}",
        f"--metrics-address={http}",
    ]
    assert local_host(host) == local and in_url(local_host(host)) == url


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.triton
@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")
def test_a_server_listens_on_an_ipv6_address(tmp_path):
    options = ServeOptions(host="[::1]", exit_timeout_seconds=1)
    with running_server(options, model_repository=write_tiny_repository(tmp_path)) as server:
        assert server.grpc_url.startswith("[::1]:")
        assert len(list(synthesize_stream(server.grpc_url, "3"))) == 3
        assert ask_url(server.metrics_url, "GET", "", seconds=20).status == 200
