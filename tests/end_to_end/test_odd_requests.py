"""Requests that nobody means, and malformed calls: each is served or told what is wrong, and nobody else notices."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from loadtest.clients.callers import GrpcCaller
from loadtest.fuzz import on_server
from loadtest.fuzz.on_server import _fault
from tests.end_to_end.plain_client import say
from tritone.bridge.call_key import server_key
from tritone.client.messages import model_request, outputs_of
from tritone.server.running.stubs import find_stubs

pytestmark = pytest.mark.triton

REQUESTS, SECONDS = 25, 30.0
"""So many of each of two callers, and as many malformed calls to each model; or as many as are answered in so long."""
HEAVY = {
    "a row of comments": "<!---->" * 40 + "x",
    "blanks in a say-as": '<speak><say-as interpret-as="characters">a' + " " * 99_000 + "</say-as></speak>",
    "a word of many parts": "a1" * 50_000,
    "a table": "|a|b|\n" * 16_000,
    "aliases": "<speak>" + ('<sub alias="' + "la " * 66 + '">a</sub> ') * 400 + "</speak>",
}


def test_odd_requests_are_answered_and_a_bystander_hears_nothing_of_them(server):
    key = server_key(server.pid)
    assert key
    found = on_server.run(server.grpc_url, server.pid, key, "every build", REQUESTS, SECONDS)
    # whether a text is too much for the budget depends on the machine; the text stage's own tests say how much it takes
    faults = [fault for fault in found.faults if not fault.startswith("over the budget")]
    assert not faults, "\n".join(faults)
    assert found.requests > 5 and found.calls > 5 and found.heard > 0


@pytest.mark.parametrize("name", HEAVY)
def test_texts_that_were_made_to_stall_the_server_are_served_or_refused(server, name):
    heard = say(server.grpc_url, text=HEAVY[name][:90_000] if name == "a table" else HEAVY[name], stop_after=1)
    assert heard.error is None or _fault(str(heard.error)) in (None, "over the budget")
    assert say(server.grpc_url, text="Yes.").error is None


def names_of_outputs(url: str, wanted: tuple[str, ...]) -> set[tuple[str, ...]]:
    """What the responses of one stream held whose caller asked for these outputs."""
    request = model_request("tts", text="One, two, three. " * 40)
    for name in wanted:
        request.outputs.add(name=name)
    with contextlib.closing(GrpcCaller(url)) as caller:
        return {tuple(sorted(outputs_of(response))) for response in caller.responses(request, within_seconds=120)}


def test_callers_who_ask_for_some_outputs_get_those_and_leave_the_server_whole(server):
    """Triton would free what is not wanted without the interpreter's lock, which in some hundred streams a second ends
    the process after seconds; so `tts` leaves it out itself."""
    before = {stub.model: stub.pid for stub in find_stubs(server.pid)}
    wanted = [("audio",), ("audio", "is_last"), ("start_seconds",)] * 4
    with ThreadPoolExecutor(len(wanted)) as callers:
        found = list(callers.map(lambda names: names_of_outputs(server.grpc_url, names), wanted))
    assert found == [{tuple(sorted(names))} for names in wanted]
    assert {stub.model: stub.pid for stub in find_stubs(server.pid)} == before
