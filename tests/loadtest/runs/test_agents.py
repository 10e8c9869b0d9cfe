"""Agents who talk to a real server for a moment: turns are heard whole, and interruptions are told to the word."""

import asyncio

import pytest

from loadtest.corpus import english
from loadtest.runs.agents import Crowd, agents_talk
from loadtest.users.turns import sentences

pytestmark = pytest.mark.triton


def test_agents_hear_their_turns_and_what_was_heard_is_right(server):
    crowd = Crowd(6, seed=2, listens=False)
    row = asyncio.run(agents_talk(server.grpc_url, sentences(english()), crowd, 3.0, warm_up_seconds=0.5))
    assert row.first_error is None and row.turns >= 3
    assert row.heard_errors == row.errors == 0 and row.first_sound_p50_ms > 0


def test_a_refusal_is_an_error_of_its_turn(server):
    crowd = Crowd(1, voice="nobody", listens=False)
    row = asyncio.run(agents_talk(server.grpc_url, ["Hello there, my friend."], crowd, 1.0, warm_up_seconds=0.0))
    assert row.errors > 0 and '"nobody"' in row.first_error
