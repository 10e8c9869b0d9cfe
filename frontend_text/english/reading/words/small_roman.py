"""Roman numerals in small letters, in characters made for them, and in `WWII`."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, ordinal, roman_value
from frontend_text.english.reading.candidate import Candidate, at_sign, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.reading.words.roman import NAME_BEFORE, NUMERAL
from frontend_text.english.tables.names import BEFORE_CARDINAL_ROMAN, REGNAL

_LISTED = re.compile(r"\b(?:ii|iv|vi|ix|xi)[.)]")
_SMALL = re.compile(r"(?=[ivxl])(?:x[cl]|l?x{0,3})(?:ix|iv|v?i{0,3})(?![A-Za-z0-9'’])")


_CHARACTERS = re.compile("[\u2160-\u217f]{1,6}")


@at_words(("wwi", "wwii", "ww", "wwiii"))
def world_war(sentence: Sentence, position: int) -> Candidate | None:
    """`WWII`."""
    match = re.compile(r"WW\s?(I{1,3}|[123])(?!\w)").match(sentence.text, position)
    if not match:
        return None
    number = len(match[1]) if match[1][0] == "I" else int(match[1])
    return Candidate("roman", position, match.end(), f"World War {cardinal(str(number))}", 82, "a world war")


@at_words(
    (
        "i",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "xi",
        "xii",
        "xiii",
        "xiv",
        "xv",
        "xvi",
        "xvii",
        "xviii",
        "xix",
        "xx",
        "xxi",
        "xxii",
        "xxiii",
    )
)
def small_numeral(sentence: Sentence, position: int) -> Candidate | None:
    """`Scene ii`, `i. First; ii. Second`, `page iv`, `(iii)`."""
    match = _SMALL.match(sentence.text, position)
    if not match or not match[0] or not (sentence.free_left(position) or sentence.left(position) in "-–"):
        return None
    value, end = roman_value(match[0].upper()), match.end()
    last = sentence.last(position)
    text = sentence.text
    listed = (
        sentence.right(end) in ".)"
        and (text[end + 1 : end + 2].isspace() or not sentence.tail(end + 1).strip())
        and (
            sentence.begins(position)
            or sentence.left(position) == "("
            or re.search(r"[;:,.]\s$", sentence.lead(position))
        )
        and (match[0] not in ("v", "x", "l") or bool(_LISTED.search(text)))
    )
    bracketed = sentence.left(position) == "(" and text[end : end + 1] == ")"
    if bracketed and (
        text[position - 2 : position - 1].isalnum() or match[0] in "vxl" and not re.search(r"\((?:iv|vi|ix|xi)\)", text)
    ):
        return None
    if match[0] == "i" and (listed or bracketed) and not re.search(r"\bii\b", text) and not bracketed:
        return None
    if listed or bracketed:
        return Candidate("roman", position, end, cardinal(str(value)), 70, "a numeral of a list")
    if last in BEFORE_CARDINAL_ROMAN and len(match[0]) > 1 and last not in ("no", "number", "day", "mark", "rule"):
        return Candidate("roman", position, end, cardinal(str(value)), 74, f"a numeral after {last!r}")
    if last in ("scene", "page", "part", "section", "chapter") and match[0] in "vx":
        return Candidate("roman", position, end, cardinal(str(value)), 70, f"a numeral after {last!r}")
    if re.search(r"(?:pages|pp\.|p\.|chapters|sections)\s[ivxl]+\s?[-–]\s?$", sentence.lead(position)):
        return Candidate("roman", position, end, cardinal(str(value)), 70, "a range of numerals")
    return None


@at_sign("".join(chr(code) for code in range(0x2160, 0x2180)))
def numeral_characters(sentence: Sentence, position: int) -> Candidate | None:
    """`ⅩⅣ`, `ⅳ`: characters made for numerals."""
    match = _CHARACTERS.match(sentence.text, position)
    assert match
    import unicodedata

    written = unicodedata.normalize("NFKC", match[0]).upper()
    whole = NUMERAL.fullmatch(written)
    if not whole or not written:
        return None
    value = roman_value(written)
    names = NAME_BEFORE.search(sentence.text[max(0, position - 60) : position])
    said = f"the {ordinal(str(value))}" if names and names[2] in REGNAL else cardinal(str(value))
    return Candidate("roman", position, match.end(), said, 84, "characters made for numerals")
