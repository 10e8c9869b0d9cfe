"""Unicode brought to one form before anything looks at a text: composed letters, plain forms of compatibility ones.

Works for every language. What a reader needs to see stays: vulgar fractions, super- and subscripts, roman numeral
characters, emoji, primes, dashes and quotation marks of every kind.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator

from frontend_text.plain_text.rewriting import Edit, Rewritten, compose, rewrite

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u093c\u09bc\u09be\u09d7\u0a3c\u0b3c\u0b3e\u0b57\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20dc\u3099\u309a\ufe20-\ufe2f"
)
_CLUSTERS = re.compile(
    rf"[^\s\x00-\x1f][{_MARKS}]{{1,30}}|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
    "|[\u212a\u212b\u2126\u0340-\u0344\u0374\u037e\u0387\u1f71-\u1fff\u2000\u2001\uf900-\ufaff\ufb1d-\ufb4e\u0958-\u095f\u09dc-\u09df]"
)
_LATIN_FORMS = "\u017f\u0132\u0133\u0149\ufb00-\ufb06\ufb13-\ufb17\ufb20-\ufb4f\ufb50-\ufdfb\ufe70-\ufefc"
_LETTERS = (
    "\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212c\u212d\u212f-\u2131\u2133\u2134\u213c-\u213f\u2145-\u2149"
    "\U0001d400-\U0001d7ff\u249c-\u24e9\U0001f110-\U0001f129\U0001f130-\U0001f149"
)
_NUMBERS = "\u2460-\u249b\u24ea-\u24ff\u2776-\u2793"
_UNIT_SQUARES = "\u3371-\u337a\u3380-\u33df"
_FULL_WIDTH = "\uff01-\uff5e\uffe0-\uffe6"
_FULL_WIDTH_ALPHANUMERIC = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_HALF_WIDTH_KANA = "[\uff66-\uff9d][\uff9e\uff9f]?"
_SIGNS = {
    "\u2010": "-", "\u2011": "-", "\ufe58": "-", "\ufe63": "-", "\u2024": ".", "\u2044": "/", "\u2215": "/",
    "\u2236": ":", "\u02bc": "’", "\u201b": "‘", "\u201f": "“",
    "\u203c": "!!", "\u2047": "??", "\u2048": "?!", "\u2049": "!?", "\u203d": "?!", "\u2025": "…",
}  # fmt: skip
_SIGN = "".join(_SIGNS)
_INVISIBLE = "\u00ad\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\u180e"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_RAISED = {"ᵗʰ": "th", "ˢᵗ": "st", "ⁿᵈ": "nd", "ʳᵈ": "rd", "ᵗʰˢ": "ths"}

_WESTERN = re.compile(
    f"(?P<gap>(?<=[^\\W_])[{_INVISIBLE}\u200b]{{0,8}}\u200b[{_INVISIBLE}\u200b]{{0,8}}(?=[^\\W_]))|(?P<invisible>[{_INVISIBLE}]+)|(?P<keycap>{_KEYCAP})|(?P<raised>(?<=[0-9])(?:{'|'.join(_RAISED)}))|(?P<sign>[{_SIGN}]\ufe0f?)"
    f"|(?P<joiner>(?<=[A-Za-z])[\u200c\u200d]+(?=[A-Za-z]))"
    f"|(?P<kana>{_HALF_WIDTH_KANA})|(?P<square>[{_UNIT_SQUARES}])|(?P<number>[{_NUMBERS}])|(?P<form>[{_LATIN_FORMS}{_LETTERS}{_FULL_WIDTH}][{_MARKS}]{{0,30}})"
)
_FORMED = re.compile(
    f"[{_INVISIBLE}\u200b-\u200d\u20e3{''.join(raised[0] for raised in _RAISED)}{_SIGN}\uff66-\uff9d{_UNIT_SQUARES}"
    f"{_NUMBERS}{_LATIN_FORMS}{_LETTERS}{_FULL_WIDTH}]"
)
"""What every match of the two patterns begins with, or a keycap ends with: quickly looked for, mostly not there."""
_EASTERN = re.compile(_WESTERN.pattern.replace(_FULL_WIDTH, _FULL_WIDTH_ALPHANUMERIC))
_EASTERN_LANGUAGES = frozenset(("ja", "zh", "ko"))
_PRONUNCIATION = re.compile(r"\]\(/[^()/\n]{1,100}/\)")


def in_one_form(text: str, language: str = "en") -> Rewritten | None:
    """The text with its Unicode in one form; None for most texts, which are so already (found out by a search)."""
    if text.isascii():
        return None
    result: Rewritten | None = None
    for edits in (_forms(text, language), None):
        # what is composed may only have come together by the first step
        shown = result.text if result else text
        found = list(_compositions(shown) if edits is None else edits)
        if found and "](/" in shown:
            kept = [match.span() for match in _PRONUNCIATION.finditer(shown)]
            starts = [start for start, _ in kept]
            found = [edit for edit in found if not _is_inside(edit.start, kept, starts)]
        if found:
            changed = rewrite(shown, found)
            result = compose(result, changed) if result else changed
    return result


def _is_inside(place: int, stretches: list[tuple[int, int]], starts: list[int]) -> bool:
    """Whether a place is in one of the stretches (sorted, side by side), which begin at `starts`."""
    before = bisect.bisect_right(starts, place) - 1
    return before >= 0 and place < stretches[before][1]


def _compositions(text: str) -> Iterator[Edit]:
    """Letters with their accents behind them as one letter."""
    if unicodedata.is_normalized("NFC", text):
        return
    for match in _CLUSTERS.finditer(text):
        composed = unicodedata.normalize("NFC", match[0])
        if composed != match[0]:
            yield Edit(match.start(), match.end(), composed)


def _forms(text: str, language: str) -> Iterator[Edit]:
    if not _FORMED.search(text):
        return
    pattern = _EASTERN if language in _EASTERN_LANGUAGES else _WESTERN
    for match in pattern.finditer(text):
        plain = _plain_form(match)
        if plain != match[0]:
            yield Edit(match.start(), match.end(), plain)


def _plain_form(match: re.Match[str]) -> str:
    kind, written = match.lastgroup, match[0]
    if kind in ("invisible", "joiner"):
        return ""
    if kind == "gap":
        return " "
    if kind == "keycap":
        return written[0]
    if kind == "raised":
        return _RAISED[written]
    if kind == "sign":
        return written if "\ufe0f" in written else _SIGNS[written]
    if kind == "square":
        return _square(written)
    if kind == "number":
        return _enclosed(written)
    return unicodedata.normalize("NFKC", written)


def _square(written: str) -> str:
    """'㎏' -> 'kg', '㎡' -> 'm²', '㎯' -> 'm/s²'."""
    plain = unicodedata.normalize("NFKC", written).replace("\u2044", "/").replace("∕", "/").replace("μ", "µ")
    return re.sub(r"(?<=[a-z])[23]$", lambda match: "²" if match[0] == "2" else "³", plain)


def _enclosed(written: str) -> str:
    """'①' -> '1', '⑴' -> '(1)', '❶' -> '1'."""
    plain = unicodedata.normalize("NFKC", written)
    return plain if plain != written else str(int(unicodedata.numeric(written)))
