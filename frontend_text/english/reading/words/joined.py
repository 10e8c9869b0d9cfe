"""Words joined by a slash, a dash or a sign, and marks at the beginning of a line."""

from __future__ import annotations

import re

from frontend_text.english.reading.candidate import SPELLED, Candidate, at_sign, at_word, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.units import UNITS, WORDS_PER

_OTHER_ONES = frozenset("no she her hers they him he".split())
_LETTER_PAIRS = frozenset("na io ab ac rw pl bs yn pe".split())

_MANY = re.compile(r"s$")
_PERIOD = re.compile(r"\s?/\s?([A-Za-z]+[²³]?)\.?(?![\w'/])")
_SHORT = {
    "mo": "month",
    "yr": "year",
    "wk": "week",
    "hr": "hour",
    "min": "minute",
    "sec": "second",
    "s": "second",
    "h": "hour",
    "d": "day",
}


@at_sign("/")
def per(sentence: Sentence, position: int) -> Candidate | None:
    """`miles/hour`, `50,000/month`, `5%/yr`: a slash that means `per`."""
    match = _PERIOD.match(sentence.text, position)
    if not match:
        return None
    left = re.search(r"(\w+|[%+)])\s?$", sentence.lead(position))
    if not left:
        return None
    written = match[1]
    name = (
        written.lower()
        if written.lower() in WORDS_PER
        else _SHORT.get(written) or (UNITS.get(written) if len(written) > 1 else None)
    )
    if name is None:
        return None
    counted = (
        left[1][-1].isdecimal()
        or left[1] in "%+)"
        or bool(_MANY.search(left[1]))
        and len(left[1]) > 3
        or re.search(r"\d[\d,.]*\s[\w]+\s?$", sentence.lead(position)) is not None
    )
    if not counted or left[1].lower() in ("yes", "this", "his", "us", "and"):
        return None
    end = match.end() - (match[0].endswith(".") and not sentence.tail(match.end()).strip())
    return Candidate("measure", position, end, f" per {name}", 68, "so many per unit")


@at_sign("/")
def slash(sentence: Sentence, position: int) -> Candidate | None:
    """`180°C/350°F`, `ET / noon PT`: a slash between two things is a short pause; between words it stays as it is."""
    text = sentence.text
    if (
        re.match(r"/\s", sentence.tail(position))
        and sentence.left(position).isspace()
        and sentence.lead(position).strip()
        and not sentence.has_equals
    ):
        if (
            re.search(r"[\w.)]\s$", sentence.lead(position))
            and re.match(r"/\s[\w(]", sentence.tail(position))
            and len(text) > 8
        ):
            return Candidate("punctuation", position, position + 1, ",", 45, "a slash with blanks around it")
    if re.match(r"/\$?\d", sentence.tail(position)) and re.search(r"[A-Za-z°%\d]$", sentence.lead(position)):
        return Candidate("punctuation", position, position + 1, " ", 35, "a slash between quantities")
    return None


