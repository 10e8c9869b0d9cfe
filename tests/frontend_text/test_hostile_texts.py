"""Texts that were made to take long, or to break something: each is read in no time, or refused for what is wrong."""

from __future__ import annotations

import json
import signal

import pytest

from frontend_text import MAX_PHONEMES, Frontend, InvalidMarkup, Lexicon
from frontend_text.kept import KeptByText
from frontend_text.markup.ssml import is_ssml
from frontend_text.spoken import SpokenWord
from frontend_text.tried import tried
from tritone.threads.cpu_budget import CpuBudget, OutOfTime

# Where a call is stopped in a callback of the garbage collector (Hypothesis has one), that is swallowed, and it is
# stopped again.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

pytest.importorskip("hibari", reason="the English pronunciations come from hibari-tts")

FRONTEND = Frontend("en-us")
N = 100_000
FAR_TOO_LONG_SECONDS = 10.0
"""Each took longer than this, most of them for ever, and takes a few hundredths of a second."""


@pytest.fixture(scope="module", autouse=True)
def _warm():
    FRONTEND.warm()


@pytest.fixture
def within_reason():
    before = signal.getsignal(signal.SIGALRM)
    yield CpuBudget(FAR_TOO_LONG_SECONDS).run
    signal.signal(signal.SIGALRM, before)


def lexicon(**entries: str) -> Lexicon:
    return Lexicon(entries)


@pytest.mark.parametrize("comment", ["<!---->", "<!-- a -->", "<!---->\n", "<!-->", "<!-- -- -->"])
def test_a_row_of_comments_is_no_riddle(within_reason, comment):
    assert not within_reason(lambda: is_ssml(comment * 200 + "x"))
    assert not within_reason(lambda: is_ssml('<?xml version="1.0"?>' + comment * 200))


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        ("<speak>", True),
        ("\ufeff \n<speak/>", True),
        ('<?xml version="1.0"?>\n<!-- a > b -->\n<!----><speak version="1.1">', True),
        ("<!DOCTYPE  speak>", True),
        ('<?xml version="1.0"?><!DOCTYPE speak>', True),
        ("<!-- a --><!DOCTYPE speak>", False),
        ("<?xml ><speak>", False),
        ("<!-- <speak>", False),
        ("<speaker>", False),
        ("x<speak>", False),
    ],
)
def test_what_is_ssml(begin, expected):
    assert is_ssml(begin) is expected


def test_blanks_in_a_say_as_are_passed_over_once(within_reason):
    text = '<speak><say-as interpret-as="characters">a' + " " * (N - 70) + "</say-as></speak>"
    assert within_reason(lambda: FRONTEND.read(text)).segments[0].spoken == "A"


