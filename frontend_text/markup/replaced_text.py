"""What SSML has said in place of a text: `sub`, `phoneme` and `say-as`.

Each function takes the element's attributes, its text, the language around it, and what is told of what cannot be
followed; it gives annotations of that text, none if the text is read as it stands, and raises ValueError for what means
nothing anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from frontend_text.english.reading.candidate import SPELLED
from frontend_text.english.say_as import KINDS, say_as
from frontend_text.markup.document import Annotation
from frontend_text.markup.given_pronunciations import TO_IPA
from frontend_text.pronunciation.alphabets import UnknownPhoneme, from_ipa

MAX_REPLACEMENT = 200
"""Characters of an alias, a pronunciation or a `say-as`: each is said in one segment."""
_LONGEST_FORMAT = 20
"""Characters of a `say-as`'s format, such as "dmy"."""
_LONGEST_SAID = 250
"""Characters of words that a part of a `say-as` may be said as: more might not fit a segment."""
_LETTER_NAME = 6
"""More symbols than the one that is written, of a letter whose name is said: `W` has the longest."""
_LETTER_BY_LETTER = frozenset(("characters", "spell-out", "verbatim", "letters", "digits"))

Attributes = Mapping[str, str]
Warn = Callable[[str], None]


def _alias(attributes: Attributes, written: str, _: str, warn: Warn) -> list[Annotation]:
    alias = attributes.get("alias", "")
    if not alias.strip():
        warn("<sub> without an alias; its text is read")
        return []
    if len(alias) > MAX_REPLACEMENT:
        raise ValueError(f"<sub> has an alias of {len(alias)} characters; allowed: up to {MAX_REPLACEMENT}")
    return [Annotation(0, len(written), alias=alias)]


def _pronunciation(attributes: Attributes, written: str, _: str, warn: Warn) -> list[Annotation]:
    pronunciation = attributes.get("ph", "")
    if not pronunciation.strip() or len(pronunciation) > MAX_REPLACEMENT:
        raise ValueError(f'<phoneme> needs "ph", a pronunciation of at most {MAX_REPLACEMENT} characters')
    alphabet = attributes.get("alphabet", "ipa").lower()
    if alphabet not in TO_IPA:
        warn(f'phoneme alphabet "{alphabet[:40]}" is unknown and the word is read; known: {", ".join(TO_IPA)}')
        return []
    try:
        return [Annotation(0, len(written), phonemes=from_ipa(TO_IPA[alphabet](pronunciation)))]
    except UnknownPhoneme:
        raise
    except ValueError as error:
        warn(f"{error}; the word is read")
        return []


def _say_as(attributes: Attributes, written: str, language: str, warn: Warn) -> list[Annotation]:
    kind = attributes.get("interpret-as", "").lower()
    if kind not in KINDS:
        warn(f'say-as interpret-as="{kind[:40]}" is unknown; its text is read as it stands')
        return []
    if language != "en":
        alias = " ".join(written.split())[:MAX_REPLACEMENT]
        return [Annotation(0, len(written), alias=alias)] if kind in _LETTER_BY_LETTER else []
    annotations: list[Annotation] = []
    for piece in re.finditer(r"\S.{0,49}", written, re.DOTALL):  # a long one in parts that fit a segment
        said = _said(piece[0], piece.start(), kind, attributes.get("format", "")[:_LONGEST_FORMAT])
        if said is None:
            warn(f'say-as interpret-as="{kind}" does not fit its text, which is read as it stands')
            return []
        annotations += said
    return annotations


def _said(text: str, start: int, kind: str, form: str) -> list[Annotation] | None:
    """How a text at that place is said, in halves where it takes many words; None if it is not of that kind."""
    said = say_as(text, kind, form)
    if said is None:
        return None
    if len(said) + _LETTER_NAME * said.count(SPELLED) <= _LONGEST_SAID or len(text) == 1:
        return [Annotation(start, start + len(text), said=said)]
    middle = len(text) // 2
    parts = [_said(text[:middle], start, kind, form), _said(text[middle:], start + middle, kind, form)]
    return None if None in parts else [annotation for part in parts for annotation in part or ()]


REPLACEMENTS: Mapping[str, Callable[[Attributes, str, str, Warn], list[Annotation]]] = {
    "sub": _alias,
    "phoneme": _pronunciation,
    "say-as": _say_as,
}
