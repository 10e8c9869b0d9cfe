"""Telephone numbers, and other numbers that are read digit by digit."""

from __future__ import annotations

import re

from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Locale, Rule

_LOOK_BACK = 45
_AMOUNT = re.compile(r"\s?[%€$£¥₽₹°]")
_TELEPHONE = re.compile(
    r"(?:t[eé]l|ruf|wähl|notruf|ring|bel|gọi|notruf|拨打|tfn|tlf|тел|电话|電話|전화|đt|hotline|फ़ोन|फोन|هاتف|الهاتف)[^\W\d]*\W*$",
    re.IGNORECASE,
)
"""Words that announce even a short number to call, as 112."""
_GROUP = re.compile(r"\d+")


def rules(locale: Locale) -> list[Rule]:
    """Country codes, area codes, groups, and any digits after a word that announces a number to call."""
    cue = (
        re.compile(rf"(?:^|\W)(?:{locale.phone_cues})\W[^.!?]{{0,40}}\(?$", re.IGNORECASE)
        if locale.phone_cues
        else None
    )
    unspaced_cue = re.compile(rf"(?:{locale.phone_cues})[^。！？\d]{{0,12}}$") if locale.phone_cues else None
    wanted = cue if locale.spaced else unspaced_cue

    def international(match: re.Match[str]) -> str | None:
        groups = _GROUP.findall(match["rest"].replace("(0)", " "))  # said at home only
        if not 6 <= sum(map(len, groups)) <= 14:
            return None
        return locale.telephone(match["country"], groups)

    def plain(match: re.Match[str]) -> str | None:
        groups = _GROUP.findall(match[0])
        return locale.telephone("", groups) if 7 <= sum(map(len, groups)) <= 14 else None

    def grouped(match: re.Match[str]) -> str | None:
        groups = _GROUP.findall(match[0])
        years = len(groups) == 2 and all(len(g) == 4 and 1000 <= int(g) <= 2100 for g in groups)
        return None if years else plain(match)

    def announced(match: re.Match[str]) -> str | None:
        before = match.string[max(0, match.start() - _LOOK_BACK) : match.start()]
        cued = wanted.search(before) if wanted else None
        if not cued or re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", match[0]) or _AMOUNT.match(match.string, match.end()):
            return None
        if re.fullmatch(r"\d{1,3}(?: \d{3})+", match[0]) and locale.counts(word_after(match)):
            return None  # so many calls, not a number to call
        groups = _GROUP.findall(match[0])
        shortest = 3 if _TELEPHONE.match(cued[0].strip(" .,:;(")) else 6
        return locale.telephone("", groups) if shortest <= sum(map(len, groups)) <= 14 else None

    def card(match: re.Match[str]) -> str:
        return ", ".join(locale.digits(group) for group in _GROUP.findall(match[0]))

    between = r"[ \u00a0./-]"
    apart = rf"(?:(?:{between}|(?<=\)))\(?|\()"  # a sign or a bracket: digits alone could be cut in many ways
    return [
        locale.rule(
            "telephone",
            rf"(?<![\w+])\u200e?\+(?P<country>1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{{3}})(?P<rest>{between}?\(?\d{{1,12}}\)?(?:{apart}\d{{1,12}}\)?){{0,5}})(?![.,]?\d)",
            international,
        ),
        locale.rule("telephone", rf"{{L}}\(\d{{2,5}}\)[ -]?\d{{2,9}}(?:{between}\d{{2,5}}){{0,4}}(?!\d)", plain),
        locale.rule("telephone", rf"{{L}}(?<!\d[ .])0\d{{1,5}}(?:{between}\d{{1,9}}){{1,5}}{{R}}(?!,\d)", plain),
        locale.rule("telephone", r"{L}0\d{1,4}\s?\(\d{1,4}\)\s?-?\d{3,4}{R}", plain),
        locale.rule("telephone", r"{L}0\d{8,11}{R}(?![.,]\d)", plain),
        locale.rule("digits", r"{L}\d{4}(?:[ -]\d{4}){3}{R}", card),
        locale.rule("telephone", rf"{{L}}\d{{1,12}}(?:{apart}\d{{2,9}}\)?){{0,6}}{{R}}(?![.,]?\d)", announced),
        locale.rule("telephone", r"{L}\d{2,5}(?:-\d{2,5}){1,4}(?![\d-])", grouped),
    ]
