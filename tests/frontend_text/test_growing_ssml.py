"""An SSML document that comes in pieces is cut where the whole one is, however it was cut into pieces."""

from __future__ import annotations

import os
import random
import re

import pytest

from frontend_text.errors import InvalidMarkup
from frontend_text.growing_ssml import certain_ssml
from frontend_text.markup.ssml import parse_ssml
from frontend_text.segmentation.breaks import Break
from frontend_text.segments.spans import next_span_of
from tests.frontend_text.test_growing_text import PIECES, random_pieces

SEED = int(os.environ.get("TRITONE_TEST_SEED", "15"))
WORDS = [re.sub(r"[<&]", "", piece) for piece in PIECES if len(piece) < 120]
ELEMENTS = [
    ("<s>", "</s>"), ("<p>", "</p>"), ('<prosody rate="slow">', "</prosody>"), ("<emphasis>", "</emphasis>"),
    ('<prosody contour="(0%,+5st)(100%,-5st)">', "</prosody>"), ('<sub alias="other words">', "</sub>"),
    ('<say-as interpret-as="characters">', "</say-as>"), ('<phoneme ph="tə">', "</phoneme>"), ("<desc>", "</desc>"),
    ('<lang xml:lang="de-de">', "</lang>"), ('<p xml:lang="fr">', "</p>"), ('<voice name="other">', "</voice>"),
    ("<unknown>", "</unknown>"), ("<audio src='a>b'>", "</audio>"), ("<w>", "</w>"), ("<a:b x='1'>", "</a:b>"),
]  # fmt: skip
ALONE = [
    '<break time="300ms"/>', '<break strength="weak"/>', "<break/>", '<mark name="m"/>', "<!-- a > note. So -->",
    "&amp;", "&lt;", "&#233;", "&#x301;", "<?note it?>",
]  # fmt: skip
STARTS = ["<speak>", '<?xml version="1.0"?>\n<speak xml:lang="en-us">', "\n<speak version='1.1' xmlns='urn:a'>"]


def some_ssml(rng: random.Random) -> str:
    """A document that is well formed, and mostly one that can be spoken."""
    parts, open_elements = [rng.choice(STARTS)], ["</speak>"]
    for _ in range(rng.randint(1, 24)):
        choice = rng.random()
        if choice < 0.15:
            begin, end = rng.choice(ELEMENTS)
            parts.append(begin)
            open_elements.append(end)
        elif choice < 0.3 and len(open_elements) > 1:
            parts.append(open_elements.pop())
        elif choice < 0.4:
            parts.append(rng.choice(ALONE))
        else:
            parts.append(rng.choice(WORDS))
    return "".join(parts + open_elements[::-1])


def segments(text: str, start: int, until: int | None = None) -> list[tuple]:
    """All that the reader makes segments of from there on: where they are, how they end, and how they are said."""
    blocks, found = parse_ssml(text).blocks, []
    for number, block in enumerate(blocks):
        if block.source_end <= start:
            continue
        position = block.index(start)
        while (span := next_span_of(block, position, early=number == 0, language="en")) is not None:
            first, end = block.source(span.start, span.end)
            if until is not None and end > until:
                return found
            pause = None
            if span.ends_with is Break.END:
                pause = "last" if number + 1 == len(blocks) and block.pause_seconds is None else block.pause_seconds
            manners = tuple(
                (run.manner, max(run.start, span.start), min(run.end, span.end))
                for run in block.manners
                if run.start < span.end and run.end > span.start
            )
            contours = tuple(run for run in block.contours if run.start < span.end and run.end > span.start)
            inside = tuple(a for a in block.annotations if a.start < span.end and a.end > span.start)
            marks = tuple(mark for mark in block.marks if span.start <= mark[1] < span.end)
            said = block.text[span.start : span.end]
            found.append((first, end, said, span.ends_with, pause, manners, contours, inside, marks, block.voice))
            position = span.end
            if span.ends_with is Break.END:
                break
    return found


def segments_in_pieces(pieces: list[str]) -> tuple[list[tuple], int]:
    """The segments, and how many of them were certain before the end."""
    text, start = "", 0
    found: list[tuple] = []
    for piece in pieces:
        text += piece
        while (certain := certain_ssml(text, start, "en")) is not None:
            end, document = certain
            more = segments(document, start, end)
            if not more:
                break
            found += more
            start = more[-1][1]
    return found + segments(text, start), len(found)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_random_cuts_change_no_segment(part):
    check_random_cuts(SEED * 100 + part, documents=120, least_cuts=10_000)


def test_random_cuts_change_no_segment():
    check_random_cuts(SEED, documents=12, least_cuts=500)


def check_random_cuts(seed: int, documents: int, least_cuts: int) -> None:
    rng, cut_places, early, spoken = random.Random(seed), 0, 0, 0
    while spoken < documents:
        text = some_ssml(rng)
        try:
            whole = segments(text, 0)
        except InvalidMarkup:
            continue
        spoken += 1
        for _ in range(2):
            pieces = random_pieces(text, rng)
            cut_places += len(pieces) - 1
            found, certain = segments_in_pieces(pieces)
            assert found == whole, pieces
            early += certain
    assert cut_places > least_cuts and early > documents / 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<speak>Hello there, my friend. H", "Hello there, my friend."),
        ("<speak>Hello there, my friend.", None),
        ("<speak>Hello there, my friend. <", None),
        ("<speak><s>Hello there.</s><s>", None),  # a break may still come, or more of it
        ("<speak><s>Hello there.</s><s>Y", "Hello there."),
        ('<speak>Hi.<break time="1s"/>Y', "Hi."),
        ("<speak><emphasis>Hello</emphasis> there, my friend. Ho", "there, my friend."),
        ("<speak>Hello there, my friend. <sub alias='x'>And", None),
        ("<speak>Hello there, my friend. And <sub alias='x'>so</sub>", "Hello there, my friend."),
        ("<speak>Hello there, my friend. It</speak>", None),
        ("<speak>Hello there, my friend. It</p> is", None),
        ("<spea", None),
    ],
)
def test_what_is_certain(text, said):
    certain = certain_ssml(text, 0, "en")
    assert (certain and text[: certain[0]].endswith(said or "?")) is (None if said is None else True)
