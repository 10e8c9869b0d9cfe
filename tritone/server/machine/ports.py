"""Choose and check the ports a server will listen on, before it starts."""

from __future__ import annotations

import random
import socket
from collections.abc import Collection, Mapping

from tritone.errors import InvalidOption
from tritone.server.errors import PortTaken

# Below the range from which the kernel hands ports to outgoing connections: one of those could take the port between
# our look and the server's.
_FREE_PORTS = range(20_000, 32_000)
_TRIES = 200


def choose_ports(host: str, wanted: Mapping[str, int], hosts: Mapping[str, str] | None = None) -> dict[str, int]:
    """Option name → port, with a free port for each 0.

    hosts: by option, of those that do not listen on `host`.

    Raises PortTaken naming port and option, InvalidOption when two options name the same port or the host is not ours.
    """
    chosen: dict[str, int] = {}
    for option, port in sorted(wanted.items(), key=lambda item: item[1] == 0):
        where = (hosts or {}).get(option, host)
        if port == 0:
            port = _free_port(where, chosen.values())
        elif port in chosen.values():
            other = next(name for name, taken in chosen.items() if taken == port)
            raise InvalidOption(f"{option} and {other} are both {port}; allowed: three different ports")
        elif not is_free(where, port):
            raise PortTaken(
                f"port {port} on {where} is taken by another program; choose another with {option} PORT "
                "(0 takes a free one)"
            )
        chosen[option] = port
    return chosen


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there; raises InvalidOption when the host is no address of this machine."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise InvalidOption(f'--host is "{host}": {error.strerror}; allowed: an address of this machine') from None
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections of an earlier server that are still closing do not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OverflowError:
            return False
        except PermissionError:
            raise InvalidOption(f"port {port} needs administrator rights; choose one above 1023") from None
        except OSError as error:
            if error.errno is not None and "assign" in (error.strerror or ""):
                raise InvalidOption(
                    f'--host is "{host}", which is no address of this machine; allowed: 127.0.0.1 for '
                    "this machine only, 0.0.0.0 for everyone"
                ) from None
            return False
    return True


def _free_port(host: str, taken: Collection[int]) -> int:
    for port in random.sample(_FREE_PORTS, _TRIES):
        if port not in taken and is_free(host, port):
            return port
    raise PortTaken(f"no free port found on {host} between {_FREE_PORTS.start} and {_FREE_PORTS.stop - 1}")
