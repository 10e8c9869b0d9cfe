"""A user's own pronunciations: word -> phonemes or respelling, from a mapping, a text file or a W3C PLS file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from frontend_text.errors import InvalidMarkup
from frontend_text.pronunciation.alphabets import UnknownPhoneme, from_ipa, from_x_sampa

MAX_ENTRIES = 20_000
MAX_LENGTH = 200
"""Characters of a word, a respelling or a pronunciation."""
MAX_WORDS = 10
"""Of a phrase."""
_WORD = re.compile(r"[^\W_]+(?:['’.&-]?[^\W_]+)*")


_IN_ADDRESS_BEFORE = re.compile(r"[/@_#?&=\\]$|[^\s.][.:-]$")
_IN_ADDRESS_AFTER = re.compile(r"[/@_\\]|[.:-][^\s.,;:!?\"'”’)]")
"""What tells that a word is part of an address, a path or a compound, which are read as one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How a word is said: by its sounds or by other words."""

    phonemes: str | None
    alias: str | None


def _possessive(entry: Entry | None) -> Entry | None:
    if entry is None or entry.phonemes is None:
        return Entry(None, f"{entry.alias}'s") if entry else None
    last = entry.phonemes[-1]
    return Entry(entry.phonemes + ("s" if last in "ptkfθ" else "ᵻz" if last in "szʃʒʧʤ" else "z"), None)


class Lexicon:
    """Pronunciations of words and of short phrases; an entry in small letters also serves the word capitalised."""

    def __init__(self, entries: Mapping[str, str] | None = None) -> None:
        """entries: word -> `/ipa/` between slashes, or a respelling in plain words.

        Raises InvalidMarkup if an entry cannot be used.
        """
        self._entries: dict[str, Entry] = {}
        self._longest = 1  # words in the longest phrase
        for word, said in (entries or {}).items():
            if len(said) > 2 and said[0] == said[-1] == "/":
                self.add(word, phonemes=said)
            else:
                self.add(word, alias=said)

    def __bool__(self) -> bool:
        return bool(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, word: str, *, phonemes: str | None = None, alias: str | None = None) -> None:
        """Add or replace an entry; phonemes in IPA. Raises InvalidMarkup."""
        word = " ".join(word.split()).replace("’", "'")
        if not word or max(len(word), len(phonemes or ""), len(alias or "")) > MAX_LENGTH:
            raise InvalidMarkup(f'lexicon entry "{word[:40]}" is empty or longer than {MAX_LENGTH} characters')
        words = word.count(" ") + 1
        if words > MAX_WORDS:
            raise InvalidMarkup(f'lexicon entry "{word[:40]}" has {words} words; allowed: up to {MAX_WORDS}')
        if len(self._entries) >= MAX_ENTRIES:
            raise InvalidMarkup(f"a lexicon may have at most {MAX_ENTRIES} entries")
        try:
            sound = None if phonemes is None else from_ipa(phonemes)
        except UnknownPhoneme as error:
            raise InvalidMarkup(f'lexicon entry "{word[:40]}": {error}') from error
        if not (sound or (alias and alias.strip())):
            raise InvalidMarkup(f'lexicon entry "{word[:40]}" says nothing')
        self._entries[word] = Entry(sound, alias)
        self._longest = max(self._longest, words)

    def find(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        """Where entries apply in a text, the longest phrase first, without overlap."""
        words = [match.span() for match in _WORD.finditer(text)]
        i = 0
        while i < len(words):
            for count in range(min(self._longest, len(words) - i), 0, -1):
                start, end = words[i][0], words[i + count - 1][1]
                if _IN_ADDRESS_BEFORE.search(text, max(0, start - 2), start) or _IN_ADDRESS_AFTER.match(text, end):
                    continue
                written = " ".join(text[start:end].split()).replace("’", "'")
                entry = self._entries.get(written)
                if entry is None and (written.istitle() or written[:1].isupper() and written[1:].islower()):
                    entry = self._entries.get(written.lower())
                if entry is None and written.endswith("'s"):
                    entry = _possessive(self._entries.get(written[:-2]))
                if entry is not None:
                    yield start, end, entry
                    i += count
                    break
            else:
                i += 1

    @classmethod
    def from_file(cls, file: Path | str) -> Lexicon:
        """Read a PLS file (`.pls`, `.xml`), or lines of `word<tab or two blanks>/ipa/ or respelling`.

        Raises InvalidMarkup, or OSError if it cannot be read.
        """
        file = Path(file)
        text = file.read_text(encoding="utf-8")
        if text.lstrip().startswith("<"):
            return cls.from_pls(text)
        lexicon = cls()
        for number, line in enumerate(text.split("\n"), start=1):
            line = line.partition("#")[0].strip()
            if not line:
                continue
            parts = re.split(r"\t+| {2,}", line, maxsplit=1)
            if len(parts) != 2:
                raise InvalidMarkup(f"{file.name}, line {number}: expected a word, a tab, and how it is said")
            word, said = parts[0], parts[1].strip()
            slashed = len(said) > 2 and said[0] == said[-1] == "/"
            lexicon.add(word, phonemes=said if slashed else None, alias=None if slashed else said)
        return lexicon

    @classmethod
    def from_pls(cls, document: str) -> Lexicon:
        """Read a W3C pronunciation lexicon: lexeme, grapheme, phoneme (IPA or X-SAMPA), alias. Raises InvalidMarkup."""
        lexicon = cls()
        alphabet = "ipa"
        graphemes: list[str] = []
        said: list[tuple[str, str]] = []  # (phoneme or alias, text), the preferred one first
        stack: list[tuple[str, dict[str, str]]] = []
        text: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal alphabet
            name = name.rpartition(":")[2]
            if len(stack) > 8:
                raise InvalidMarkup("a pronunciation lexicon is not nested that deep")
            if name == "lexicon":
                alphabet = attributes.get("alphabet", "ipa").lower()
            elif name == "lexeme":
                graphemes.clear()
                said.clear()
            stack.append((name, attributes))
            text.clear()

        def end(name: str) -> None:
            name, attributes = stack.pop()
            written = "".join(text).strip()
            text.clear()
            if name == "grapheme":
                graphemes.append(written)
            elif name in ("phoneme", "alias"):
                entry = written
                if name == "phoneme" and attributes.get("alphabet", alphabet).lower() in ("x-sampa", "xsampa"):
                    entry = from_x_sampa(entry)
                said.insert(0 if attributes.get("prefer") == "true" else len(said), (name, entry))
            elif name == "lexeme":
                if not graphemes or not said:
                    raise InvalidMarkup("a lexeme needs a grapheme and a phoneme or an alias")
                kind, entry = said[0]
                for grapheme in graphemes:
                    lexicon.add(grapheme, **{"phonemes" if kind == "phoneme" else "alias": entry})

        parse_safely(document, start, end, text.append, what="the pronunciation lexicon")
        return lexicon


def parse_safely(document: str, start: object, end: object, data: object, *, what: str) -> None:
    """Run expat without document types, entities of one's own, or anything from outside. Raises InvalidMarkup."""
    parser = safe_parser(what)
    parser.StartElementHandler = start  # type: ignore[assignment]
    parser.EndElementHandler = end  # type: ignore[assignment]
    parser.CharacterDataHandler = data  # type: ignore[assignment]
    run_parser(parser, document, what)


def safe_parser(what: str) -> expat.XMLParserType:
    """An expat parser that refuses document types, and with them entities."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = False

    def refuse(*_: object) -> None:
        raise InvalidMarkup(
            f"{what} may not have a document type or entities of its own (line {parser.CurrentLineNumber}, "
            f"column {parser.CurrentColumnNumber + 1})"
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]
    return parser


def run_parser(parser: expat.XMLParserType, document: str, what: str) -> None:
    """Parse a whole document. Raises InvalidMarkup with line and column if it is malformed."""
    try:
        parser.Parse(document.encode("utf-8"), True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise InvalidMarkup(
            f"{what} is malformed at line {error.lineno}, column {error.offset + 1}: {reason}"
        ) from error
    except UnicodeEncodeError as error:
        raise InvalidMarkup(f"{what} holds half of a surrogate pair at character {error.start}") from error
