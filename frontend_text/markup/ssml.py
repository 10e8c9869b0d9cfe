"""Parse SSML into blocks of text: what is said, where it stands in the source, and how it is to be said.

Known: speak, p, s, break, sub, phoneme, say-as, prosody (rate, volume), emphasis, mark, voice, lang. The text of
unknown elements is read, and a warning is in the log. Document types and entities are refused, size and depth bounded.
"""

from __future__ import annotations

import logging
import re
from array import array
from dataclasses import dataclass, replace

from frontend_text.english.say_as import KINDS, say_as
from frontend_text.errors import InvalidMarkup
from frontend_text.markup.document import (
    Annotation,
    Block,
    Document,
    in_unicode_forms,
    outline,
    without_inline_pronunciations,
)
from frontend_text.markup.lexicon import run_parser, safe_parser
from frontend_text.pronunciation.alphabets import UnknownPhoneme, from_ipa, from_x_sampa

log = logging.getLogger(__name__)

MAX_CHARACTERS = 400_000
MAX_DEPTH = 40
MAX_BREAK_SECONDS = 10.0
MAX_REPLACEMENT = 200
"""Characters of an alias, a pronunciation or a `say-as`: each is said in one segment."""

_REFERENCE = re.compile(r"&(?:#\d+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);")
_STRENGTHS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 0.75, "x-strong": 1.2}
_RATES = {"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.6}
_VOLUMES = {"silent": -96.0, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "default": 0.0, "loud": 4.0, "x-loud": 8.0}
_EMPHASES = {"strong": 1, "moderate": 1, "none": 0, "reduced": -1}
_IGNORED_ATTRIBUTES = frozenset(("pitch", "contour", "range", "duration"))


def is_ssml(text: str) -> bool:
    """Whether a text is SSML: its first element is `speak`."""
    return bool(re.match(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<speak[\s>/]", text[:2000], re.DOTALL)) or bool(
        re.match(r"\s*(?:<\?xml[^>]*\?>\s*)?<!DOCTYPE\s+speak", text[:2000])
    )


@dataclass(frozen=True, slots=True)
class _Manner:
    """What elements around a text say about it."""

    rate: float = 1.0
    volume_db: float = 0.0
    voice: str | None = None
    language: str | None = None
    emphasis: int = 0


def parse_ssml(document: str, language: str = "en") -> Document:
    """The blocks of an SSML document. Raises InvalidMarkup, naming line and column."""
    if len(document) > MAX_CHARACTERS:
        raise InvalidMarkup(f"SSML of {len(document)} characters is longer than {MAX_CHARACTERS}")
    reader = _Reader(document, language)
    run_parser(reader.parser, document, "SSML")
    return Document(tuple(reader.blocks), covers_all=False)


class _Reader:
    """Collects blocks while expat walks through the document."""

    def __init__(self, document: str, language: str) -> None:
        self.blocks: list[Block] = []
        self.parser = safe_parser("SSML")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self._document = document
        self._bytes = document.encode("utf-8", "surrogatepass")
        self._known_byte = self._known_character = 0
        self._language = language[:2].lower()
        self._english = language.lower().startswith("en")
        self._stack: list[tuple[str, _Manner, int, dict[str, str]]] = []
        self._warned: set[str] = set()
        self._block_manner = _Manner()
        self._begin_block()

    # --- places ------------------------------------------------------------------------------------------------------

    def _here(self) -> int:
        """The character of the document that the parser is at; each byte is counted once."""
        byte = self.parser.CurrentByteIndex
        passed = self._bytes[self._known_byte : byte]
        self._known_character += (
            sum(1 for value in passed if value & 0xC0 != 0x80) if not passed.isascii() else len(passed)
        )
        self._known_byte = byte
        return self._known_character

    def _fail(self, reason: str) -> InvalidMarkup:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        return InvalidMarkup(f"SSML at line {line}, column {column}: {reason}")

    def _warn(self, what: str) -> None:
        if what not in self._warned:
            self._warned.add(what)
            log.warning("SSML: %s", what)

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _begin_block(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._offsets: list[int] = []
        self._ends: list[int] = []
        self._annotations: list[Annotation] = []
        self._marks: list[tuple[str, int]] = []

    def _end_block(self, pause_seconds: float | None = None, tag: tuple[int, int] | None = None) -> None:
        """Close the block; a pause without text before it becomes a silent block in the place of its `tag`."""
        text = "".join(self._text)
        if text.strip():
            offsets, ends, annotations = self._offsets, self._ends, self._annotations
            if "](/" in text and not annotations:
                end_of = dict(zip(offsets, ends, strict=True))
                text, offsets, annotations = without_inline_pronunciations(text, offsets)
                ends = [end_of[offset] for offset in offsets]
            if not text.isascii():
                text, (offsets, ends), annotations, self._marks = in_unicode_forms(
                    text, (offsets, ends), annotations, self._marks, self._language
                )
            manner = self._block_manner
            self.blocks.append(
                Block(
                    text=text,
                    source_start=offsets[0],
                    source_end=ends[-1],
                    offsets=array("I", offsets),
                    ends=array("I", ends),
                    annotations=tuple(annotations),
                    marks=tuple(self._marks),
                    pause_seconds=pause_seconds,
                    rate=manner.rate,
                    volume_db=manner.volume_db,
                    voice=manner.voice,
                    language=manner.language,
                    outline=outline(text, annotations),
                )
            )
            self._begin_block()
        elif tag and pause_seconds and not self.blocks:
            start, end = tag
            places = list(range(start, end))
            self.blocks.append(
                Block(
                    text="-" * len(places),
                    source_start=start,
                    source_end=end,
                    offsets=places,
                    ends=[place + 1 for place in places],
                    annotations=(Annotation(0, len(places), said=""),),
                    marks=tuple(self._marks),
                    pause_seconds=pause_seconds,
                    outline="-" * len(places),
                )
            )
            self._begin_block()
        elif pause_seconds and self.blocks:
            last = self.blocks[-1]
            longest = (
                max(last.pause_seconds or 0.0, pause_seconds)
                if tag is None
                else (last.pause_seconds or 0.0) + pause_seconds
            )
            self.blocks[-1] = replace(last, pause_seconds=min(longest, MAX_BREAK_SECONDS))

    def _change_manner(self, manner: _Manner) -> None:
        if replace(manner, emphasis=0) != replace(self._block_manner, emphasis=0):
            self._end_block()
            self._block_manner = manner

    # --- expat -------------------------------------------------------------------------------------------------------

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if len(self._stack) >= MAX_DEPTH:
            raise self._fail(f"elements are nested deeper than {MAX_DEPTH}")
        if not self._stack and name != "speak":
            raise self._fail(f"the first element is <{name}>, expected <speak>")
        manner = self._stack[-1][1] if self._stack else _Manner()
        if name == "speak":
            manner = replace(manner, language=attributes.get("lang", manner.language))
            self._block_manner = manner
        elif name in ("p", "s", "paragraph", "sentence"):
            self._end_block()
        elif name == "break":
            self._end_block(self._break_seconds(attributes), (self._here(), self._tag_end()))
        elif name == "prosody":
            manner = self._prosody(manner, attributes)
            self._change_manner(manner)
        elif name == "voice":
            manner = replace(
                manner, voice=attributes.get("name", manner.voice), language=attributes.get("lang", manner.language)
            )
            self._change_manner(manner)
        elif name == "lang":
            manner = replace(manner, language=attributes.get("lang", manner.language))
            self._change_manner(manner)
        elif name == "emphasis":
            level = attributes.get("level", "moderate")
            if level not in _EMPHASES:
                raise self._fail(f'emphasis level "{level}" is unknown; allowed: {", ".join(_EMPHASES)}')
            manner = replace(manner, emphasis=_EMPHASES[level])
        elif name == "mark":
            if not attributes.get("name"):
                raise self._fail("a mark needs a name")
            self._marks.append((attributes["name"], self._length))
        elif name not in ("sub", "phoneme", "say-as", "w", "token"):
            self._warn(f"<{name}> is unknown; its text is read")
        self._stack.append((name, manner, self._length, attributes))

    def _end(self, name: str) -> None:
        name, manner, start, attributes = self._stack.pop()
        outer = self._stack[-1][1] if self._stack else _Manner()
        if name in ("p", "paragraph"):
            self._end_block(0.75)
        elif name in ("s", "sentence"):
            self._end_block(0.35)
        elif name in ("prosody", "voice", "lang"):
            self._change_manner(outer)
        elif name == "speak":
            self._end_block()
            if self._marks and self.blocks:
                last = self.blocks[-1]
                self.blocks[-1] = replace(
                    last, marks=(*last.marks, *((mark, len(last.text)) for mark, _ in self._marks))
                )
        elif name in ("sub", "phoneme", "say-as"):
            self._annotate(name, attributes, start)
        elif name == "emphasis" and manner.emphasis and self._length > start:
            self._annotations.append(Annotation(start, self._length, emphasis=manner.emphasis))

    def _characters(self, data: str) -> None:
        here = self._here()
        self._text.append(data)
        reference = _REFERENCE.match(self._document, here) if len(data) == 1 else None
        if reference is None and self._document.startswith(data, here):
            self._offsets += range(here, here + len(data))
            self._ends += range(here + 1, here + len(data) + 1)
        else:  # a reference such as &amp;, or a line end of two characters
            end = reference.end() if reference else min(here + 2, len(self._document))
            self._offsets += [here] * len(data)
            self._ends += [end] * len(data)
        self._length += len(data)

    def _tag_end(self) -> int:
        return self._document.find(">", self._here()) + 1

    # --- elements ----------------------------------------------------------------------------------------------------

    def _break_seconds(self, attributes: dict[str, str]) -> float:
        if "time" in attributes:
            match = re.fullmatch(r"\s*\+?(\d+(?:\.\d*)?|\.\d+)\s*(ms|s)\s*", attributes["time"])
            if not match:
                raise self._fail(f'break time "{attributes["time"]}" is not a time such as "500ms" or "1.5s"')
            seconds = float(match[1]) / (1000 if match[2] == "ms" else 1)
            if seconds > MAX_BREAK_SECONDS:
                raise self._fail(f'break time "{attributes["time"]}" is longer than {MAX_BREAK_SECONDS:g}s')
            return seconds
        strength = attributes.get("strength", "medium")
        if strength not in _STRENGTHS:
            raise self._fail(f'break strength "{strength}" is unknown; allowed: {", ".join(_STRENGTHS)}')
        return _STRENGTHS[strength]

    def _prosody(self, manner: _Manner, attributes: dict[str, str]) -> _Manner:
        for name in sorted(_IGNORED_ATTRIBUTES & attributes.keys()):
            self._warn(f"prosody {name} is not supported and is left out")
        if "rate" in attributes:
            manner = replace(manner, rate=min(4.0, max(0.25, manner.rate * self._rate(attributes["rate"]))))
        if "volume" in attributes:
            manner = replace(
                manner, volume_db=min(20.0, max(-96.0, manner.volume_db + self._volume(attributes["volume"])))
            )
        return manner

    def _rate(self, value: str) -> float:
        value = value.strip()
        if value in _RATES:
            return _RATES[value]
        match = re.fullmatch(r"([+-]?)(\d+(?:\.\d*)?|\.\d+)(%?)", value)
        if not match:
            raise self._fail(
                f'prosody rate "{value}" is unknown; allowed: {", ".join(_RATES)}, "120%", "+10%" or "1.2"'
            )
        amount = float(match[2]) / (100 if match[3] else 1)
        if match[1] and match[3]:
            amount = 1 + amount if match[1] == "+" else 1 - amount
        if not 0.25 <= amount <= 4:
            raise self._fail(f'prosody rate "{value}" is out of range; allowed: 25% to 400%')
        return amount

    def _volume(self, value: str) -> float:
        value = value.strip()
        if value in _VOLUMES:
            return _VOLUMES[value]
        match = re.fullmatch(r"([+-]?\d+(?:\.\d*)?)\s*dB", value, re.IGNORECASE)
        if not match:
            raise self._fail(f'prosody volume "{value}" is unknown; allowed: {", ".join(_VOLUMES)} or "+6dB"')
        if abs(float(match[1])) > 96:
            raise self._fail(f'prosody volume "{value}" is out of range; allowed: -96dB to +96dB')
        return float(match[1])

    def _annotate(self, name: str, attributes: dict[str, str], start: int) -> None:
        end = self._length
        written = "".join(self._text)[start:end] if start <= end else ""
        if not written.strip():
            if name == "sub" or name == "phoneme":
                raise self._fail(f"<{name}> needs a text")
            return
        self._annotations = [a for a in self._annotations if a.end <= start]  # the outer element wins
        if name == "sub":
            alias = attributes.get("alias", "")
            if not alias.strip() or len(alias) > MAX_REPLACEMENT:
                raise self._fail(f"<sub> needs an alias of at most {MAX_REPLACEMENT} characters")
            self._annotations.append(Annotation(start, end, alias=alias))
        elif name == "phoneme":
            pronunciation = attributes.get("ph", "")
            if not pronunciation.strip() or len(pronunciation) > MAX_REPLACEMENT:
                raise self._fail(f'<phoneme> needs "ph", a pronunciation of at most {MAX_REPLACEMENT} characters')
            alphabet = attributes.get("alphabet", "ipa").lower()
            if alphabet not in ("ipa", "x-sampa", "xsampa"):
                raise self._fail(f'phoneme alphabet "{alphabet}" is unknown; allowed: "ipa", "x-sampa"')
            try:
                ipa = pronunciation if alphabet == "ipa" else from_x_sampa(pronunciation)
                self._annotations.append(Annotation(start, end, phonemes=from_ipa(ipa)))
            except UnknownPhoneme as error:
                raise self._fail(str(error)) from error
        else:
            self._say_as(attributes, written, start, end)

    def _say_as(self, attributes: dict[str, str], written: str, start: int, end: int) -> None:
        kind = attributes.get("interpret-as", "").lower()
        if kind not in KINDS:
            self._warn(f'say-as interpret-as="{kind}" is unknown; its text is read as it stands')
            return
        if not self._english:
            if kind in ("characters", "spell-out", "verbatim", "letters", "digits"):
                self._annotations.append(Annotation(start, end, alias=" ".join(written.split())[:MAX_REPLACEMENT]))
            return
        for piece in re.finditer(r"\s*(?:\S.{0,49})", written, re.DOTALL):  # a long one in parts that fit a segment
            said = say_as(piece[0], kind, attributes.get("format", ""))
            if said is None:
                self._warn(f'say-as interpret-as="{kind}" does not fit "{written[:40]}"; it is read as it stands')
                return
            self._annotations.append(Annotation(start + piece.start(), start + piece.end(), said=said))
