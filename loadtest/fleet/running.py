"""A running fleet: replicas, and Envoy in front of them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from loadtest.fleet.envoy import CALLER, KEY, Envoy, free_ports, started
from loadtest.fleet.envoy_files import Ports, write_envoy_files
from loadtest.fleet.replicas import ServedReplica
from tritone.client.channel import ConnectionSettings


class Fleet:
    """What `python -m loadtest.fleet` does things to."""

    def __init__(self, replicas: Sequence[ServedReplica], folder: Path) -> None:
        self.replicas, self.folder = list(replicas), folder
        self.envoy: Envoy
        self._ports = Ports(*free_ports(4))
        self._envoys = contextlib.ExitStack()
        self._configuration = write_envoy_files(
            folder, self._ports, {CALLER: KEY}, [replica.place for replica in self.replicas], is_limited=False
        )

    @property
    def door(self) -> ConnectionSettings:
        """Through Envoy."""
        return self.envoy.connection()

    @property
    def ports(self) -> set[int]:
        """All replicas' gRPC ports."""
        return {replica.place.grpc for replica in self.replicas}

    def start_envoy(self) -> None:
        """With the same files and ports each time."""
        self.envoy = self._envoys.enter_context(started(self.folder, self._configuration, self._ports))

    def stop_envoy(self) -> None:
        """As a signal does."""
        self._envoys.close()


@contextlib.contextmanager
def running_fleet(count: int, arguments: Sequence[str] = ()) -> Iterator[Fleet]:
    """So many replicas that are ready, and Envoy that knows them; all of it ends with the context.

    arguments: more for `tritone serve`. Raises EnvoyMissing or NoCertificate.
    """
    replicas = [ServedReplica(arguments) for _ in range(count)]
    with tempfile.TemporaryDirectory(prefix="tritone-fleet-", ignore_cleanup_errors=True) as folder:
        fleet = Fleet(replicas, Path(folder))
        try:
            fleet.start_envoy()
            for replica in replicas:
                replica.begin()
            for replica in replicas:
                while not replica.is_ready():
                    replica.begin()
            fleet.envoy.wait_for_healthy(fleet.ports)
            yield fleet
        finally:
            fleet.stop_envoy()
            for replica in replicas:
                replica.end()
