"""A closed connection leaves none of gRPC's calls to be freed while the interpreter ends: that may wait for ever for a
lock which a stopped thread held."""

from __future__ import annotations

import asyncio
import gc

import grpc
import pytest

from tests.client.fake_server import FakeServer
from tests.waiting import until
from tritone.client import BlockingClient, RequestInvalid, ServerUnreachable, StreamBroken, TritoneClient


@pytest.fixture
def kept_alive():
    """Calls that only the garbage collector would free count as kept."""
    gc.collect()
    gc.disable()
    yield lambda: [kept for kept in gc.get_objects() if issubclass(type(kept), grpc.Call)]
    gc.enable()


def spoken(client):
    assert list(client.speak("One two"))


def left(client):
    chunks = client.speak("One two three")
    next(chunks)
    chunks.close()


def broken(client):
    with pytest.raises(StreamBroken) as raised:
        list(client.speak("One break"))
    return raised.value


def refused(client):
    with pytest.raises(RequestInvalid) as raised:
        list(client.speak("refuse"))
    return raised.value


def interrupted(client):
    with client.live("Hello there") as speech:
        next(iter(speech))
    return speech


def broken_while_live(client):
    speech = client.live("Hello break now ")
    with pytest.raises(StreamBroken) as raised:
        list(speech)
    return speech, raised.value


@pytest.mark.parametrize("use", (spoken, left, broken, refused, interrupted, broken_while_live))
def test_of_a_connection_that_was_closed(use, kept_alive):
    with FakeServer() as server:
        client = BlockingClient(server.url)
        result = use(client)
        client.close()
        until(lambda: not kept_alive())
        del result  # what a caller keeps of it keeps no call


def test_of_an_asyncio_connection(kept_alive):
    async def use(url):
        async with TritoneClient(url) as client:
            assert [chunk async for chunk in client.speak("One two")]
            with pytest.raises(RequestInvalid):
                _ = [chunk async for chunk in client.speak("refuse")]
            async with client.live("Hello there") as speech:
                assert await anext(aiter(speech))

    with FakeServer() as server:
        asyncio.run(use(server.url))
        until(lambda: not kept_alive())


def test_of_a_server_that_is_not_there(kept_alive):
    with BlockingClient("127.0.0.1:9") as client, pytest.raises(ServerUnreachable) as raised:
        list(client.speak("One"))
    until(lambda: not kept_alive())
    assert raised.value
