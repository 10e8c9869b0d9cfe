"""What the system allows each process to have: handles, and room for addresses."""

from __future__ import annotations

import resource

from tritone.server.machine.check import MISSING, OK, WARNING, Check

_LEAST_HANDLES, _COMFORTABLE_HANDLES = 256, 4096
_LEAST_ADDRESSES = 3 << 30
"""Bytes. A server was seen to start with so many, and not with 2 GiB."""
_MIB = 1 << 20


def check_handles() -> Check:
    """Each connection takes a handle, and each process of a model some dozens; the launcher takes what there is."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    found = "no limit" if hard == resource.RLIM_INFINITY else f"up to {hard:,} in each process"
    remedy = "raise it: LimitNOFILE= of systemd, --ulimit nofile= of Docker, /etc/security/limits.conf"
    if hard == resource.RLIM_INFINITY or hard >= _COMFORTABLE_HANDLES:
        return Check("handles", OK, found)
    if hard < _LEAST_HANDLES:
        return Check("handles", MISSING, f"{found}, too few: the server needs {_LEAST_HANDLES}", remedy)
    return Check("handles", WARNING, f"{found}: whoever holds as many connections locks everybody else out", remedy)


def check_addresses() -> Check:
    """As `ulimit -v` bounds them: a server maps far more than it uses, and dies without a word where it may not."""
    soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    if soft == resource.RLIM_INFINITY:
        return Check("addresses", OK, "no limit")
    found = f"{soft / _MIB:,.0f} MiB in each process"
    if soft >= _LEAST_ADDRESSES:
        return Check("addresses", OK, found)
    return Check(
        "addresses",
        MISSING,
        f"{found}, too few: the server needs {_LEAST_ADDRESSES / _MIB:,.0f} MiB",
        "ulimit -v unlimited; bound memory otherwise (MemoryMax= of systemd, --memory of Docker)",
    )
