"""Addresses of mail, pages and machines, handles, hash tags and file names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frontend_text.reading.locale import Locale, Rule

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ENDINGS = (
    "com org net edu gov info app dev ai io tv me co uk us eu de fr es it pt br nl se hu ru pl ua tr in ar mx cl pe ch "
    "at be jp cn kr vn tw hk ca au dk no fi cz sk ro gr il ir sa ae eg int biz shop blog online site"
)
_SPOKEN_ENDINGS = frozenset("com org net info edu gov app dev shop blog online site".split())
_FILES = "pdf docx? xlsx? pptx? txt csv jpe?g png gif mp[34] wav zip html? json xml py exe"
_HOST_END = re.compile(r"([^/:?]*)(.*)")
_PART = re.compile(r"[^\W\d_]+|\d+|.")


def rules(locale: Locale) -> list[Rule]:
    """The rules of a language that names the signs of addresses; none for others."""
    if not locale.electronic:
        return []

    def say(match: re.Match[str]) -> str:
        return " ".join(_said(match[0], locale))

    def handle(match: re.Match[str]) -> str | None:
        sign, name = match[0][0], match[0][1:]
        parts = (part if part.isalpha() else _part(part, locale) for part in _PART.findall(name))
        return f"{locale.signs[sign]} {' '.join(parts)}" if sign in locale.signs else None

    ending = "|".join(_ENDINGS.split())
    domain = rf"(?:{_HOST}\.){{1,5}}(?:{ending})(?![\w-]|\.\w)"
    path = r"(?::\d{1,5})?(?:/[\w\-./?=&%#~+:]*[\w/])?"
    file = "|".join(_FILES.split())
    return [
        locale.rule(
            "electronic", r"(?<![\w.])[\w.+-]{1,64}@(?:" + _HOST + r"\.){1,5}[A-Za-z]{2,12}(?!\w)", say, re.ASCII
        ),
        locale.rule(
            "electronic", r"(?<!\w)(?:https?|ftp)://[\w\-.:]{1,200}(?:/[\w\-./?=&%#~+:]*)?(?<![.,:?])", say, re.ASCII
        ),
        locale.rule("electronic", rf"(?<![\w.@])www\.(?:{_HOST}\.){{1,5}}[A-Za-z]{{2,12}}{path}", say, re.ASCII),
        locale.rule("electronic", rf"(?<![\w.@])(?=[A-Za-z0-9-]{{2}})(?=[^\s/]*[A-Za-z]){domain}{path}", say, re.ASCII),
        locale.rule("electronic", rf"(?<![\w.@])[A-Za-z0-9_-]{{1,40}}\.(?:{file})(?!\w)", say, re.ASCII),
        locale.rule("electronic", r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)", say),
        locale.rule("electronic", r"(?<!\w)[@#](?=[\w]*[^\W\d])\w{2,40}(?:\.\w+)*", handle),
    ]


def _said(address: str, locale: Locale) -> Iterator[str]:
    signs = locale.electronic
    if address.count(".") == 3 and address.replace(".", "").isdigit():  # of a machine: digits
        yield f" {signs['.']} ".join(locale.digits(part) for part in address.split("."))
        return
    for scheme in ("https", "http", "ftp"):
        if address.startswith(scheme + "://"):
            yield locale.letters(scheme)
            yield f"{signs[':']} {signs['/']} {signs['/']}"
            address = address[len(scheme) + 3 :]
    host, path = _HOST_END.match(address.rstrip("/")).groups()  # type: ignore[union-attr]
    if host.startswith("www."):
        yield locale.letters("www")
        yield signs["."]
        host = host[4:]
    last = host.rpartition(".")[2]
    for part in _PART.findall(host[: len(host) - len(last)]):
        yield _part(part, locale)
    if last in locale.spoken_endings:
        yield locale.spoken_endings[last]
    elif last in _SPOKEN_ENDINGS or (last.isalpha() and len(last) > 4):
        yield last
    else:
        yield from (_part(part, locale, short=True) for part in _PART.findall(last))
    for part in _PART.findall(path):
        yield _part(part, locale)


def _part(part: str, locale: Locale, short: bool = False) -> str:
    if part.isdigit():
        return locale.digits(part) if part[0] == "0" or len(part) > 4 else locale.cardinal(int(part))
    if part[0].isalpha():
        spelled = part.isascii() and (short or not _is_word(part, locale))
        return locale.letters(part.lower()) if spelled else part
    return locale.electronic.get(part, "")


def _is_word(letters: str, locale: Locale) -> bool:
    """Whether letters can be said as a word: some vowel, no heap of consonants, not two letters."""
    low = letters.lower()
    if len(low) < 3 or not any(letter in locale.sounds for letter in low):
        return False
    return not re.search(rf"[^{locale.sounds}]{{5}}|^[^{locale.sounds}]{{4}}", low)
