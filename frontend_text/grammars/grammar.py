"""Run a pair of NeMo grammars: tag what stands in a text, then say each tag in words.

The tagger writes `tokens { money { integer_part: "three" currency_maj: "dollars" } } tokens { name: "on" }`; the
verbalizer turns one such token into words. The best path of the tagger also tells which input each token was read from.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from frontend_text.errors import MissingGrammars
from frontend_text.grammars.store import grammar_files

_MAX_ORDERS = 750
"""Orders of a token's fields that are tried, as in NeMo (729): the verbalizer accepts only the right one."""
_FIELD = re.compile(
    r'\s*(?:(?P<close>\})|(?P<key>\w+)\s*(?:\{(?P<open>)|:\s*(?:"(?P<value>.*?)"(?=\s)|(?P<flag>true))))'
)

Fields = list[tuple[str, "str | Fields"]]


@dataclass(frozen=True, slots=True)
class Token:
    """One token of the tagger's output."""

    start: int
    """First character of the input it was read from, give or take one within a written word."""
    end: int
    kind: str
    """`name` for what stays as it is, else the semiotic class: `date`, `money`, …"""
    text: str
    """The name itself, or how the token is said."""


class Transducer:
    """A weighted transducer from bytes to strings."""

    def __init__(self, file: Path) -> None:
        """Raises MissingGrammars if kaldifst is not installed."""
        try:
            import kaldifst
        except ImportError as error:
            raise MissingGrammars("the grammars need kaldifst: pip install kaldifst") from error
        self._library: Any = kaldifst
        self._graph = kaldifst.StdVectorFst.read(str(file))
        self._strings: list[str] = json.loads(file.with_suffix(".json").read_text())

    def best_path(self, data: bytes) -> list[tuple[bool, str]] | None:
        """The arcs of the best path (whether it reads a byte, what it writes as Latin-1), None if there is no path."""
        library = self._library
        lattice = library.compose(library.make_linear_acceptor(list(data)), self._graph, connect=False)
        if lattice.start < 0:
            return None
        path = library.shortest_path(lattice)
        if path.start < 0:
            return None
        state, strings = path.start, self._strings
        arcs: list[tuple[bool, str]] = []
        while True:
            # A best path is a chain: one arc leaves each state, none the last one.
            arc = next(iter(library.ArcIterator(path, state)), None)
            if arc is None:
                return arcs
            arcs.append((arc.ilabel != 0, strings[arc.olabel]))
            state = arc.nextstate

    def rewrite(self, text: str) -> str | None:
        """What the best path writes, None if there is no path."""
        arcs = self.best_path(text.encode())
        return None if arcs is None else _decode("".join(written for _, written in arcs))


class Grammar:
    """Tagger and verbalizer of one language; safe to share between threads."""

    def __init__(self, language: str) -> None:
        """Load the grammars (50 ms), converting them first if that was never done.

        Raises MissingGrammars.
        """
        files = grammar_files(language)
        self._tagger = Transducer(files["tagger"])
        self._verbalizer = Transducer(files["verbalizer"])
        self._lock = threading.Lock()
        self.verbalize = lru_cache(maxsize=2048)(self._verbalize)
        self.tag = lru_cache(maxsize=512)(self._tag)

    def _tag(self, text: str) -> tuple[Token, ...] | None:
        """The tokens of a short text in order, None if the grammar cannot read it."""
        data = text.replace("\0", "").encode()
        with self._lock:  # the library's tables are not documented to be safe; it holds the GIL anyway
            arcs = self._tagger.best_path(data)
        if arcs is None:
            return None
        written, read_before, read_after = [], [], []
        position = 0
        for reads, output in arcs:
            before = position
            position += reads
            written.append(output)
            read_before += [before] * len(output)
            read_after += [position] * len(output)
        tagged = "".join(written)
        character_of = _characters_of_bytes(text)
        tokens = []
        for start, end, body in _split_tokens(tagged):
            kind, said = self._say(_decode(body))
            if said is None:
                return None
            tokens.append(Token(character_of[read_before[start]], character_of[read_after[end - 1]], kind, said))
        return tuple(tokens)

    def _say(self, body: str) -> tuple[str, str | None]:
        match = re.fullmatch(r'\s*name:\s*"(.*)"\s*', body, re.DOTALL)
        if match:
            return "name", match[1].replace("\u00a0", " ")
        kind = re.match(r"\s*(\w+)", body)
        return kind[1] if kind else "", self.verbalize(body)

    def _verbalize(self, body: str) -> str | None:
        """Words for the inside of one token, None if no order of its fields is accepted."""
        for order in itertools.chain([re.sub(r"\s+", " ", body).strip()], itertools.islice(_orders(body), _MAX_ORDERS)):
            with self._lock:
                said = self._verbalizer.rewrite("tokens { " + order + " }")
            if said is not None:
                return re.sub(r"\s+", " ", said.replace("\u00a0", " ")).strip()
        return None


