"""By which of Triton's front doors a request came: JSON carries no bytes, so HTTP callers are answered otherwise.

A model is not told. But Triton's gRPC front end can be asked to hand headers on as parameters of the request
(`--grpc-header-forward-pattern`), and every gRPC client sends a `user-agent`; the HTTP endpoints `generate` and
`generate_stream`, the only ones that a decoupled model has, hand none on. What they do hand on are the keys of the
caller's JSON that name no input: so a misspelt one can be refused.
"""

from __future__ import annotations

import enum
import json
import logging
import os

import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.public_tensors import CONTEXT_INPUTS, TTS_INPUTS, tts_inputs
from tritone.errors import InvalidRequest
from tritone.server.forwarded_headers import (
    FORWARD_USER_AGENT,
    HEADER,
    KEY_HEADERS,
    KEY_IN_JSON,
    hands_on_user_agent,
    server_command,
)

_NOT_INPUTS = {"id", KEY_IN_JSON, *KEY_HEADERS}
"""Keys of a JSON request that others read: Triton itself, and who asks for a caller's key."""

logger = logging.getLogger(__name__)


class Way(enum.Enum):
    """How a request came."""

    GRPC = enum.auto()
    HTTP = enum.auto()
    UNKNOWN = enum.auto()
    """The server does not hand the header on."""


class CallersWays:
    """Tells them apart in one server."""

    def __init__(self, hands_on_user_agent: bool) -> None:
        self._hands_on_user_agent = hands_on_user_agent

    @staticmethod
    def of_this_server() -> CallersWays:
        """For a model's process, whose parent is the server."""
        ways = CallersWays(hands_on_user_agent(server_command(os.getppid())))
        if not ways._hands_on_user_agent:
            logger.warning("HTTP callers must ask for base64 themselves: the server lacks %s", FORWARD_USER_AGENT)
        return ways

    def inputs(self, request: pb_utils.InferenceRequest) -> dict[str, object]:
        """The inputs of `tts` that the caller sent, and the encoding that is right for one who chose none.

        Raises InvalidRequest.
        """
        return fit_for_way(tts_inputs(request), self._way(request))

    def _way(self, request: pb_utils.InferenceRequest) -> Way:
        """How a request came; raises InvalidRequest for a key of an HTTP request that is none of the inputs."""
        if not self._hands_on_user_agent:
            return Way.UNKNOWN
        names = set(json.loads(request.parameters() or "{}"))
        if HEADER in names:
            return Way.GRPC
        strangers = names - _NOT_INPUTS
        if strangers:
            allowed = ", ".join(f'"{name}"' for name in TTS_INPUTS + CONTEXT_INPUTS)
            raise InvalidRequest(f'input "{min(strangers)[:60]}" is unknown; allowed: {allowed}')
        return Way.HTTP


def fit_for_way(inputs: dict[str, object], way: Way) -> dict[str, object]:
    """The inputs with the encoding that a caller gets who did not choose one.

    Raises InvalidRequest where the answer could only be JSON with bytes in it, which no reader takes.
    """
    encoding = inputs.get("encoding")
    if way is Way.HTTP and encoding in ("binary", b"binary"):
        raise InvalidRequest(
            'input "encoding": "binary" cannot be answered over HTTP, whose JSON carries no bytes; allowed: "base64", '
            "or gRPC (ModelStreamInfer)"
        )
    if encoding is not None or inputs.get("op", b"begin") not in ("begin", b"begin"):
        return inputs
    if way is Way.HTTP:
        return {**inputs, "encoding": b"base64"}
    if way is Way.UNKNOWN and inputs.get("mode") in ("whole", b"whole"):
        raise InvalidRequest(
            'input "encoding" is missing; it is required with "mode" "whole" where the server cannot tell HTTP from '
            'gRPC: allowed: "base64" for JSON, "binary" for gRPC'
        )
    return inputs
