"""Limits of the system under which a server cannot run, or not for many."""

import resource

import pytest

from tritone.server.machine import process_limits

GIB = 1 << 30


@pytest.mark.parametrize(
    ("hard", "status"), [(64, "missing"), (1024, "warning"), (65_536, "ok"), (resource.RLIM_INFINITY, "ok")]
)
def test_handles_are_counted_by_the_hard_limit_which_the_launcher_takes(monkeypatch, hard, status):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (64, hard))
    check = process_limits.check_handles()
    assert check.status == status and (status == "ok" or "LimitNOFILE" in check.remedy)


@pytest.mark.parametrize(("soft", "status"), [(2 * GIB, "missing"), (3 * GIB, "ok"), (resource.RLIM_INFINITY, "ok")])
def test_a_server_that_may_map_too_little_is_refused_in_words(monkeypatch, soft, status):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, resource.RLIM_INFINITY))
    check = process_limits.check_addresses()
    assert check.status == status and (status == "ok" or "ulimit -v" in check.remedy)