def _characters_of_bytes(text: str) -> list[int]:
    """For each byte of the text in UTF-8, and one past the last, the index of its character."""
    if text.isascii():
        return list(range(len(text) + 1))
    indices = [i for i, character in enumerate(text) for _ in character.encode()]
    return [*indices, len(text)]


def _decode(latin: str) -> str:
    return latin.encode("latin-1").decode("utf-8", "replace")


def _split_tokens(tagged: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and inside of each `tokens { … }`; braces inside quotes do not count."""
    for match in re.finditer(r'tokens\s*\{((?:[^{}"]|"(?:[^"]|"(?!\s))*"(?=\s)|\{(?:[^{}"]|"(?:[^"]|"(?!\s))*"(?=\s)|'
                             r'\{(?:[^{}"]|"(?:[^"]|"(?!\s))*"(?=\s))*\})*\})*)\}', tagged):  # fmt: skip
        yield match.start(), match.end(), match[1]


def _parse(body: str) -> Fields:
    """`date { month: "march" day: "fifteen" }` as nested lists of (key, value)."""
    stack: list[Fields] = [[]]
    position = 0
    body = body.strip() + " "
    while position < len(body.rstrip()):
        match = _FIELD.match(body, position)
        if not match:
            raise ValueError(f"not a token: {body!r}")
        position = match.end()
        if match["close"]:
            if len(stack) == 1:
                raise ValueError(f"not a token: {body!r}")
            stack.pop()
        elif match["open"] is not None:
            inner: Fields = []
            stack[-1].append((match["key"], inner))
            stack.append(inner)
        else:
            stack[-1].append((match["key"], match["value"] if match["flag"] is None else "\0true"))
    return stack[0]


def _orders(body: str) -> Iterator[str]:
    """The inside of a token with its fields in every order; none if it is not built as it should be."""
    try:
        yield from _arrange(_parse(body))
    except ValueError:
        return


def _arrange(fields: Fields) -> Iterator[str]:
    keep = any(key == "preserve_order" for key, _ in fields)
    for order in [fields] if keep else itertools.permutations(fields):
        choices = [
            [f"{key}: true" if value == "\0true" else f'{key}: "{value}"']
            if isinstance(value, str)
            else [f"{key} {{ {inner} }}" for inner in itertools.islice(_arrange(value), _MAX_ORDERS)]
            for key, value in order
        ]
        for chosen in itertools.product(*choices):
            yield " ".join(chosen)


def group_by_word(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int, list[Token]]]:
    """Tokens that share a written word, with the span of the words that they cover."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    group: list[Token] = []
    first = last = -1
    position = 0
    for token in tokens:
        while position + 1 < len(words) and words[position][1] <= token.start:
            position += 1
        end = position
        while end + 1 < len(words) and words[end + 1][0] < token.end:
            end += 1
        if group and position > last:
            yield words[first][0], words[last][1], group
            group = []
        if not group:
            first = position
        group.append(token)
        last = max(end, position)
    if group:
        yield words[first][0], words[last][1], group
