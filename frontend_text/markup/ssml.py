"""Parse SSML into blocks of text: what is said, where it stands in the source, and how it is to be said.

Documents that were written for other services are spoken, not refused: what is unknown or out of range here is read as
well as can be, and the caller is told in `Document.warnings`. Malformed XML, values that mean nothing anywhere,
document types and entities are refused; size and depth are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from frontend_text.errors import InvalidMarkup
from frontend_text.markup import ssml_values as values
from frontend_text.markup.block_builder import BlockBuilder, silent_block
from frontend_text.markup.document import Annotation, Block, Document
from frontend_text.markup.manner import FASTEST, LOUDEST_DB, PLAIN, QUIETEST_DB, SLOWEST, Contour, Manner
from frontend_text.markup.replaced_text import REPLACEMENTS
from frontend_text.markup.safe_xml import run_parser, safe_parser
from frontend_text.segmentation.breaks import PAUSE_SECONDS, Break
from frontend_text.segmentation.cutting import kind_of_end
from frontend_text.spoken import base_language

MAX_CHARACTERS = 400_000
MAX_DEPTH = 40
MAX_REPLACED = 400
"""Characters that one alias or pronunciation may stand for: they are read as one piece."""
MAX_ATTRIBUTE = 4000
"""Characters of an attribute's value; addresses are the longest that anybody writes."""
MAX_WARNINGS = 20
_LOOKED_AT = 2000
"""Characters in which an SSML document begins, or it is none."""

_REFERENCE = re.compile(r"&(?:#\d+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);")
_DOCTYPE = re.compile(r"<!DOCTYPE\s+speak")
_SPEAK = re.compile(r"<speak[\s>/]")
_SILENT = frozenset(("desc", "metadata", "meta", "lexicon"))
"""Elements whose content is about the document and is not spoken."""
_INLINE = frozenset(("sub", "phoneme", "say-as", "w", "token", "lookup"))
_SEEN_BEFORE_BREAK = 20
"""Characters that are looked at for a mark before a break."""
_INSIDE_ONE_SEGMENT = 200
"""Characters of another language that are read inside the sentence around them."""


def is_ssml(text: str) -> bool:
    """Whether a text is SSML: its first element is `speak`, after comments and an XML declaration at most."""
    begin = text[:_LOOKED_AT].removeprefix("\ufeff").lstrip()
    if begin.startswith("<?xml"):
        declaration, _, begin = begin.partition(">")
        begin = begin.lstrip()
        if not declaration.endswith("?"):
            return False
    if _DOCTYPE.match(begin):
        return True
    place = 0  # walked by hand: as a pattern, a row of comments without an element can be read in 2^n ways
    while begin.startswith("<!--", place):
        end = begin.find("-->", place + 4)
        if end < 0:
            return False
        place = end + 3
        while begin[place : place + 1].isspace():
            place += 1
    return bool(_SPEAK.match(begin, place))


def parse_ssml(document: str, language: str = "en") -> Document:
    """The blocks of an SSML document. Raises InvalidMarkup, naming line and column."""
    if len(document) > MAX_CHARACTERS:
        raise InvalidMarkup(f"SSML of {len(document)} characters is longer than {MAX_CHARACTERS}")
    reader = _Reader(document, language)
    run_parser(reader.parser, document, "SSML")
    return Document(tuple(reader.blocks), tuple(reader.warnings))


@dataclass(frozen=True, slots=True)
class _Element:
    """An element that is open."""

    name: str
    attributes: dict[str, str]
    manner: Manner
    voice: str | None
    language: str
    start: int
    """Where its text begins in the block."""
    block: BlockBuilder
    is_silent: bool = False
    contour: Contour = ()


