"""Which voices a server offers."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

import grpc
from tritonclient.grpc import service_pb2, service_pb2_grpc

from tritone.client.address import DEFAULT_URL
from tritone.client.channel import ConnectionSettings
from tritone.client.errors import refused
from tritone.client.messages import model_request, outputs_of

_CONNECTION_TROUBLE = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED)


@dataclass(frozen=True)
class OfferedVoice:
    """One of them."""

    name: str
    """For `voice`; a voice of several speakers is also asked for as name#speaker."""
    language: str
    """BCP 47, lower case."""
    gender: str
    quality: str
    family: str
    sample_rate_hz: int
    licence: str
    """SPDX identifier."""
    licence_note: str
    commercial_use: str
    """"yes", "check" or "no"."""
    speakers: tuple[str, ...]
    """The first one speaks unless another is asked for; empty for a voice of one."""
    default: bool
    """Whether it speaks where no voice is asked for."""
    loaded: bool | None
    """False: the first one who asks for it waits until it is; None: the server cannot tell."""


def voices(
    url: str | ConnectionSettings = DEFAULT_URL,
    language: str | None = None,
    *,
    model: str = "voices",
    timeout_seconds: float = 10.0,
) -> list[OfferedVoice]:
    """The voices of a server, the default first; of one language only ("en", "en-gb") where it is given.

    url: the server's gRPC address, host:port, or more about the connection. Raises ServerUnreachable, or RequestRefused
    with the server's words.
    """
    settings = ConnectionSettings(url) if isinstance(url, str) else url
    with settings.open_channel() as channel:
        try:
            response = service_pb2_grpc.GRPCInferenceServiceStub(channel).ModelInfer(
                voices_request(model, language), timeout=timeout_seconds, metadata=settings.headers
            )
        except grpc.RpcError as error:
            if error.code() in _CONNECTION_TROUBLE:
                raise settings.failure(error, 0) from None
            raise refused(error.details() or "no reason given", error.code().name) from None
    return offered_voices(response)


def offered_voices(response: service_pb2.ModelInferResponse) -> list[OfferedVoice]:
    """Those in the model's answer."""
    (described,) = outputs_of(response).values()
    return [_offered(voice) for voice in json.loads(described)]


def voices_request(model: str, language: str | None) -> service_pb2.ModelInferRequest:
    """Asks the model for them."""
    return model_request(model, language=language)


def _offered(described: dict[str, Any]) -> OfferedVoice:
    """A voice of an answer; what a newer server tells beyond it is left out."""
    known = {field.name: described[field.name] for field in dataclasses.fields(OfferedVoice)}
    return OfferedVoice(**{**known, "speakers": tuple(known["speakers"])})