@pytest.mark.parametrize("row", ["aB", "a1", "I'm", "a_b", "a+b", "a&b", "one.", "a%b", "Ab1"])
def test_a_word_of_very_many_parts_takes_no_longer_than_others(within_reason, row):
    sounds = FRONTEND.engines.grapheme_to_phoneme
    word = SpokenWord(row * (2400 // len(row)), 0, 2400)
    assert within_reason(lambda: sounds.phonemize([word]))[0]


def test_a_lexicon_that_multiplies_a_text_is_read_a_little_at_a_time(within_reason):
    text, said = "a " * 100, lexicon(a="la " * 66)
    start, calls = 0, 0
    while start is not None:
        passage = within_reason(lambda start=start: FRONTEND.read(text, start, lexicon=said))
        assert all(len(segment.phonemes) <= MAX_PHONEMES for segment in passage.segments)
        assert sum(len(segment.phonemes) for segment in passage.segments) < 3000
        start, calls = passage.next_start, calls + 1
    assert calls > 5


def test_every_word_of_an_amplified_text_is_said_once():
    text = "one a two a three a four. " * 6
    said, start = "", 0
    while start is not None:
        passage = FRONTEND.read(text, start, lexicon=lexicon(a="la " * 60))
        said += " ".join(segment.spoken for segment in passage.segments) + " "
        start = passage.next_start
    assert said.count("la") == 18 * 60
    assert [word for word in said.replace(".", "").split() if word != "la"] == ["one", "two", "three", "four"] * 6


def test_long_phrases_of_a_lexicon_are_refused():
    with pytest.raises(InvalidMarkup, match="has 100 words; allowed: up to 10"):
        Lexicon({" ".join("a" * 100): "x"})


def test_a_replacement_stands_for_so_much_only():
    with pytest.raises(InvalidMarkup, match=r"<sub> stands around 49000 characters; allowed: up to 400"):
        FRONTEND.read('<speak><sub alias="x">' + "a" * 49_000 + "</sub></speak>")


def test_a_replacement_that_is_too_long_for_a_segment_is_refused_with_its_words():
    said = lexicon(a="1/2/2003 12:34:56.789 $1.50/5-10kg " * 5, ab="1/2/2003 12:34:56.789 $1.50/5-10kg " * 5)
    for text in ("a a a", "so ab it is"):
        with pytest.raises(InvalidMarkup, match=r'"ab?" is said in one piece, with \d+ phonemes; allowed: up to 400'):
            FRONTEND.read(text, lexicon=said)


@pytest.mark.parametrize("written", ["w" * 50, "~" * 50, "!" * 50, "W~" * 400])
def test_characters_with_long_names_are_said_in_parts(written):
    text = f'<speak><say-as interpret-as="characters">{written}</say-as></speak>'
    said, start = "", 0
    while start is not None:
        passage = FRONTEND.read(text, start)
        said += " ".join(segment.spoken for segment in passage.segments) + " "
        start = passage.next_start
    assert len(said.split()) >= len(written)


@pytest.mark.parametrize(
    "text",
    [
        '<speak><say-as interpret-as="date">---</say-as> a</speak>',
        '<speak><say-as interpret-as="date" format="abc">12345678</say-as></speak>',
        '<speak>a<sub alias="x">\u0301</sub></speak>',
        '<speak><sub alias="b">a</sub><sub alias="x">\u0301</sub></speak>',
        '<speak>a<sub alias="x">\u200b\u200b</sub></speak>',
        "2024-03-15 at 9:30 p.024-03-15 at 9:30 p.",
        "x—www.1-—www.1-—www.1-",
        "1-www.ء1-1) 1-1)",
    ],
)
def test_what_raised_something_else_than_an_error_of_the_caller_is_read(text):
    assert FRONTEND.read(text).segments


def test_a_rule_that_has_a_fault_is_done_without(caplog):
    def rule(text):
        return text[7]

    assert tried(rule, "letters") is None and tried(rule, "eight of") == "f"
    assert "rule failed at a text" in caplog.text and "letters" not in caplog.records[0].getMessage()


@pytest.mark.parametrize(
    "document",
    [
        "<speak>" + '<sub alias="x">a</sub>' * 4500 + "</speak>",
        "<speak>" + '<mark name="a"/>' * 3000 + "a b c. " * 6000 + "</speak>",
        "<speak>" + "<say-as interpret-as='characters'>a</say-as>" * 2200 + "</speak>",
        "[a](/ə/)" * (N // 8),
        "[a](/ə/)\u202e " * (N // 10),
    ],
)
def test_many_replacements_and_marks_are_each_looked_at_once(within_reason, document):
    def read_some():
        start = 0
        for _ in range(5):
            start = FRONTEND.read(document, start, lexicon=Lexicon({"a b": "b"})).next_start
            if start is None:
                break

    within_reason(read_some)


def test_a_pronunciation_lexicon_of_very_many_lines_is_read_once(within_reason):
    lines = "<lexicon><lexeme><grapheme>a</grapheme><alias>" + "\n" * 90_000 + "b</alias></lexeme></lexicon>"
    assert len(within_reason(lambda: Lexicon.from_pls(lines))) == 1


def test_languages_nobody_knows_are_told_and_not_kept():
    front = Frontend("en-us")
    languages = [f"q{number}x" for number in range(50)]
    inside = "".join(f'<lang xml:lang="{language}">a</lang> ' for language in languages)
    warnings, start = set(), 0
    while start is not None:
        passage = front.read(f"<speak>{inside}</speak>", start)
        warnings.update(passage.warnings)
        start = passage.next_start
    assert len(warnings) == 50 and not front.engines._others


def test_documents_are_kept_within_a_bound_and_not_all_dropped_by_those_that_come_round():
    made = []
    kept = KeptByText(lambda text: made.append(text) or len(text), 1000)
    texts = [str(number) * 100 for number in range(1, 10)] + ["a" * 100, "b" * 100, "c" * 100]
    for _ in range(20):
        for text in texts:
            assert kept(text) == len(text)
    assert len(made) < 20 * len(texts) * 0.6
    assert kept("d" * 1001) == 1001 and kept("d" * 1001) == 1001 and made.count("d" * 1001) == 2


def test_errors_are_not_kept():
    def refuse(text):
        raise InvalidMarkup(text)

    kept = KeptByText(refuse, 1000)
    for _ in range(2):
        with pytest.raises(InvalidMarkup):
            kept("a")


def test_a_budget_that_runs_out_leaves_the_front_end_whole():
    text = json.dumps({str(number): "1/2/2003 a1B2 " * 3 for number in range(50)}) + "aB1" * 2000
    whole = FRONTEND.read(text, 0, 2000)
    before = signal.getsignal(signal.SIGALRM)
    try:
        budget, stopped = CpuBudget(0.003), 0
        for _ in range(30):
            try:
                budget.run(lambda: Frontend.read(FRONTEND, text, 0, 2000))
            except OutOfTime:
                stopped += 1
    finally:
        signal.signal(signal.SIGALRM, before)
    assert stopped and FRONTEND.read(text, 0, 2000) == whole
