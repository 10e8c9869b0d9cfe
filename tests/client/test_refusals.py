"""Refusals by their words: invalid, full and broken are told apart, with a status and without."""

import pytest

from tests.client.fake_server import FakeServer
from tritone.bridge.error_codes import code_and_message
from tritone.client import (
    BlockingClient,
    ConnectionSettings,
    RequestInvalid,
    RequestRefused,
    ServerFault,
    ServerFull,
    ServerStopping,
)
from tritone.client.errors import refused
from tritone.errors import InvalidRequest, MissingVoice, ModelDown, Overloaded, SynthesisFailed, UnknownVoice
from tritone.streaming.door.admission import Refusal

STATUSES = ("triton_grpc_error", "true")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InvalidRequest('input "speed": 9 is out of range; allowed: 0.25 to 4.0'), RequestInvalid),
        (UnknownVoice('input "voice": "x" is unknown; available: "heart"'), RequestInvalid),
        (Overloaded("the server is speaking 3 streams, its limit; try again later"), ServerFull),
        (SynthesisFailed("model vocoder failed: out of memory"), ServerFault),
        (ModelDown.named("acoustic", "is not healthy"), ServerFault),
        (MissingVoice("its files are gone"), ServerFault),
        (KeyError("a bug"), ServerFault),
    ],
)
def test_what_the_server_says_is_raised_as_what_it_was(error, kind):
    back = refused(code_and_message(error)[1])
    assert type(back) is kind and isinstance(back, RequestRefused)


@pytest.mark.parametrize(
    ("message", "status", "kind"),
    [
        ("[request id: 1] expected 1 inputs but got 0 inputs for model 'tts'", "", RequestInvalid),
        ("Request for unknown model: 'nobody' is not found", "", RequestInvalid),
        ("unexpected shape", "INVALID_ARGUMENT", RequestInvalid),
        ("no more", "RESOURCE_EXHAUSTED", ServerFull),
        ("not for you", "PERMISSION_DENIED", ServerFault),
    ],
)
def test_what_triton_itself_refuses_has_its_kind_too(message, status, kind):
    assert type(refused(message, status)) is kind


def test_a_refusal_of_a_full_server_cannot_be_worded_otherwise():
    with pytest.raises(AssertionError):
        Refusal("max_streams", "there is no room")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("full", ServerFull), ("stopping", ServerStopping), ("refuse", RequestInvalid), ("fault", ServerFault)],
)
def test_a_refusal_that_a_proxy_made_a_status_is_what_it_was(text, kind):
    """docs/fleet.md: the proxy asks for statuses where a stream has one request, to know when to ask another server."""
    with FakeServer() as server, BlockingClient(ConnectionSettings(server.url, metadata=(STATUSES,))) as client:
        with pytest.raises(kind):
            list(client.speak(text))
        assert server.headers[0]["tritone-one-request"] == "true"
