"""A client on TLS and with a key: what it sends, and what it says when a server does not take it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import grpc
import pytest

from tests.client.fake_server import FakeServer
from tritone.client import (
    BlockingClient,
    ConnectionSettings,
    KeyRefused,
    ServerUnreachable,
    TritoneClient,
    synthesize_stream,
    voices,
)
from tritone.errors import InvalidOption

CERTIFICATES = Path(__file__).parents[1] / "data" / "certificates"
KEY = "right-key-0123456789"


def pem(name: str) -> str:
    return str(CERTIFICATES / name)


def credentials(authority: str | None = None) -> grpc.ServerCredentials:
    pair = [(CERTIFICATES / "server.key").read_bytes(), (CERTIFICATES / "server.pem").read_bytes()]
    roots = None if authority is None else (CERTIFICATES / authority).read_bytes()
    return grpc.ssl_server_credentials([pair], roots, require_client_auth=roots is not None)


@pytest.fixture(scope="module")
def with_tls():
    with FakeServer(credentials=credentials(), key=KEY) as running:
        yield running


@pytest.fixture(scope="module")
def with_client_certificates():
    with FakeServer(credentials=credentials("authority.pem")) as running:
        yield running


def words(chunks) -> list[str]:
    return [chunk.audio.decode() for chunk in chunks if chunk.audio]


def failure(**settings) -> str:
    """What an attempt says that reaches nobody."""
    with pytest.raises(ServerUnreachable) as unreachable:
        list(synthesize_stream(ConnectionSettings(**settings), "Hello"))
    return str(unreachable.value)


def test_every_way_of_asking_goes_over_tls_and_brings_the_key(with_tls):
    settings = ConnectionSettings(with_tls.url, ca=pem("authority.pem"), api_key=KEY)
    assert words(synthesize_stream(settings, "One two")) == ["One", "two"]
    assert [voice.name for voice in voices(settings)] == ["heart"]
    with BlockingClient(settings) as tritone:
        speech = tritone.live("Three ")
        speech.end()
        assert words(speech) == ["Three"] and [voice.name for voice in tritone.voices()] == ["heart"]

    async def talk():
        async with TritoneClient(settings) as tritone:
            await tritone.connect()
            return [chunk.audio async for chunk in tritone.speak("Four") if chunk.audio]

    assert asyncio.run(talk()) == [b"Four"]


@pytest.mark.parametrize("key", [None, "wrong-key-0123456789"])
def test_a_server_that_asks_for_a_key_says_so(with_tls, key):
    settings = ConnectionSettings(with_tls.url, ca=pem("authority.pem"), api_key=key)
    for ask in (lambda: list(synthesize_stream(settings, "Hello")), lambda: voices(settings)):
        with pytest.raises(KeyRefused, match='^input "x-api-key" is'):
            ask()


def test_a_certificate_that_nobody_vouches_for_is_named_with_who_was_asked(with_tls):
    assert f"not vouched for by {pem('stranger.pem')}" in failure(url=with_tls.url, ca=pem("stranger.pem"))
    said = failure(url=f"grpcs://{with_tls.url}")
    assert "not vouched for by the authorities that gRPC knows: give ca" in said


def test_a_plain_client_hears_that_there_may_be_tls(with_tls):
    assert "the server may speak TLS: give ca, or grpcs://" in failure(url=with_tls.url)


def test_a_tls_client_hears_that_there_is_none():
    with FakeServer() as plain:
        assert "there is no TLS at that port" in failure(url=plain.url, ca=pem("authority.pem"))


def test_a_server_that_wants_a_certificate_takes_its_own_authoritys_only(with_client_certificates):
    here = {"url": with_client_certificates.url, "ca": pem("authority.pem")}
    mine = {"client_cert": pem("client.pem"), "client_key": pem("client.key")}
    assert words(synthesize_stream(ConnectionSettings(**here, **mine), "Hello")) == ["Hello"]
    assert "may ask for a certificate: give client_cert and client_key" in failure(**here)
    stranger = {"client_cert": pem("client-of-stranger.pem"), "client_key": pem("client-of-stranger.key")}
    assert f"may not know who vouches for {pem('client-of-stranger.pem')}" in failure(**here, **stranger)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"ca": "/nowhere/x"}, "^ca is /nowhere/x: No such file"),
        ({"ca": pem("server.key")}, "^ca is .*server.key, which cannot be used"),
        ({"client_cert": pem("client.pem")}, "^client_cert came without client_key"),
        ({"client_key": pem("client.key")}, "^client_key came without client_cert"),
        ({"client_cert": pem("client.pem"), "client_key": pem("server.key")}, "^client_key .*mismatch"),
        ({"client_cert": pem("client.pem"), "client_key": pem("encrypted.key")}, "^client_key is .*encrypted.key"),
        ({"api_key": "two words"}, "^api_key cannot be sent"),
        ({"api_key": "line\n"}, "^api_key cannot be sent"),
        ({"api_key": ""}, "^api_key cannot be sent"),
    ],
)
def test_what_cannot_be_used_is_named_before_anything_is_sent(settings, message):
    with pytest.raises(InvalidOption, match=message) as refusal:
        BlockingClient(ConnectionSettings(**settings))
    assert "two words" not in str(refusal.value)


def test_a_key_stands_in_nothing_that_is_shown():
    assert KEY not in repr(ConnectionSettings(api_key=KEY))
