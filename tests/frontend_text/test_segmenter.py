"""Where texts are cut: a table of (text with | where a segment must end), and properties."""

from __future__ import annotations

import re

import pytest

from frontend_text.english.sentence_ends import RULES as ENGLISH_RULES
from frontend_text.segmentation.breaks import PAUSE_SECONDS, Break
from frontend_text.segmentation.period import PeriodRule, ends_sentence
from frontend_text.segmentation.segmenter import next_span
from frontend_text.segmentation.sentence_marks import period_at


def pieces(text: str) -> list[str]:
    found, position = [], 0
    while span := next_span(text, position):
        found.append(text[span.start : span.end])
        position = span.end
    return found


@pytest.mark.parametrize(
    "marked",
    [
        "Hello there.| How are you today?| I am fine, thanks!",
        "Dr. Smith met Mrs. Jones and Prof. Lee.| They talked for hours.",
        "I saw J. K. Rowling in St. Louis.| She signed my book.",
        "The U.S. Army left at noon.| Nobody saw it go.",
        "He lives in the U.S.| The weather is nice there.",
        "We left at 5 a.m.| Tomorrow we leave at 6 a.m. from home.",
        "See No. 5 on p. 7 of vol. 2 in Fig. 3.| Then stop reading.",
        "It costs $3.50 or 4.25 euros.| That is version 3.11.7 of it.",
        "He works at Acme Inc.| The boss is called Ms. Miller.",
        "Apples, pears, etc. are fruit.| They grow on trees, etc.| Everyone likes them.",
        'He said, "Go away."| Then he left the room.',
        '"Really?" he asked her.| "Yes!" she said to him.',
        "“Is it true?” she asked.| “Of course it is.”| He nodded slowly.",
        "(This is in brackets.)| This is not in them.",
        "Well... I do not know.| Wait for a moment…| Now I know it all.",
        "What was that?!| You cannot be serious!!| It is over now.",
        "Visit www.example.com. today or https://a.b/c?d=e.f now.| It is free for all.",
        "A first paragraph without a period\n\n|A second paragraph without one",
        "A title line\n|The text that follows it is longer.",
        "Shopping list:\n|- two apples\n|- three pears\n|Then go home.",
        "1. First do this thing.\n|2. Then do that thing.\n|3. Rest.",
        "this text is wrapped after a number of\ncharacters and goes on in the next line.",
        "This line of a paragraph was wrapped at about seventy characters by\nJohn who wrote it by hand.| It goes on.",
        "今日は天気がいいですね。|明日はどうですか？|はい、いいです。",
        "The end is near.|Then it came at last.| It was not that bad.",
        "Temperatures fell to -3.5 degrees.| Snow fell, i.e. the roads closed.",
        "Martin Luther King Jr. spoke there.| The crowd was large.",
        "She got a Ph.D. in physics.| Her brother did not.",
        "On Jan. 5 we met at approx. 10 o'clock.| It rained.",
    ],
)
def test_segments(marked: str) -> None:
    text = marked.replace("|", "")
    assert [piece.strip() for piece in pieces(text)] == [piece.strip() for piece in marked.split("|")]


@pytest.mark.parametrize(
    "marked",
    [
        "Items: 1. Apples| 2. Bananas| 3. Cherries.",
        "You need: 1. a large bowl| 2. two eggs| 3. a little flour.| Mix it all well.",
        "1. Wash your hands.| 2. Dry them well.| 3. Come and sit down.",
        "Do this: a. open the lid| b. press the button.| Then wait for it.",
        "Parts: i. the engine| ii. the wheels| iii. the doors.",
        "My plan; 1. Get up early| 2. Go to work| 3. Come home at six.",
        "Agenda: 9. budget and the 10. anniversary of the club.",
    ],
)
def test_an_items_number_stays_with_the_item(marked: str) -> None:
    assert pieces(marked.replace("|", "")) == [piece.strip() for piece in marked.split("|")]


@pytest.mark.parametrize("rule", ENGLISH_RULES, ids=lambda rule: rule.name)
def test_each_english_rule_decides_as_its_example_shows(rule: PeriodRule) -> None:
    parts = [part for part in rule.example.split("|") if part]
    assert pieces(" ".join(parts)) == parts
    without = tuple(other for other in ENGLISH_RULES if other is not rule)
    seen: list[bool] = []
    text = " ".join(parts)
    for match in re.finditer(r"\.[\"']?(?=\s)", text):
        period = period_at(text, match)
        seen.append(ends_sentence(ENGLISH_RULES, period) != ends_sentence(without, period))
    assert any(seen), "the example is read alike without the rule"


def test_tiny_sentences_are_read_with_the_next_one() -> None:
    assert pieces("I have seen it all. No. Not you. I think that you have not.") == [
        "I have seen it all.",
        "No. Not you. I think that you have not.",
    ]


def test_a_long_first_sentence_ends_at_an_early_clause() -> None:
    text = (
        "On the morning after the storm, the whole village came down to the beach, and everyone looked out to sea. " * 2
    )
    first, *others = pieces(text)
    assert first == "On the morning after the storm,"
    assert others[1].startswith("On the morning after the storm, the whole village")


@pytest.mark.parametrize(
    "text", ["It was 1,000,000 dollars more than anyone in the town had ever had in one place", "a" * 70]
)
def test_a_first_sentence_without_a_clause_mark_stays_whole(text: str) -> None:
    assert pieces(text) == [text]


def test_long_sentences_are_split_where_a_reader_would_breathe() -> None:
    clause = "the ships that had been waiting outside for seven days came in one after another"
    text = f"The bridge was opened at last; {clause}; {clause}, and {clause}; {clause}."
    parts = pieces(text)
    assert all(len(part) <= 200 for part in parts)
    assert all(part[-1] in ";,." for part in parts)


def test_a_sentence_without_any_mark_is_split_between_words() -> None:
    parts = pieces(" ".join(["word"] * 500))
    assert all(80 <= len(part) <= 200 for part in parts[:-1])
    assert " ".join(parts) == " ".join(["word"] * 500)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A plain sentence. Another one.", Break.SENTENCE),
        ("A long pause… Another one.", Break.ELLIPSIS),
        ("A plain sentence.\n\nAnother one.", Break.PARAGRAPH),
        ("A plain sentence.\nAnother one.", Break.LINE),
        ("- An item\n- Another item", Break.ITEM),
        ("The last sentence.", Break.END),
        ("The last sentence.\n\n", Break.END),
    ],
)
def test_what_ends_a_segment_decides_its_pause(text: str, expected: Break) -> None:
    span = next_span(text, 0)
    assert span is not None
    assert span.ends_with is expected


def test_paragraphs_are_the_longest_pauses_and_commas_the_shortest() -> None:
    order = [Break.BREATH, Break.COMMA, Break.CLAUSE, Break.SENTENCE, Break.LINE, Break.PARAGRAPH]
    assert [PAUSE_SECONDS[b] for b in order] == sorted(PAUSE_SECONDS[b] for b in order)
