"""Run in a network namespace of its own: start a server, have it speak, and tell as JSON what it tried to reach.

    unshare --map-root-user --net python -m tests.end_to_end.speak_offline TEXT

Besides the loopback device there is nothing, so every datagram or connection to anywhere else is counted by the kernel
as one without a route.
"""

import fcntl
import json
import os
import socket
import struct
import sys
from pathlib import Path

import psutil

from tritone.client import synthesize_stream
from tritone.server.launcher import running_server
from tritone.server.options import ServeOptions

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _UP = 0x8913, 0x8914, 0x1


def main() -> None:
    raise_loopback()
    with running_server(ServeOptions()) as server:
        seconds = sum(chunk.duration_seconds for chunk in synthesize_stream(server.grpc_url, sys.argv[1]))
        processes = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
        mapped = {Path(line.path).name for process in processes for line in process.memory_maps(grouped=True)}
    told = {
        "spoken_seconds": seconds,
        "processes": len(processes),
        "runtimes": sorted(name for name in mapped if "onnxruntime" in name),
        "tried": tried_to_reach(),
        "left_at_home": sorted(str(path) for path in Path.home().rglob("*")),
    }
    print(json.dumps(told))


def raise_loopback() -> None:
    """What `ip link set lo up` does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        flags = struct.unpack("16sh", fcntl.ioctl(control, _SIOCGIFFLAGS, struct.pack("16sh", b"lo", 0)))[1]
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", flags | _UP))


def tried_to_reach() -> dict[str, int]:
    """How often something left for nowhere, and how many datagrams (as questions for names are) went anywhere."""
    counters = {}
    for line in (Path("/proc/net/snmp").read_text() + Path("/proc/net/snmp6").read_text()).splitlines():
        counters.setdefault(line.split()[0], []).append(line.split()[1:])
    without_route = dict(zip(*counters["Ip:"], strict=True))["OutNoRoutes"]
    datagrams = dict(zip(*counters["Udp:"], strict=True))["OutDatagrams"]
    return {
        "without_route": int(without_route) + int(counters["Ip6OutNoRoutes"][0][0]),
        "datagrams": int(datagrams) + int(counters["Udp6OutDatagrams"][0][0]),
    }


if __name__ == "__main__":
    os.environ.pop("ORT_DISABLE_TELEMETRY", None)  # the tests set it for themselves
    main()
