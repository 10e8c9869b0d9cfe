"""Timestamps: each word and mark once, in order, with the chunk in which it begins."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tritone.pipeline.segments import TimedText
from tritone.streaming.timestamps import PlacedText, Timestamps

RATE_HZ = 1000


@given(st.lists(st.lists(st.integers(0, 3000), max_size=5), min_size=1, max_size=5), st.lists(st.integers(1, 2000)))
def test_each_comes_once_with_the_chunk_in_which_it_begins(segments, chunks):
    timestamps, expected, at = Timestamps("x" * 1000, RATE_HZ), [], 0
    for starts in segments:
        starts = sorted(starts)
        items = [TimedText(len(expected) + index, len(expected) + index + 1, 0, 0) for index in range(len(starts))]
        timestamps.place([PlacedText(item, start, start) for item, start in zip(items, starts, strict=True)], at)
        expected += [at + start for start in starts]
        at += 3001
    told, sent = [], 0
    for length in chunks:
        begun = timestamps.begun_before(sent + length)
        assert all(item["start"] < (sent + length) / RATE_HZ for item in begun)
        told += begun
        sent += length
        assert len(told) == sum(start < sent for start in expected)
    trailing = TimedText(999, 1000, 0, 0)
    told += timestamps.all_that_is_left([trailing], sent)
    assert [item["text_start"] for item in told] == [*range(len(expected)), 999]
    assert [item["start"] for item in told[:-1]] == [start / RATE_HZ for start in expected]
    assert told[-1]["start"] == told[-1]["end"] == round(sent / RATE_HZ, 4)
    assert not timestamps.all_that_is_left([], sent)


def test_a_mark_has_its_name_and_a_word_its_text():
    timestamps = Timestamps("ab cd", RATE_HZ)
    items = [TimedText(3, 5, 0, 1), TimedText(5, 5, 1, 1, mark="here")]
    timestamps.place([PlacedText(items[0], 0, 10), PlacedText(items[1], 10, 10)], 20)
    assert timestamps.begun_before(1000) == [
        {"word": "cd", "display": "ab cd", "text_start": 3, "text_end": 5, "start": 0.02, "end": 0.03},
        {"mark": "here", "start": 0.03, "end": 0.03},
    ]
