"""What may go wrong between a client and its server, and which of it a server's answer means."""

from __future__ import annotations

from tritone.errors import INVALID_BEGINS, TRY_AGAIN_LATER, TritoneError


class ServerUnreachable(TritoneError):
    """No Triton server answers at the address."""


class RequestRefused(TritoneError):
    """The server refused the request, before any audio; it is one of the three below."""


class RequestInvalid(RequestRefused):
    """Nothing can serve it as it is: the message names the input, its value and what is allowed."""


class ServerFull(RequestRefused):
    """The same request may be served in a moment, or by another server."""


class ServerFault(RequestRefused):
    """The request is right as far as the server can tell, and something is broken behind it."""


class StreamBroken(TritoneError):
    """The stream did not reach its end."""


_OF_TRITON = ("[request id:", "Request for unknown model")
"""How messages begin in which Triton itself refuses a request that does not fit the model's config."""
_STATUSES = {"INVALID_ARGUMENT": RequestInvalid, "NOT_FOUND": RequestInvalid, "RESOURCE_EXHAUSTED": ServerFull}
"""Those that Triton refuses with when it looked at the request and no model did."""


def refused(message: str, status: str = "") -> RequestRefused:
    """A refusal by its words: a gRPC stream carries a message for each request, and no status (docs/errors.md).

    status: gRPC's name, where there is one.
    """
    if message.startswith((INVALID_BEGINS, *_OF_TRITON)):
        return RequestInvalid(message)
    if message.endswith(TRY_AGAIN_LATER):
        return ServerFull(message)
    return _STATUSES.get(status, ServerFault)(message)
