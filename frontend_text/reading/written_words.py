"""Abbreviations, and signs that stand for words."""

from __future__ import annotations

import re

from frontend_text.reading.locale import Locale, Rule

_CAPITAL = "[A-ZÀ-ÞĀĂĄĆČĎĐĒĖĘĚŁŃŇŌŐŒŘŚŠŤŪŮŰŹŻŽА-ЯІЇЄҐ]"

_CONDITIONS = {"#": r"(?=\s?(?:\d|[IVXLC]+\b))", "^": rf"(?=\s?(?:{_CAPITAL}))"}
"""What must follow an abbreviation: a number, a capital."""


def rules(locale: Locale) -> list[Rule]:
    """One rule for all abbreviations: the longest that fits goes first."""
    if not locale.abbreviations:
        return []
    spoken: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for written, said in locale.abbreviations.items():
        bare = written.rstrip("#^").replace(" ", "")
        condition = re.compile(_CONDITIONS.get(written[-1], ""))
        spoken.setdefault(bare.lower() if bare[0].islower() else bare, []).append((condition, said))
    for meanings in spoken.values():
        meanings.sort(key=lambda meaning: not meaning[0].pattern)  # those with a condition first

    def say(match: re.Match[str]) -> str | None:
        written = re.sub(r"\s", "", match[0])
        meanings = spoken.get(written) or spoken.get(written.lower()) or []
        said = next((said for condition, said in meanings if condition.match(match.string, match.end())), None)
        if said and match.start() == 0 and written[0].isupper():
            said = said[0].upper() + said[1:]
        return said

    longest_first = sorted(locale.abbreviations, key=lambda written: len(written.rstrip("#^")), reverse=True)
    patterns = [_pattern(written) for written in longest_first]
    return [locale.rule("abbreviation", rf"(?<![\w.@/])(?:{'|'.join(patterns)})", say)]


def _pattern(written: str) -> str:
    condition = _CONDITIONS.get(written[-1], "")
    body = written.rstrip("#^")
    first = f"[{body[0]}{body[0].upper()}]" if body[0].islower() else re.escape(body[0])
    rest = re.sub(r"(?:\\ )+", lambda _: "[ \u00a0\u202f]?", re.escape(body[1:]))
    return first + rest + ("" if body[-1] == "." else r"(?!\w)") + condition


def sign_rules(locale: Locale) -> list[Rule]:
    """Signs by their names in this language; what has none is passed over."""
    named = "".join(re.escape(sign) for sign in locale.signs)
    if not named:
        return []

    def say(match: re.Match[str]) -> str:
        return locale.signs[match[0][0]]

    return [locale.rule("sign", rf"([{named}])\1*", say)]
