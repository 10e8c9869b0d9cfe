"""What whoever opens a server to others has to know: there is no password, and old releases fall to one request."""

from __future__ import annotations

import ipaddress
import re

_MENDED = (2, 72)
"""Triton 26.08, the first release in which every fault of Triton's is mended that SECURITY.md lists."""
_OLD = (
    "Triton {version} is older than 26.08: one request of a stranger can crash it (CVE-2025-23310, CVE-2025-23311, "
    "deeply nested JSON and others; SECURITY.md lists them, and what to put in front)"
)
_OPEN = (
    "listening on {host}: whoever can reach this machine's ports can use the server, without a password and in plain "
    "text (SECURITY.md)"
)


def exposure_warnings(host: str, version: str) -> list[str]:
    """What to tell an operator; nothing where only this machine is served.

    version: the server's, as in "2.51.0"; "" if it is not known.
    """
    if is_loopback(host):
        return []
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    is_old = not numbers or numbers < _MENDED
    return [_OPEN.format(host=host), *([_OLD.format(version=version or "of an unknown version")] if is_old else [])]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
