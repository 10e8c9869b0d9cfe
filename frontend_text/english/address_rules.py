"""Rules for addresses of the net: URLs, mail, hosts, hashtags, handles."""

from __future__ import annotations

import re

from frontend_text.english import vocabulary as words
from frontend_text.english.rule_book import (
    RuleBook,
    any_of,
    host_name,
    letters_and_digits,
    spelled,
)

rule = RuleBook()


_HOST = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[a-zA-Z]{2,24}"
_TOP_LEVEL = any_of(
    words.DOMAIN_WORDS | set("ai co uk de fr us ca au tv me ly it es jp ch nl eu in to gg fm sh".split())
)


@rule(r"(?<![\w@])(?:(https?|ftp|file|wss?)://|(?=www\.))([^\s<>\"'“”]*[\w/#&=~+$-])")
def url(match: re.Match[str]) -> str:
    scheme, rest = match.groups()
    cut = re.search(r"[/?#:]", rest)
    host, path = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    said = f"{spelled(scheme)} colon slash slash " if scheme else ""
    return f"{said}{host_name(host)} {letters_and_digits(path)}".strip()


@rule(rf"(?<![\w.@])([\w.+-]{{1,64}})@({_HOST})\b")
def email(match: re.Match[str]) -> str:
    return f"{letters_and_digits(match[1])} at {host_name(match[2])}"


@rule(
    rf"(?<![\w@./-])((?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:{_TOP_LEVEL}))(/[^\s<>\"'“”]*[\w/#&=-]|/)?(?![\w@])", flags=re.I
)
def bare_host(match: re.Match[str]) -> str | None:
    if not match[2] and re.fullmatch(r"[\d.]+|(?:\w\.)+\w", match[1]):
        return None
    return f"{host_name(match[1])} {letters_and_digits(match[2] or '')}".strip()


@rule(r"(?<![\w&])#(?=[A-Za-zÀ-ɏ]{2})([A-Za-zÀ-ɏ0-9_]+)", early=True)
def hashtag(match: re.Match[str]) -> str:
    pieces = re.findall(r"[A-Z]?[^\W\dA-Z_]+|[A-Z]+(?![^\W\dA-Z_])|\d+|[^\W\d_]", match[1])
    return "hashtag " + " ".join(letters_and_digits(p) if p.isdigit() else p for p in pieces)


@rule(r"(?<![\w@])@(?=[^\W_])(\w+)")
def handle(match: re.Match[str]) -> str:
    return f"at {letters_and_digits(match[1])}"
