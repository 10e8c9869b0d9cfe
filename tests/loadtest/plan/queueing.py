"""What queueing theory says of a few simple servers, to hold the simulation to."""

from __future__ import annotations


def erlang_b(offered: float, servers: int) -> float:
    """Share of arrivals that find all servers busy and go away. offered: arrival rate × mean service time."""
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = offered * blocked / (count + offered * blocked)
    return blocked


def wait_of_md1(load: float, service_seconds: float) -> float:
    """Mean wait of arrivals at random for one server that always takes as long (Pollaczek and Khinchine)."""
    return load * service_seconds / (2 * (1 - load))


def wait_of_mg1(load: float, service_seconds: float, variation: float) -> float:
    """… whose service varies: standard deviation ÷ mean."""
    return (1 + variation**2) * wait_of_md1(load, service_seconds)
