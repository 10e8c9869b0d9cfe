"""Ordinal numbers: `1st`, `20th-century`, `nth`, `1/100th`."""

from __future__ import annotations

import re

from frontend_text.english.numbers import fraction, ordinal
from frontend_text.english.reading.candidate import Candidate, at_digit
from frontend_text.english.reading.sentence import Sentence

_ORDINAL = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,12})(st|nd|rd|th|ST|ND|RD|TH|ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)(s?)(?![A-Za-z0-9])")
_FRACTION = re.compile(r"(?:(\d{1,3}) )?(\d{1,4}) ?/ ?(\d{1,6})(?:st|nd|rd|th|RD|TH|ND|ST)(s?)(?![A-Za-z0-9])")


@at_digit
def ordinal_number(sentence: Sentence, position: int) -> Candidate | None:
    """`23rd`, `1,000th`, `19th-century`; `13rd` is no ordinal."""
    match = _ORDINAL.match(sentence.text, position)
    if not match or not (sentence.free_left(position) or sentence.left(position) in "-/"):
        return None
    digits = match[1].replace(",", "")
    ending = match[2].lower()
    tens, ones = digits[-2:-1], digits[-1]
    right = {"1": "st", "2": "nd", "3": "rd"}.get(ones, "th") if tens != "1" else "th"
    if ending.isascii() and ending != right:
        return None
    end = match.end()
    return Candidate(
        "ordinal",
        position,
        end,
        ordinal(digits, sentence.british) + match[3],
        66,
        f"a number with {match[2]!r}",
        float(int(digits)),
    )


@at_digit
def ordinal_fraction(sentence: Sentence, position: int) -> Candidate | None:
    """`1/100th`, `2/3rds`, `1/4th`, `3/4ths`."""
    match = _FRACTION.match(sentence.text, position)
    if not match or not sentence.free_left(position) or int(match[3]) < 2:
        return None
    said = fraction(int(match[2]), int(match[3]))
    if match[1]:
        said = f"{ordinal_less(match[1])} and {said}"
    return Candidate("fraction", position, match.end(), said, 82, "a fraction with the ending of an ordinal")


def ordinal_less(digits: str) -> str:
    """The whole number before a fraction."""
    from frontend_text.english.numbers import cardinal

    return cardinal(digits)
