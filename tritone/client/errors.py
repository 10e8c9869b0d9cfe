"""What may go wrong between a client and its server, and which of it a server's answer means."""

from __future__ import annotations

from tritone.errors import GOING_AWAY, INVALID_BEGINS, KEY_INPUT, TRY_AGAIN_LATER, TritoneError


class ServerUnreachable(TritoneError):
    """No Triton server answers at the address."""


class RequestRefused(TritoneError):
    """The server refused the request, before any audio; it is one of the three below."""


class RequestInvalid(RequestRefused):
    """Nothing can serve it as it is: the message names the input, its value and what is allowed."""


class KeyRefused(RequestInvalid):
    """The server asks for a key, and there was none, or not a right one (`api_key` of ConnectionSettings)."""


class ServerFull(RequestRefused):
    """The same request may be served in a moment, or by another server."""


class ServerStopping(ServerFull):
    """The server is going away: another one may serve the request, or the same when it is back."""


class ServerFault(RequestRefused):
    """The request is right as far as the server can tell, and something is broken behind it."""


class StreamBroken(TritoneError):
    """The stream did not reach its end."""


class SpeechLost(StreamBroken):
    """A live text's connection broke, or the server gave up: what came is valid sound, and the rest is lost."""

    def __init__(self, why: str, text: str, received_seconds: float, spoken_characters: int | None) -> None:
        lost = f"{len(text)} characters had been sent and {received_seconds:.2f} s of sound had come"
        if spoken_characters is not None:
            lost += f", up to character {spoken_characters}"
        super().__init__(f"{why}; {lost}")
        self.text = text
        """All that had been appended."""
        self.received_seconds = received_seconds
        """How much sound had come."""
        self.spoken_characters = spoken_characters
        """Where in the text the last word of that sound ends; None where no timestamps were asked for."""

    @property
    def rest(self) -> str:
        """What is still to be said, in a new speech: the text from there on; all of it where that is not known."""
        return self.text[self.spoken_characters or 0 :]


_OF_TRITON = ("[request id:", "Request for unknown model")
"""How messages begin in which Triton itself refuses a request that does not fit the model's config."""
_STOPPING = ("Server is stopping", "Server not ready")
_QUEUE_FULL = "Exceeds maximum queue size"
"""What Triton itself says when it is being shut down, and when a model's own queue is bounded and full."""
_STATUSES = {"INVALID_ARGUMENT": RequestInvalid, "NOT_FOUND": RequestInvalid, "RESOURCE_EXHAUSTED": ServerFull}
"""Those that Triton refuses with when it looked at the request and no model did."""


def is_refusal(message: str) -> bool:
    """Whether these are words with which a server refuses, and not those of a connection that failed."""
    return (
        message.startswith((INVALID_BEGINS, GOING_AWAY, *_OF_TRITON))
        or message.endswith(TRY_AGAIN_LATER)
        or any(words in message for words in (*_STOPPING, _QUEUE_FULL))
    )


def refused(message: str, status: str = "") -> RequestRefused:
    """A refusal by its words: a gRPC stream carries a message for each request, and no status (docs/errors.md).

    status: gRPC's name, where there is one.
    """
    if message.startswith(GOING_AWAY) or any(words in message for words in _STOPPING):
        return ServerStopping(message)
    if _QUEUE_FULL in message:
        return ServerFull(message)
    if message.startswith(KEY_INPUT):
        return KeyRefused(message)
    if message.startswith((INVALID_BEGINS, *_OF_TRITON)):
        return RequestInvalid(message)
    if message.endswith(TRY_AGAIN_LATER):
        return ServerFull(message)
    return _STATUSES.get(status, ServerFault)(message)
