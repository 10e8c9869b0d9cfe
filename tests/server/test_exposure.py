"""Whoever opens a server to others is told; whoever does not is left in peace."""

import pytest

from tritone.server.machine.exposure import exposure_warnings


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "[::1]", "localhost"])
def test_a_server_for_this_machine_is_nothing_to_warn_of(host):
    assert exposure_warnings(host, "2.51.0") == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "gpu7"])
def test_an_open_server_is_said_to_be_open_and_an_old_one_to_be_old(host):
    opened, old = exposure_warnings(host, "2.51.0")
    assert f"listening on {host}" in opened and "without a password" in opened
    assert "Triton 2.51.0 is older than 26.08" in old and "CVE-2025-23310" in old
    assert len(exposure_warnings(host, "2.72.0")) == 1 and len(exposure_warnings(host, "3.0.0")) == 1
    assert "of an unknown version" in exposure_warnings(host, "")[1]
