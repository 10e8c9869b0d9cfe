"""A user's own pronunciations: word -> phonemes or respelling, from a mapping, a text file, a JSON or W3C PLS one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from frontend_text.errors import InvalidMarkup
from frontend_text.markup.pls import read_pls
from frontend_text.pronunciation.alphabets import UnknownPhoneme, from_ipa

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
            self._add_written(word, said)

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

    def _add_written(self, word: str, said: str) -> None:
        """An entry as people write it: `/ipa/` or a respelling."""
        if len(said) > 2 and said[0] == said[-1] == "/":
            self.add(word, phonemes=said)
        else:
            self.add(word, alias=said)

    def find(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        """Where entries apply in a text, the longest phrase first, without overlap."""
        words = [match.span() for match in _WORD.finditer(text)]
        i = 0
        while i < len(words):
            for count in range(min(self._longest, len(words) - i), 0, -1):
                start, end = words[i][0], words[i + count - 1][1]
                written = " ".join(text[start:end].split()).replace("’", "'")
                entry = self._entries.get(written)
                if entry is None and (written.istitle() or written[:1].isupper() and written[1:].islower()):
                    entry = self._entries.get(written.lower())
                if entry is None and written.endswith("'s"):
                    entry = _possessive(self._entries.get(written[:-2]))
                if entry is not None and not _is_in_address(text, start, end):
                    yield start, end, entry
                    i += count
                    break
            else:
                i += 1

    @classmethod
    def from_file(cls, file: Path | str) -> Lexicon:
        """Read a PLS file, a JSON object of word to `/ipa/` or respelling, or lines of word, tab (or blanks), and that.

        Raises InvalidMarkup, or OSError if it cannot be read.
        """
        file = Path(file)
        text = file.read_text(encoding="utf-8")
        if text.lstrip().startswith("<"):
            return cls.from_pls(text)
        return cls(entries_of(text, file.name))

    @classmethod
    def from_pls(cls, document: str) -> Lexicon:
        """Read a W3C pronunciation lexicon: lexeme, grapheme, phoneme (IPA or X-SAMPA), alias. Raises InvalidMarkup."""
        lexicon = cls()
        read_pls(document, lexicon.add)
        return lexicon


def _is_in_address(text: str, start: int, end: int) -> bool:
    before = _IN_ADDRESS_BEFORE.search(text, max(0, start - 2), start)
    return bool(before or _IN_ADDRESS_AFTER.match(text, end))


def entries_of(text: str, name: str) -> dict[str, str]:
    """Word → pronunciation out of a JSON object or of lines, as `from_file` takes them; name: for messages.

    Raises InvalidMarkup.
    """
    if text.lstrip().startswith("{"):
        return _entries_of_json(text, name)
    entries = {}
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.partition("#")[0].strip()
        if not line:
            continue
        parts = re.split(r"\t+| {2,}", line, maxsplit=1)
        if len(parts) != 2:
            raise InvalidMarkup(f"{name}, line {number}: expected a word, a tab, and how it is said")
        entries[parts[0]] = parts[1].strip()
    return entries


def _entries_of_json(text: str, name: str) -> dict[str, str]:
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidMarkup(f"{name} is no JSON: {error}") from None
    strangers = [word for word, said in entries.items() if not isinstance(said, str)]
    if strangers:
        raise InvalidMarkup(f'{name}: "{strangers[0]}" is not said by a text; expected "/ipa/" or a respelling')
    return dict(entries)
