"""Subtitles as files: SubRip, WebVTT, JSON."""

import json

from tritone.cli.subtitles import json_list, srt, vtt


def word(text, start, end):
    return {"word": text.strip(" ,.!?"), "display": text, "text_start": 0, "text_end": 0, "start": start, "end": end}


TOLD = [
    word("“Hello, ", 0.1, 0.5),
    word("there!” ", 0.5, 1.9),
    {"mark": "m", "start": 1.0, "end": 1.0},
    word("After ", 3600.0, 3600.5),
    word("a < b.", 3600.5, 3661.5),
]


def test_srt():
    assert srt(TOLD[:3]) == "1\n00:00:00,100 --> 00:00:01,900\n“Hello, there!”\n"
    assert srt(TOLD).split("\n\n")[1].startswith("2\n01:00:00,000 --> ")


def test_vtt_has_its_own_signs_spelled_out():
    assert vtt(TOLD[:2]) == "WEBVTT\n\n00:00:00.100 --> 00:00:01.900\n“Hello, there!”\n"
    assert vtt([word("a < b & c", 0, 1)]).endswith("\na &lt; b &amp; c\n")


def test_json_keeps_everything():
    assert json.loads(json_list(TOLD)) == TOLD
