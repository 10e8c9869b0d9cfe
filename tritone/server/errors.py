"""What can go wrong around the server, before a request is made.

TritoneError
├── InvalidOption         (tritone.errors)
│   └── PortTaken
├── ServerNotFound        no tritonserver on this machine; the message says how to get one
├── MachineNotReady       something the server needs is missing here; the message says what and how to get it
├── ServerStartFailed     the server was started and gave up; the message holds what it said
└── ReloadFailed          a model of a running server could not be loaded again
"""

from __future__ import annotations

from tritone.errors import InvalidOption, TritoneError


class PortTaken(InvalidOption):
    """Another program listens on a port that was asked for."""


class ServerNotFound(TritoneError):
    """There is no Triton server at the place looked at."""


class MachineNotReady(TritoneError):
    """The machine lacks something the server needs."""


class ServerStartFailed(TritoneError):
    """The server did not become ready."""


class ReloadFailed(TritoneError):
    """A model of a running server could not be loaded again."""
