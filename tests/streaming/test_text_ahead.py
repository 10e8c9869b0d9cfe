"""Text ahead of the sound: read from where the last passage ended, no word lost, nothing before the first word."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.streaming.hand_run import request
from tritone.errors import InvalidRequest
from tritone.pipeline.segments import Passage, Segment, TimedText
from tritone.streaming.text_ahead import TextAhead

# has phonemes, has a pause
KINDS = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=4)


def segment(number: int, has_words: bool, has_pause: bool) -> Segment:
    ids = np.arange(3 if has_words else 0, dtype=np.int32)
    return Segment(ids, 0.1 if has_pause else 0.0, number, number + 1, [TimedText(number, number + 1, 0, len(ids))])


@given(st.lists(KINDS, min_size=1, max_size=5))
def test_no_word_is_lost_and_none_comes_twice(passages):
    text, number, taken = TextAhead(request("x" * 100)), 0, []
    for index, kinds in enumerate(passages):
        assert text.may_be_read and not text.is_all_read
        assert text.next_position().start == number and not text.may_be_read
        segments = [segment(number + offset, *kind) for offset, kind in enumerate(kinds)]
        number += len(segments)
        is_last = index == len(passages) - 1
        has_words = any(words for kinds in passages for words, _ in kinds)
        if is_last and not has_words:
            with pytest.raises(InvalidRequest, match="nothing that voice"):
                text.add(Passage(segments, None, ()))
            return
        text.add(Passage(segments, None if is_last else number, ()))
        taken += [text.waiting.popleft() for _ in range(len(text.waiting))]
    assert text.is_all_read and not text.may_be_read
    words = [item.text_start for one in taken for item in one.timed]
    assert words + [item.text_start for item in text.silent_words] == list(range(number))
    # nothing before the first word, and after it only what is heard
    assert not taken or len(taken[0].phoneme_ids)
    assert all(len(one.phoneme_ids) or one.pause_seconds for one in taken)


def test_words_before_a_segment_lie_at_its_beginning():
    text = TextAhead(request("x y z"))
    text.add(Passage([segment(0, False, False), segment(1, True, False)], None, ()))
    (spoken,) = text.waiting
    assert [(item.first_id, item.end_id) for item in spoken.timed] == [(0, 0), (0, 3)]


def test_what_a_voice_cannot_say_is_logged_without_the_callers_words(caplog):
    # of this logger: another test may have given `tritone` a level of its own
    logger = "tritone.streaming.text_ahead"
    caplog.set_level(logging.INFO, logger)
    TextAhead(request("secret ☃")).add(Passage([segment(0, True, False)], None, [(7, 8)]))
    assert "characters 7 to 8" in caplog.text and "☃" not in caplog.text
    caplog.set_level(logging.DEBUG, logger)
    TextAhead(request("secret ☃")).add(Passage([segment(0, True, False)], None, [(7, 8)]))
    assert "☃" in caplog.text and "secret" not in caplog.text


def test_a_text_full_of_what_has_no_sound_fills_no_log(caplog):
    text = TextAhead(request("x" * 100))
    with caplog.at_level(logging.WARNING):
        for number in range(50):
            text.next_position()
            text.add(Passage([segment(number, True, False)], number + 1, [(number, number + 1)]))
    assert 1 <= len(caplog.records) <= 5
