"""Addresses of the internet, files and paths."""

from __future__ import annotations

import re
import unicodedata

from frontend_text.english.numbers import cardinal, spell_digits
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_word
from frontend_text.english.reading.quantities.cardinal import port_number
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.lists import DOMAIN_WORDS, FILE_ENDINGS
from frontend_text.english.tables.signs import SYMBOLS

_SHORT_WORDS = frozenset("it he we so is in as at my no to go by be do me us am or if".split())

_CHUNK = re.compile(r"[^\s<>\"“”«»`]{1,300}")
_EMAIL = re.compile(r"[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}(?:[/:][^\s<>\"“”)]{0,100})?")
_PROTOCOL = re.compile(r"[A-Za-z][A-Za-z0-9+-]{1,12}://")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9_-]{1,63}\.){1,6}([A-Za-z]{2,12})(?::(\d{2,5}))?(?=$|[/?#:.,;!)\]'’]|\W)")
_TRAILING = ".,;:!?)]}'’\"”"
_PIECE = re.compile(r"[A-Za-z]+|\d+|.", re.DOTALL)
_SIGN_NAMES = {
    ".": "dot", "/": "slash", "-": "dash", "_": "underscore", ":": "colon", "@": "at", "?": "question mark",
    "=": "equals", "&": "and", "#": "hash", "%": "percent", "+": "plus", "~": "tilde", ",": "comma",
    "\\": "backslash", ";": "semicolon", "!": "exclamation mark", "$": "dollar", "*": "star", "(": "", ")": "",
    "'": "", "[": "", "]": "", "{": "", "}": "", "|": "pipe", "^": "caret",
}  # fmt: skip
_KNOWN = {
    "jpg": "jpeg",
    "localhost": "localhost",
    "nvidia": "NVIDIA",
    "enterpriseservices": "enterprise services",
    "gmail": "gmail",
    "readme": "readme",
    "instagram": "instagram",
}
_SPELLED_PARTS = frozenset(
    (
        "http https www ftp html htm php asp jsp pdf png gif svg css xml csv tsv json yml md js ts py rst "
        "api faq url id uk us eu tv fm io sql txt ssh sftp s3 cdn npm rtx dgx gpu cpu smtp ssl tls hd"
    ).split()
) - {"json"}
_ENDINGS_AS_WORDS = frozenset(
    (
        "json yaml toml zip exe bat log lock conf env jar war class bin doc docx java dart vue rar dot go "
        "swift scala lua gif"
    ).split()
) - {"gif"}


def read_address(written: str) -> str:
    """An address piece by piece: 'docs.python.org/3' -> 'docs dot python dot org slash three'."""
    said: list[str] = []
    pieces = _PIECE.findall(written)
    last_dot = max((i for i, piece in enumerate(pieces) if piece == "."), default=-1)
    host_end = next(
        (
            i
            for i, piece in enumerate(pieces)
            if piece in "/?#" and (i < 2 or pieces[i - 1] not in ":/" or pieces[i - 2] not in ":/")
        ),
        len(pieces),
    )
    for index, piece in enumerate(pieces):
        if piece.isdecimal():
            after_colon = index and pieces[index - 1] == ":"
            said.append(port_number(piece) if after_colon and len(piece) <= 5 else _digits(piece))
        elif piece.isalpha() and piece.isascii():
            said.append(
                _word(
                    piece,
                    index > 0 and pieces[index - 1] == "." and (index > last_dot or index < host_end),
                    index,
                    pieces,
                )
            )
        elif piece in _SIGN_NAMES:
            said.append(_SIGN_NAMES[piece])
        else:
            said.append(SYMBOLS.get(piece) or _other(piece))
    return " ".join(part for part in said if part)


def _other(piece: str) -> str:
    """A character that no address should have: a digit of another kind by its value, others as they are."""
    value = unicodedata.digit(piece, None)
    return piece if value is None else cardinal(str(value))


def _digits(piece: str) -> str:
    if len(piece) > 3 and piece.endswith("000") and piece[0] != "0" and len(piece) < 8:
        return cardinal(piece)
    if len(piece) == 4 and piece[:2] in ("19", "20"):
        from frontend_text.english.numbers import year

        return year(piece)
    return spell_digits(piece)


def _word(piece: str, after_dot: bool, index: int, pieces: list[str]) -> str:
    lower = piece.lower()
    if lower in _KNOWN:
        return _KNOWN[lower]
    if lower in _SPELLED_PARTS or (len(piece) == 1 and not (piece in "aA" and False)):
        return SPELLED + piece.upper()
    if after_dot:
        if lower in DOMAIN_WORDS or lower in _ENDINGS_AS_WORDS:
            return lower
        if len(piece) <= 3 and not (index + 2 < len(pieces) and pieces[index + 1] == "." and len(piece) == 3):
            return SPELLED + piece.upper()
    if len(piece) <= 4 and not re.search(r"[aeiouyAEIOUY]", piece):
        return SPELLED + piece.upper()
    if piece.islower() or piece.istitle():
        return piece
    humps = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", piece)
    if piece.isupper():
        return piece if len(piece) > 5 or lower in ("readme",) else SPELLED + piece
    if _random(piece):
        return SPELLED + piece.upper()
    return humps


def _random(piece: str) -> bool:
    """Whether capitals stand where no word has them, as in video identifiers."""
    return (
        len(re.findall(r"[a-z][A-Z]|[A-Z][a-z]", piece)) >= max(2, len(piece) // 2)
        or bool(re.search(r"[bcdfghjklmnpqrstvwxz]{4}", piece.lower()))
        or len(piece) <= 4
        and not re.search(r"[aeiou]", piece.lower())
    )


def trimmed(chunk: str) -> str:
    while chunk and chunk[-1] in _TRAILING and not (chunk[-1] == ")" and "(" in chunk):
        chunk = chunk[:-1]
    return chunk


@at_word
def address(sentence: Sentence, position: int) -> Candidate | None:
    """`https://…`, `www.…`, `bob@foo.org`, `docs.python.org/3`, `config.yaml`."""
    if not sentence.free_left(position) and sentence.left(position) not in "-/":
        return None
    found = _CHUNK.match(sentence.text, position)
    if not found:
        return None
    chunk = trimmed(found[0])
    if not ("." in chunk or "@" in chunk or "://" in chunk):
        return None
    if re.match(r"(?:\w+:)?https?://|ftp://|file://", chunk) or _PROTOCOL.match(chunk):
        return Candidate("electronic", position, position + len(chunk), read_address(chunk), 92, "a protocol and ://")
    email = _EMAIL.match(chunk)
    if email:
        written = trimmed(email[0])
        return Candidate(
            "electronic", position, position + len(written), read_address(written), 91, "an at sign and a domain"
        )
    domain = _DOMAIN.match(chunk)
    if domain:
        return _domain(sentence, position, chunk, domain)
    return None


def _domain(sentence: Sentence, position: int, chunk: str, domain: re.Match[str]) -> Candidate | None:
    ending, end = domain[1], position + domain.end()
    lower = ending.lower()
    first = chunk[: chunk.index(".")]
    rest = chunk[domain.end() :]
    path = rest[:1] in ("/", "?", "#")
    known = lower in DOMAIN_WORDS or len(lower) == 2 or lower in FILE_ENDINGS
    if len(first) == 1 and len(ending) <= 2 and not path:
        return None
    if not known and not path and not (ending.islower() and first.islower() and len(ending) == 3):
        return None
    if ending[0].isupper() and not ending.isupper() and not first.istitle():
        return None
    if first.istitle() and ending.istitle():
        return None
    if (
        first.isalpha()
        and first.islower()
        and lower in _SHORT_WORDS
        and not path
        and not sentence.lead(position).rstrip().endswith(("at", "visit", "to", "on", "from"))
    ):
        return None
    if first.isupper() and len(first) <= 2 and ending.isupper() and len(ending) <= 2:
        return None
    if path:
        end = position + len(chunk)
        return Candidate("electronic", position, end, read_address(chunk), 88, "a domain and a path")
    written = sentence.text[position:end]
    if rest.startswith(("'s", "’s")):
        end += 2
        return Candidate("electronic", position, end, read_address(written) + "'s", 80, "a domain")
    return Candidate("electronic", position, end, read_address(written), 80, "a domain or file name")


@at_word
def localhost(sentence: Sentence, position: int) -> Candidate | None:
    """`localhost:8080`."""
    match = re.compile(r"localhost:(\d{2,5})([/\w.-]*)").match(sentence.text, position)
    if not match:
        return None
    return Candidate(
        "electronic",
        position,
        match.end(),
        f"localhost colon {port_number(match[1])} {read_address(match[2])}".strip(),
        85,
        "a port",
    )