class _Reader:
    """Collects blocks while expat walks through the document."""

    def __init__(self, document: str, language: str) -> None:
        self.blocks: list[Block] = []
        self.warnings: list[str] = []
        self.parser = safe_parser("SSML")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self._document = document
        self._bytes = document.encode("utf-8", "surrogatepass")
        self._known_byte = self._known_character = 0
        self._language = base_language(language)
        self._builder = BlockBuilder(None, self._language)
        self._ends_with_break = False
        """The pause after the last block is of breaks that were asked for."""
        self._stack: list[_Element] = []
        self._said: set[str] = set()
        self._starts: dict[str, Callable[[_Element], _Element]] = {
            "break": self._break, "prosody": self._prosody, "voice": self._voice, "lang": self._lang,
            "emphasis": self._emphasis, "mark": self._mark, "bookmark": self._mark, "silence": self._silence,
            "audio": self._audio,
        }  # fmt: skip

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

    def _tag_end(self) -> int:
        return self._document.find(">", self._here()) + 1

    def _fail(self, reason: str) -> InvalidMarkup:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        return InvalidMarkup(f"SSML at line {line}, column {column}: {reason}")

    def _warn(self, what: str) -> None:
        if what not in self._said and len(self.warnings) < MAX_WARNINGS:
            self._said.add(what)
            self.warnings.append(f"SSML at line {self.parser.CurrentLineNumber}: {what}")

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _end_block(self, pause_seconds: float | None = None) -> None:
        """Close the block; a pause that markup makes by itself is no shorter for one that was asked for before it."""
        block = self._builder.block(pause_seconds)
        if block is not None:
            self._add_block(block, ends_with_break=False)
        elif pause_seconds and self.blocks:
            longest = max(self.blocks[-1].pause_seconds or 0.0, pause_seconds)
            self.blocks[-1] = replace(self.blocks[-1], pause_seconds=longest)

    def _add_block(self, block: Block, ends_with_break: bool) -> None:
        self.blocks.append(block)
        self._builder = BlockBuilder(self._builder.voice, self._language)
        self._ends_with_break = ends_with_break

    def _make_break(self, attributes: dict[str, str]) -> None:
        """Close the block with what a `break` asks for, in place of what markup or punctuation make by themselves.

        Without text before it, it is a silent block in the place of its tag; breaks side by side add up. A break of
        nothing between words that no mark parts is none.
        """
        seconds = values.break_seconds(attributes, self._warn)
        asked = seconds if "time" in attributes else 0.0
        written = self._builder.text_from(max(0, len(self._builder) - _SEEN_BEFORE_BREAK))
        if not seconds and written.strip() and kind_of_end(written) is Break.BREATH:
            return
        block = self._builder.block(seconds)
        if block is not None:
            self._add_block(replace(block, break_seconds=asked), ends_with_break=True)
        elif self.blocks:
            last = self.blocks[-1]
            if self._ends_with_break:
                seconds = min((last.pause_seconds or 0.0) + seconds, values.LONGEST_BREAK_SECONDS)
                asked = min(last.break_seconds + asked, seconds)
            self.blocks[-1], self._ends_with_break = replace(last, pause_seconds=seconds, break_seconds=asked), True
        elif seconds:
            silence = silent_block(self._here(), self._tag_end(), seconds, self._builder.marks)
            self._add_block(replace(silence, break_seconds=asked), ends_with_break=True)

    def _change_voice(self, voice: str | None) -> None:
        if voice != self._builder.voice:
            self._end_block()
            self._builder.voice = voice

    # --- expat -------------------------------------------------------------------------------------------------------

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, name = name.rpartition(":")
        attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if len(self._stack) >= MAX_DEPTH:
            raise self._fail(f"elements are nested deeper than {MAX_DEPTH}")
        for attribute, value in attributes.items():
            if len(value) > MAX_ATTRIBUTE:
                raise self._fail(
                    f'<{name[:40]} {attribute[:40]}="…"> has {len(value)} characters; allowed: up to {MAX_ATTRIBUTE}'
                )
        if not self._stack and name != "speak":
            raise self._fail(f"the first element is <{name[:40]}>, expected <speak>")
        if self._stack:
            element = replace(
                self._stack[-1], name=name, attributes=attributes, start=len(self._builder), block=self._builder,
                contour=(),
            )  # fmt: skip
        else:
            element = _Element(name, attributes, PLAIN, None, self._language, 0, self._builder)
        if name in _SILENT:
            element = replace(element, is_silent=True)
        if not element.is_silent:
            element = self._begun(element, prefix)
        self._stack.append(replace(element, start=len(self._builder), block=self._builder))

    def _begun(self, element: _Element, prefix: str) -> _Element:
        name = element.name
        if name in self._starts:
            try:
                return self._starts[name](element)
            except ValueError as error:
                raise error if isinstance(error, InvalidMarkup) else self._fail(str(error)) from None
        if name in ("p", "s", "paragraph", "sentence"):
            self._end_block()
            return self._lang(element)
        if name not in _INLINE and name != "speak":
            self._warn(f"<{f'{prefix[:40]}:' if prefix else ''}{name[:40]}> is unknown; its text is read")
            self._part_words()
        elif element.attributes.get("role"):
            self._warn(f'<{name} role="{element.attributes["role"][:40]}"> is not heard; the word is read')
        return element

    def _end(self, _: str) -> None:
        element = self._stack.pop()
        name, outer = element.name, self._stack[-1] if self._stack else None
        if element.is_silent:
            return
        start = element.start if element.block is self._builder else 0
        if element.contour:
            self._builder.add_contour(start, element.contour)
        if outer is not None and element.language != outer.language:
            self._read_in(element.language, start)
        if name in ("p", "paragraph"):
            self._end_block(PAUSE_SECONDS[Break.PARAGRAPH])
        elif name in ("s", "sentence"):
            self._end_block(PAUSE_SECONDS[Break.SENTENCE])
        elif name == "voice" and outer is not None:
            self._change_voice(outer.voice)
        elif name == "speak":
            self._finish()
        elif name in ("sub", "phoneme", "say-as"):
            self._annotate(name, element.attributes, start)
        elif name not in self._starts and name not in _INLINE:
            self._part_words()

    def _finish(self) -> None:
        self._end_block()
        if self._builder.marks and self.blocks:
            last = self.blocks[-1]
            late = tuple((mark, len(last.text)) for mark, _ in self._builder.marks)
            self.blocks[-1] = replace(last, marks=(*last.marks, *late))

    def _characters(self, data: str) -> None:
        element, here = self._stack[-1], self._here()
        if element.is_silent:
            return
        reference = _REFERENCE.match(self._document, here) if len(data) == 1 else None
        if reference is None and self._document.startswith(data, here):
            places = list(range(here, here + len(data) + 1))
            self._builder.add(data, places[:-1], places[1:], element.manner)
        else:  # a reference such as &amp;, or a line end of two characters
            end = reference.end() if reference else min(here + 2, len(self._document))
            self._builder.add(data, [here] * len(data), [end] * len(data), element.manner)

    def _part_words(self) -> None:
        """A blank where a tag stands between two words, so that they are not read as one."""
        if self._builder.last.isalnum():
            here = self._here()
            self._builder.add(" ", [here], [here + 1], self._stack[-1].manner if self._stack else PLAIN)

    # --- elements that change how text is said ------------------------------------------------------------------------

    def _break(self, element: _Element) -> _Element:
        self._make_break(element.attributes)
        return element

    def _silence(self, element: _Element) -> _Element:
        """Azure's mstts:silence: at the place where it stands, whatever its type says."""
        written = element.attributes.get("value", "0ms")
        self._make_break({"time": written})
        self._warn(f'silence of type "{element.attributes.get("type", "")[:40]}" is made where the tag stands')
        return element

    def _prosody(self, element: _Element) -> _Element:
        manner, asked = element.manner, element.attributes
        if "rate" in asked:
            faster = manner.rate * values.rate(asked["rate"], self._warn)
            manner = replace(manner, rate=min(FASTEST, max(SLOWEST, faster)))
        if "volume" in asked:
            louder = manner.volume_db + values.volume_db(asked["volume"], self._warn)
            manner = replace(manner, volume_db=min(LOUDEST_DB, max(QUIETEST_DB, louder)))
        if "pitch" in asked:
            manner = replace(manner, pitch=manner.pitch + values.pitch_semitones(asked["pitch"], self._warn))
        if "range" in asked:
            manner = replace(manner, pitch_range=manner.pitch_range * values.pitch_range(asked["range"], self._warn))
        if "duration" in asked:
            self._warn("prosody duration is not supported and is left out; rate is")
        contour = values.contour(asked["contour"], self._warn) if "contour" in asked else ()
        return replace(element, manner=manner, contour=contour)

    def _emphasis(self, element: _Element) -> _Element:
        return replace(element, manner=replace(element.manner, emphasis=values.emphasis(element.attributes)))

    def _voice(self, element: _Element) -> _Element:
        name = element.attributes.get("name", element.voice)
        if name == element.voice and "name" not in element.attributes:
            self._warn("<voice> without a name chooses no voice")
        self._change_voice(name)
        return self._lang(replace(element, voice=name))

    def _lang(self, element: _Element) -> _Element:
        tag = element.attributes.get("lang", "")
        return replace(element, language=base_language(tag)) if tag else element

    def _mark(self, element: _Element) -> _Element:
        name = element.attributes.get("name") or element.attributes.get("mark")
        if not name:
            raise self._fail("a mark needs a name")
        self._builder.marks.append((name, len(self._builder)))
        return element

    def _audio(self, element: _Element) -> _Element:
        self._warn("<audio> is not played; the text inside it is read")
        self._part_words()
        return element

    # --- elements that replace text ----------------------------------------------------------------------------------

    def _read_in(self, language: str, start: int) -> None:
        """The text from `start` on is in another language: in parts that fit a segment."""
        if len(self._builder) > start:
            for piece in re.finditer(rf"\S.{{0,{_INSIDE_ONE_SEGMENT - 1}}}", self._builder.text_from(start), re.DOTALL):
                self._builder.annotations.append(
                    Annotation(start + piece.start(), start + piece.end(), language=language)
                )

    def _annotate(self, name: str, attributes: dict[str, str], start: int) -> None:
        written = self._builder.text_from(start)
        if not written.strip():
            if name in ("sub", "phoneme"):
                raise self._fail(f"<{name}> needs a text")
            return
        try:
            replacing = REPLACEMENTS[name](attributes, written, self._language, self._warn)
        except ValueError as error:
            raise self._fail(str(error)) from error
        if any(annotation.end - annotation.start > MAX_REPLACED for annotation in replacing):
            raise self._fail(f"<{name}> stands around {len(written)} characters; allowed: up to {MAX_REPLACED}")
        if replacing:
            annotations = self._builder.annotations
            while annotations and annotations[-1].end > start:  # the outer element wins
                annotations.pop()
            annotations += [replace(a, start=a.start + start, end=a.end + start) for a in replacing]