@at_words(("n", "i", "a", "b", "yes", "he", "she", "him", "his", "c", "s", "p", "r", "y", "d"))
def pair_with_slash(sentence: Sentence, position: int) -> Candidate | None:
    """`N/A`, `n/a`, `I/O`, `A/B`, `Yes/No`, `he/she`."""
    match = re.compile(r"([A-Za-z]{1,3})/([A-Za-z]{1,4})(?![\w/.])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    first, second = match.groups()
    if (
        len(first) == 1
        and len(second) == 1
        and (first.lower() + second.lower() in _LETTER_PAIRS or first.isupper() and second.isupper())
    ):
        return Candidate(
            "abbreviation",
            position,
            match.end(),
            f"{SPELLED}{first.upper()} {SPELLED}{second.upper()}",
            66,
            "two letters and a slash",
        )
    if first.lower() in ("yes", "he", "she", "him", "his") and second.lower() in _OTHER_ONES:
        return Candidate("punctuation", position, match.end(), f"{first} or {second}", 66, "one or the other")
    return None


@at_word
def words_with_dash(sentence: Sentence, position: int) -> Candidate | None:
    """`2-to-1` needs nothing; `in-` at a line's end neither."""
    return None


@at_sign("-*+•‣◦▪●–—>#○□▫➢➤►▶✓✔☐☑☒✅❌➡→·")
def bullet(sentence: Sentence, position: int) -> Candidate | None:
    """The mark of a list item, quotation or heading at the beginning."""
    match = re.compile(r"(?:[-*+•‣◦▪●–—○□▫➢➤►▶☐☑☒·]|[>#]{1,6}|[✓✔✅❌➡→]\ufe0f?)\s+(?=\S)").match(
        sentence.text, position
    )
    if not match or sentence.lead(position).strip():
        return None
    if (
        sentence.text[position] in "-+–—*"
        and re.match(r"[\d$]", sentence.tail(match.end()))
        and (sentence.has_equals or sentence.text[position] in "*+" and len(sentence.text) < 6)
    ):
        return None
    if sentence.text[position] in "-–—·*+" and not re.match(r"[^\s*·•~=+-]", sentence.tail(match.end())):
        return None
    return Candidate("markup", position, match.end(), "", 68, "the mark of an item")


@at_sign("-")
def double_dash(sentence: Sentence, position: int) -> Candidate | None:
    """`--` between words is a dash; before a letter in a command it is said."""
    match = re.compile(r"-{2,3}(?!-)").match(sentence.text, position)
    if not match or sentence.left(position) == "-":
        return None
    left, right = sentence.left(position), sentence.right(match.end())
    if (
        right.isalpha()
        and left.isspace()
        and re.match(r"[a-z][\w-]*(?:\s|=|$)", sentence.tail(match.end()))
        and sentence.lead(position).strip()
    ):
        return Candidate("code", position, match.end(), "dash dash ", 60, "an option of a command")
    return Candidate("punctuation", position, match.end(), " — ", 58, "a dash written as two hyphens")


@at_sign("-")
def option(sentence: Sentence, position: int) -> Candidate | None:
    """`npm install -g foo`."""
    match = re.compile(r"-([a-zA-Z])(?=\s|$)").match(sentence.text, position)
    if not match or not sentence.left(position).isspace() or sentence.has_equals or not sentence.lead(position).strip():
        return None
    return Candidate("code", position, match.end(), f"dash {SPELLED}{match[1].upper()}", 50, "an option of a command")


@at_sign("*")
def star(sentence: Sentence, position: int) -> Candidate | None:
    """Marks of emphasis and footnote stars are silent."""
    match = re.compile(r"\*+").match(sentence.text, position)
    assert match
    left, right = sentence.left(position), sentence.right(match.end())
    if len(match[0]) == 2 and left.isalnum() and right.isalnum() and (left.isdecimal() or right.isdecimal()):
        return Candidate("maths", position, match.end(), " to the power of ", 55, "two stars between terms")
    if (
        left.isspace()
        and right.isdecimal()
        and len(match[0]) == 1
        and sentence.mentions(position, frozenset(("dial", "press", "call", "text")), 1)
    ):
        return Candidate("telephone", position, match.end(), "star ", 60, "a key of the telephone")
    if (
        left.isspace()
        and right.isspace()
        and len(match[0]) == 1
        and re.search(r"[\w)]\s$", sentence.lead(position))
        and re.match(r"\s[\w(]", sentence.tail(match.end()))
        and re.search(r"[=+\d]", sentence.text)
    ):
        return Candidate("maths", position, match.end(), "times", 50, "a star between terms")
    if len(match[0]) < 4 and (not left.isspace() or not right.isspace()):
        return Candidate("markup", position, match.end(), "", 40, "a mark of emphasis")
    return None


@at_sign("!")
def not_sign(sentence: Sentence, position: int) -> Candidate | None:
    """`!b` in a condition."""
    if not sentence.right(position + 1).isalpha() or sentence.left(position) not in " (&|" or position == 0:
        return None
    if not re.search(r"[&|=(]", sentence.lead(position)):
        return None
    return Candidate("code", position, position + 1, " not ", 50, "an exclamation mark before a name")


@at_sign("_")
def underscores(sentence: Sentence, position: int) -> Candidate | None:
    """`_emphasis_`, `_____`."""
    match = re.compile(r"_+").match(sentence.text, position)
    assert match
    if len(match[0]) > 2:
        return Candidate("punctuation", position, match.end(), ",", 50, "a line to write on")
    if not (sentence.left(position).isalnum() and sentence.right(match.end()).isalnum()):
        return Candidate("markup", position, match.end(), "", 40, "a mark of emphasis")
    return None


@at_sign("<")
def unknown_tag(sentence: Sentence, position: int) -> Candidate | None:
    """`<noise/>`: a tag that no markup has is said as its word."""
    match = re.compile(r"</?([A-Za-z][A-Za-z-]{0,30})\s?/?>").match(sentence.text, position)
    if not match:
        return None
    return Candidate("markup", position, match.end(), f" {match[1]} ", 62, "a word between signs like a tag")


@at_sign("|")
def bar(sentence: Sentence, position: int) -> Candidate | None:
    """A bar between cells or alternatives is a pause."""
    return Candidate(
        "markup",
        position,
        position + 1,
        "," if sentence.lead(position).strip(" |") and sentence.text[position + 1 :].strip(" |") else "",
        40,
        "a border of a table",
    )
