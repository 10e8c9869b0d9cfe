"""SSML: what each element does, where its words stand in the source, and what is refused."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_text import MAX_PHONEMES, Frontend, InvalidMarkup, Lexicon, Segment
from frontend_text.markup.ssml import is_ssml

pytest.importorskip("hibari", reason="the English pronunciations come from hibari-tts")

FRONTEND = Frontend("en-us")


def read_all(text: str, lexicon: Lexicon | None = None, max_chars: int = 400) -> list[Segment]:
    segments: list[Segment] = []
    start: int | None = 0
    while start is not None:
        passage = FRONTEND.read(text, start, max_chars, lexicon=lexicon)
        assert passage.next_start is None or passage.next_start > start
        segments += passage.segments
        start = passage.next_start
    return segments


def spoken(text: str) -> str:
    return " ".join(segment.spoken for segment in read_all(text))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("plain words", "plain words"),
        ("It costs $5.", "It costs five dollars."),
        ("Tom &amp; Jerry &lt; 3", "Tom and Jerry less than three"),
        ('<sub alias="World Wide Web Consortium">W3C</sub>', "World Wide Web Consortium"),
        ('<sub alias="3 euros">3 EUR</sub>, please', "three euros, please"),
        ('<say-as interpret-as="characters">AB-1</say-as>', "A B dash one"),
        ('<say-as interpret-as="spell-out">cat</say-as>', "C A T"),
        ('<say-as interpret-as="verbatim">x9</say-as>', "X nine"),
        ('<say-as interpret-as="cardinal">12345</say-as>', "twelve thousand three hundred and forty five"),
        ('<say-as interpret-as="cardinal">1984</say-as>', "one thousand nine hundred and eighty four"),
        ('<say-as interpret-as="ordinal">3</say-as> try', "third try"),
        ('<say-as interpret-as="date" format="dmy">3/4/2024</say-as>', "April third, twenty twenty four"),
        ('<say-as interpret-as="date" format="mdy">3/4/2024</say-as>', "March fourth, twenty twenty four"),
        ('<say-as interpret-as="date" format="yyyymmdd">20240315</say-as>', "March fifteenth, twenty twenty four"),
        ('<say-as interpret-as="time">14:05</say-as>', "fourteen oh five"),
        ('<say-as interpret-as="time">2:30pm</say-as>', "two thirty PM"),
        ('<say-as interpret-as="telephone">555-1234</say-as>', "five five five, one two three four"),
        ('<say-as interpret-as="currency">USD 2.50</say-as>', "two US dollars fifty cents"),
        ('<say-as interpret-as="unit">10 km</say-as>', "ten kilometers"),
        ('<say-as interpret-as="fraction">2/3</say-as>', "two thirds"),
        ('<say-as interpret-as="fraction">1 1/2</say-as>', "one and one half"),
        ('<say-as interpret-as="address">12 Elm St.</say-as>', "twelve Elm Street."),
        ('<say-as interpret-as="expletive">censored</say-as>', "beep"),
        ('<say-as interpret-as="cardinal">not a number</say-as>', "not a number"),
        ('<say-as interpret-as="nonsense">5</say-as>', "five"),
        ("<unknown>still read</unknown> on", "still read on"),
        ("<!-- a comment --><![CDATA[a < b]]>", "a less than b"),
    ],
)
def test_says(inside: str, said: str) -> None:
    assert spoken(f"<speak>{inside}</speak>") == said


def test_breaks_are_pauses_and_end_segments() -> None:
    segments = read_all('<speak>One <break time="750ms"/> two <break strength="weak"/> three. <break/> Four.</speak>')
    assert [(s.spoken, s.pause_seconds) for s in segments] == [
        ("One", 0.75),
        ("two", 0.25),
        ("three.", 0.5),
        ("Four.", 0.0),
    ]


def test_a_break_before_any_text_is_a_silent_segment() -> None:
    silence, word = read_all('<speak><break time="1s"/>Hi.</speak>')
    assert (silence.phonemes, silence.pause_seconds, silence.words) == ("", 1.0, ())
    assert word.phonemes == "hˈI."


def test_paragraphs_and_sentences_are_segments_with_pauses() -> None:
    segments = read_all("<speak><p><s>First one</s><s>second one</s></p><p>third one</p></speak>")
    assert [(s.spoken, s.pause_seconds) for s in segments] == [
        ("First one", 0.35),
        ("second one", 0.75),
        ("third one", 0.75),
    ]


def test_prosody_is_given_with_each_segment_and_nests() -> None:
    segments = read_all(
        '<speak>a <prosody rate="fast">b <prosody rate="80%" volume="-6dB">c</prosody> d</prosody> e</speak>'
    )
    assert [(s.spoken, s.rate, s.volume_db) for s in segments] == [
        ("a", 1.0, 0.0), ("b", 1.25, 0.0), ("c", 1.0, -6.0), ("d", 1.25, 0.0), ("e", 1.0, 0.0),
    ]  # fmt: skip


def test_voice_and_language_are_given_with_each_segment() -> None:
    segments = read_all('<speak xml:lang="en-US">a <voice name="joe">b</voice> <lang xml:lang="fr">c</lang></speak>')
    assert [(s.voice, s.language) for s in segments] == [(None, "en-US"), ("joe", "en-US"), (None, "fr")]


@pytest.mark.parametrize(
    ("attributes", "sound"),
    [
        ('alphabet="ipa" ph="təˈmeɪtoʊ"', "təmˈAtO"),
        ('ph="təˈmɑːtəʊ"', "təmˈɑtQ"),
        ('alphabet="x-sampa" ph="t@&quot;mA:toU"', "təmˈɑtO"),
        ('alphabet="ipa" ph="ˈtʃɜːrtʃ"', "ʧˈɜɹʧ"),
    ],
)
def test_phonemes_are_said_as_given(attributes: str, sound: str) -> None:
    (segment,) = read_all(f"<speak>a <phoneme {attributes}>x</phoneme>!</speak>")
    assert segment.phonemes == f"ɐ {sound}!"


def test_emphasis_raises_the_stress_of_its_words_only() -> None:
    (plain,) = read_all("<speak>that is it</speak>")
    (strong,) = read_all('<speak>that <emphasis level="strong">is</emphasis> it</speak>')
    assert plain.phonemes == "ðˈæt ɪz ɪt"
    assert strong.phonemes == "ðˈæt ˈɪz ɪt"


def test_marks_stand_before_the_word_that_follows_them() -> None:
    (segment,) = read_all('<speak><mark name="a"/>one <mark name="b"/>two<mark name="c"/></speak>')
    assert segment.phonemes == "wˈʌn tˈu"
    assert [(mark.name, mark.phoneme_start) for mark in segment.marks] == [("a", 0), ("b", 5), ("c", 8)]


def test_every_mark_is_given_exactly_once() -> None:
    text = "<speak>" + "".join(f'<mark name="m{i}"/>Sentence number {i} is here. ' for i in range(30)) + "</speak>"
    assert [mark.name for s in read_all(text, max_chars=50) for mark in s.marks] == [f"m{i}" for i in range(30)]


def test_words_stand_where_they_are_in_the_source() -> None:
    text = '<speak>Tom &amp; <emphasis>Jerry</emphasis> <sub alias="three euros">3 EUR</sub> &#233;t\u00e9</speak>'
    words = [text[w.text_start : w.text_end] for s in read_all(text) for w in s.words]
    assert words == ["Tom", "&amp;", "Jerry", "3 EUR", "&#233;t\u00e9"]


def test_inline_pronunciations_work_in_plain_text() -> None:
    text = "I say [tomato](/təˈmɑːtoʊ/), see [docs](/docs/)."
    (segment,) = read_all(text)
    assert segment.phonemes.startswith("ˌI sˈA təmˈɑtO,")
    assert "docs" in segment.spoken


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("<speak>a", "line 1, column 9: no element found"),
        ("<speak>\n<p></s></speak>", "line 2, column 6: mismatched tag"),
        ("<speak>5 < 6</speak>", "not well-formed"),
        ("<speak>&custom;</speak>", "undefined entity"),
        ('<speak><break time="1 hour"/></speak>', "is not a time such as"),
        ('<speak><break time="11s"/></speak>', "longer than 10s"),
        ('<speak><break strength="huge"/></speak>', "allowed: none, x-weak"),
        ('<speak><prosody rate="9">x</prosody></speak>', "out of range; allowed: 25% to 400%"),
        ('<speak><prosody volume="very">x</prosody></speak>', 'prosody volume "very" is unknown'),
        ('<speak><phoneme ph="ʘ">x</phoneme></speak>', "line 1, column 25: phoneme .* is not known"),
        ('<speak><phoneme alphabet="arpabet" ph="AH">x</phoneme></speak>', 'allowed: "ipa", "x-sampa"'),
        ('<speak><sub alias="">x</sub></speak>', "needs an alias"),
        ("<speak><mark/></speak>", "a mark needs a name"),
        ("<speak>" + "<p>" * 60, "nested deeper than 40"),
        ("<speak>" + "a" * 400_000 + "</speak>", "longer than 400000"),
        ("<speak>\ud800</speak>", "surrogate"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(document: str, message: str) -> None:
    with pytest.raises(InvalidMarkup, match=message):
        FRONTEND.read(document)


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE speak [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><speak>&b;</speak>',
        '<!DOCTYPE speak SYSTEM "file:///etc/passwd"><speak/>',
        '<?xml version="1.0"?><!DOCTYPE speak [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>',
        '<!DOCTYPE speak [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><speak/>',
    ],
)
def test_entity_attacks_are_refused(document: str) -> None:
    with pytest.raises(InvalidMarkup, match="document type or entities"):
        FRONTEND.read(document)


def test_an_unknown_element_is_told_in_the_log_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        Frontend("en-us").document("<speak><x>a</x><x>b</x></speak>")
    assert [record.message for record in caplog.records] == ["SSML: <x> is unknown; its text is read"]


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("<speak>x</speak>", True),
        (" \n<?xml version='1.0'?>\n<speak version='1.1'>x</speak>", True),
        ("<speaker>x</speaker>", False),
        ("Say <speak>", False),
        ("", False),
    ],
)
def test_ssml_is_known_by_its_first_element(text: str, is_it: bool) -> None:
    assert is_ssml(text) is is_it


_PARTS = st.sampled_from(
    ["<p>", "</p>", "<s>", "</s>",
     '<break time="1s"/>', "word ", "$5 ", "&amp;", '<mark name="m"/>', "Dr. X. ", "<emphasis>",
     "</emphasis>",
     '<sub alias="b">a</sub>', '<prosody rate="slow">', "</prosody>", "é", "<!-- c -->", "\r\n", "<x>", "</x>"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=25))
@settings(max_examples=200, deadline=None)
def test_any_ssml_is_read_in_order_or_refused(parts: list[str]) -> None:
    text = f"<speak>{''.join(parts)}</speak>"
    try:
        segments = read_all(text, max_chars=20)
    except InvalidMarkup:
        return
    position = 0
    for segment in segments:
        assert position <= segment.text_start < segment.text_end <= len(text)
        assert len(segment.phonemes) <= MAX_PHONEMES
        position = segment.text_end
        written = segment.text_start
        for word in segment.words:
            assert written <= word.text_start < word.text_end <= segment.text_end
            written = word.text_end
    assert sum(len(s.marks) for s in segments) == (text.count("<mark") if segments else 0)
    assert " ".join(s.spoken for s in segments).count("word") == text.count("word ")
