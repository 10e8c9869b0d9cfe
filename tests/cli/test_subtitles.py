"""Word timings as subtitles."""

import json

from tritone.cli.subtitles import captions, json_list, srt, vtt


def word(text, start, end):
    return {"word": text, "text_start": 0, "text_end": len(text), "start": start, "end": end}


TOLD = [
    word("Hello", 0.1, 0.5),
    word("there", 0.5, 0.9),
    {"mark": "m", "start": 1.0, "end": 1.0},
    word("After", 2.0, 2.25),
    word("a", 2.25, 2.3),
    word("silence", 2.3, 3661.5),
]


def test_captions_break_at_silence_and_marks_are_no_words():
    assert [[item["word"] for item in caption] for caption in captions(TOLD)] == [
        ["Hello", "there"],
        ["After", "a", "silence"],
    ]


def test_captions_are_no_longer_than_a_line():
    told = [word("abcdefghi", index, index + 1) for index in range(9)]
    assert [len(caption) for caption in captions(told)] == [4, 4, 1]


def test_srt():
    assert srt(TOLD) == (
        "1\n00:00:00,100 --> 00:00:00,900\nHello there\n\n2\n00:00:02,000 --> 01:01:01,500\nAfter a silence\n"
    )


def test_vtt():
    assert vtt(TOLD[:2]) == "WEBVTT\n\n00:00:00.100 --> 00:00:00.900\nHello there\n"


def test_json_keeps_everything():
    assert json.loads(json_list(TOLD)) == TOLD
