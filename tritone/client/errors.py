"""What may go wrong between a client and its server."""

from __future__ import annotations

from tritone.errors import TritoneError


class ServerUnreachable(TritoneError):
    """No Triton server answers at the address."""


class RequestRefused(TritoneError):
    """The server refused the request, before any audio."""


class StreamBroken(TritoneError):
    """The stream did not reach its end."""
