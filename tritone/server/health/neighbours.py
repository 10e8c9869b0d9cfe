"""Who is at the other end of a connection from this machine: the kernel lists whose socket that is."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path

_LISTS = ("tcp", "tcp6")
_ESTABLISHED = "01"
"""The only state in which an entry's user is its owner's: what a process has let go of is listed as root's."""
_NET = Path("/proc/net")
Address = tuple[str, int]


def is_trusted(caller: Address, here: Address, net: Path = _NET) -> bool:
    """Whether the caller of a connection is root or our own user, on this machine.

    caller, here: the connection's two ends.
    """
    if not _ip(caller[0]).is_loopback:
        return False
    return user_of(caller, here, net) in (0, os.geteuid())


def user_of(caller: Address, here: Address, net: Path = _NET) -> int | None:
    """The user id of who called; None where no list has the caller's end."""
    ends = [
        (_listed(caller, version), _listed(here, version)) for version in (4, 6) if _ip(caller[0]).version <= version
    ]
    for name in _LISTS:
        try:
            lines = (net / name).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            _, local, remote, state, _, _, _, user, *_ = line.split()
            if state == _ESTABLISHED and (local, remote) in ends:
                return int(user)
    return None


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address itself, of one that was written into a longer one."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return (address.ipv4_mapped or address) if isinstance(address, ipaddress.IPv6Address) else address


def _listed(end: Address, version: int) -> str:
    """As the lists write it: 32-bit words in this machine's order, in hexadecimal digits."""
    address = _ip(end[0])
    packed = address.packed if version == address.version else bytes(10) + b"\xff\xff" + address.packed
    words = [int.from_bytes(packed[at : at + 4], sys.byteorder) for at in range(0, len(packed), 4)]
    return "".join(f"{word:08X}" for word in words) + f":{end[1]:04X}"
