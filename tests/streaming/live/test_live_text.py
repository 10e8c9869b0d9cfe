"""The text of a context: what may be read, and what of it counts, while more may come."""

from __future__ import annotations

import time

import numpy as np
import pytest

from frontend_text.segmentation.breaks import PAUSE_SECONDS, Break
from tests.streaming.hand_run import request
from tritone.errors import InvalidRequest
from tritone.pipeline.segments import Passage, Segment, TimedText
from tritone.streaming.live import live_text
from tritone.streaming.live.live_text import LiveText


def segment(start: int, end: int, pause_seconds: float = 0.0) -> Segment:
    return Segment(np.arange(3, dtype=np.int32), pause_seconds, start, end, [TimedText(start, end, 0, 3)])


def live(text: str) -> LiveText:
    return LiveText(request(text))


@pytest.mark.parametrize(
    "text", ["", "  ", "Hello", "Hello there, my friend.", "We met Dr. ", "<spe", "<speak>Hi. You. "]
)
def test_nothing_is_read_while_nothing_is_certain(text):
    assert not live(text).may_be_read


def test_of_what_was_read_only_what_is_certain_counts():
    text = live("Hello there, my friend. And I think")
    assert text.may_be_read and text.next_position().text == "Hello there, my friend. And I think"
    text.append(" so")
    assert not text.may_be_read  # it is being read
    text.add(Passage([segment(0, 23), segment(24, 35)], None, [(30, 31)]))
    assert [one.text_end for one in text.waiting] == [23] and not text.is_all_read
    assert not text.may_be_read and text.is_held_back()
    text.finish()
    assert text.may_be_read and not text.is_held_back()
    assert (text.next_position().start, text.text) == (23, "Hello there, my friend. And I think so")
    text.add(Passage([segment(24, 38)], None, ()))
    assert text.is_all_read and not text.may_be_read


def test_a_flush_has_all_be_read_as_if_it_ended_there_and_pause_as_its_sign_asks():
    text = live("Hello there.")
    assert text.is_held_back()
    text.flush()
    assert text.may_be_read and not text.is_held_back()
    text.append(" And")
    assert text.next_position().text == "Hello there."
    text.add(Passage([segment(0, 12)], None, ()))
    assert text.waiting[0].pause_seconds == pytest.approx(PAUSE_SECONDS[Break.SENTENCE]) and not text.is_all_read
    text.finish()
    assert text.next_position().start == 12


def test_a_flush_right_before_the_end_is_none():
    text = live("Hello there.")
    text.flush()
    text.finish()
    text.next_position()
    text.add(Passage([segment(0, 12)], None, ()))
    assert text.waiting[0].pause_seconds == 0.0 and text.is_all_read


def test_markup_waits_for_its_end():
    text = live("<speak>Hello there, my friend. ")
    text.flush()
    assert not text.may_be_read and not text.is_held_back() and not text.has_work()
    text.append("And I.</speak>")
    assert not text.may_be_read
    text.finish()
    assert text.may_be_read


def test_a_reader_that_finds_nothing_certain_is_asked_again_with_more_text_only():
    text = live("Hello there, my friend. And")
    text.next_position()
    text.add(Passage([segment(0, 27)], None, ()))
    assert not text.waiting and not text.may_be_read
    text.append(" I")
    assert text.may_be_read


def test_an_empty_text_is_no_fault_and_one_that_cannot_be_said_is():
    empty, unsayable = live(" "), live("☃")
    empty.finish()
    assert empty.is_all_read and not empty.may_be_read
    unsayable.finish()
    unsayable.next_position()
    with pytest.raises(InvalidRequest, match="nothing that voice"):
        unsayable.add(Passage([], None, ()))


def test_a_text_that_comes_sign_by_sign_is_not_looked_at_for_every_sign(monkeypatch):
    looks = []

    def expensive(text, start, language, whole_sentences):
        looks.append(len(text))
        until = time.thread_time() + 2 * live_text.CHEAP_SECONDS
        while time.thread_time() < until:
            pass

    monkeypatch.setattr(live_text, "certain_end", expensive)
    monkeypatch.setattr(live_text, "REST", 1e6)
    text = live("H")
    for sign in "ello there, my friend. And I think so.":
        text.append(sign)
    assert looks == [1] and text.is_look_due and text.is_held_back()
    monkeypatch.setattr(text, "_may_look_at", 0.0)  # the rest is over
    text.look_again()
    assert looks == [1, len(text.text)] and not text.is_look_due


def test_text_that_nobody_looked_at_yet_is_flushed_and_finished_all_the_same(monkeypatch):
    text = live("H")
    monkeypatch.setattr(text, "_may_look_at", float("inf"))
    text.append("ello there, my friend. And")
    assert text.is_look_due and not text.may_be_read
    text.flush()
    assert text.may_be_read and text.next_position().text == "Hello there, my friend. And"
