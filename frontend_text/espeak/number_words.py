"""Number words that are written as one, cut for espeak-ng, which would stress and pronounce them as one long word."""

from __future__ import annotations

import re

_PARTS = {
    "de": "ein|eins|eine|zwei|drei|vier|fünf|sechs|sechzehn|sechzig|sieben|siebzehn|siebzig|acht|neun|zehn|elf|zwölf|"
    "dreizehn|vierzehn|fünfzehn|achtzehn|neunzehn|zwanzig|dreißig|vierzig|fünfzig|achtzig|neunzig|und|hundert|tausend|"
    "erst|dritt|siebt|zwanzigst|dreißigst|vierzigst|fünfzigst|sechzigst|siebzigst|achtzigst|neunzigst|"
    "hundertst|tausendst",
    "nl": "een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|"
    "zeventien|achttien|negentien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|en|ën|honderd|duizend",
    "sv": "ett|en|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|"
    "tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio|hundra|tusen|ettusen",
}
_ENDINGS = {"de": "(?:e|en|er|es|t|te|ten|ter|tes)?", "nl": "(?:de|ste)?", "sv": "(?:talet|nde|de)?"}
"""What may follow the last part: ordinals, decades."""


def _longest_first(parts: str) -> str:
    return "|".join(sorted(parts.split("|"), key=len, reverse=True))


_WORDS = {
    language: re.compile(rf"(?:{_longest_first(parts)}){{2,16}}{_ENDINGS[language]}")
    for language, parts in _PARTS.items()
}
_CUTS = {
    language: re.compile(rf"(?:{_longest_first(parts)})(?:{_ENDINGS[language]}$)?")
    for language, parts in _PARTS.items()
}


def cut_number_words(text: str, language: str) -> str:
    """`zweitausendvierundzwanzig` as `zwei tausend vier und zwanzig`; any other text stays as it is."""
    whole = _WORDS.get(language)
    if whole is None or len(text) < 8:
        return text
    core = text.strip(".,;:!?()\"'»«„“”")
    if not whole.fullmatch(core):
        return text
    parts = _CUTS[language].findall(core)
    return text.replace(core, " ".join(parts)) if "".join(parts) == core else text
