"""Dutch: numbers, dates, hours, money, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.germanic_languages import dutch_words as words
from frontend_text.locales.germanic_languages.shared import GermanicLocale
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, roman_value
from frontend_text.reading.tables import Noun

_TENS = "_ _ twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_NOT_NOUNS = frozenset(
    "van of en deel tot tegen in op met voor na bij door over per uit is was zijn waren werd werden "
    "gewonnen verloren aan "
    "om te dat die het de een maar als dan ook al naar sinds vanaf heeft hebben kan".split()
)


class Dutch(GermanicLocale):
    """Dutch."""

    small = (
        "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
        "achttien negentien"
    ).split()
    hundred = "honderd"
    large_numbers = (
        (10**12, "één biljoen", "biljoen"),
        (10**9, "één miljard", "miljard"),
        (10**6, "één miljoen", "miljoen"),
    )
    irregular_ordinals = {1: "eerste", 3: "derde", 8: "achtste"}
    ordinal_marks = ("de", "ste")
    hour_name, and_word, second_names = "uur", "en", ("seconde", "seconden")
    street = "straat"
    regnal = frozenset(
        "Willem Karel Filips Lodewijk Hendrik Johannes Paulus Pius Benedictus Leopold Albert Boudewijn Elizabeth "
        "Elisabeth Catharina Peter Nicolaas Napoleon George Frederik Leo Gregorius Clemens Alexander Maximiliaan "
        "Jan Gustaaf".split()
    )
    numbered = "hoofdstuk|deel|akte|artikel|klasse|type|band"
    minus, plus, to, score_to, per = "min", "plus", "tot", "", "per"
    marks = {",": "komma", ".": "punt"}
    metre_and = ""
    half_of = {"van": "de helft"}
    halves = {"m": "een halve"}
    months = "januari februari maart april mei juni juli augustus september oktober november december".split()
    month_words = (
        "januari|jan. februari|feb. maart|mrt. april|apr. mei juni|jun. juli|jul. augustus|aug. september|sept.|sep. "
        "oktober|okt. november|nov. december|dec."
    )
    date_cues = (
        r"op|vanaf|tot|t/m|sinds|per|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma\.|"
        r"di\.|wo\.|do\.|vr\.|za\.|zo\."
    )
    phone_cues = r"tel|tel\.|telefoon\w*|bel|belt|bellen|nummer|mobiel|fax|whatsapp|bereik\w*"
    score_cues = r"won\b|wonnen|win\w*|verlo\w+|versl\w+|uitslag|stand|gelijk|doelpunt\w*|finale|wedstrijd"
    hours = r"uur|u|h"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    money_minor = False
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    sounds = GermanicLocale.sounds + "ij"

    def cardinal(self, n: int, form: str = "") -> str:
        if n == 1:
            return "één"
        large = self.large_cardinal(n)
        if large:
            return large
        if n >= 1000:
            thousands, rest = divmod(n, 1000)
            said = ("" if thousands == 1 else self._stem(thousands)) + "duizend"
            return f"{said} {self._stem(rest) if rest != 1 else 'een'}" if rest else said
        return self._stem(n)

    def _stem(self, n: int) -> str:
        if n >= 100:
            hundreds, rest = divmod(n, 100)
            return ("" if hundreds == 1 else self.small[hundreds]) + self.hundred + (self._stem(rest) if rest else "")
        if n < 20:
            return self.small[n]
        tens, rest = divmod(n, 10)
        if not rest:
            return _TENS[tens]
        return self.small[rest] + ("ën" if self.small[rest].endswith("e") else "en") + _TENS[tens]

    def after_hundred(self, n: int) -> str:
        return self._stem(n)

    def ordinal(self, n: int, form: str = "") -> str:
        return self.ordinal_stem(n)

    def day(self, day: int, context: str) -> str:
        return self.cardinal(day)

    def roman_in_name(self, n: int, before: str) -> str:
        said = self.ordinal(n)
        return f"de {said[0].upper()}{said[1:]}"

    def form_before(self, word: str, n: int) -> str:
        return "m" if word[:1].islower() and word not in _NOT_NOUNS else ""

    def part(self, above: int, below: int) -> str | None:
        if below == 2:
            return "een half" if above == 1 else f"{self.cardinal(above)} halven"
        part = "kwart" if below == 4 else self.ordinal(below)
        return f"{'een' if above == 1 else self.cardinal(above)} {part}"

    def mixed(self, whole: int, part: str) -> str:
        if part != "een half":
            return f"{self.cardinal(whole)} {part}"
        stem = self._stem(whole) if whole < 1000 else self.cardinal(whole)
        return "anderhalve" if whole == 1 else f"{stem}{'ën' if stem.endswith('e') else 'en'}halve"

    def part_of(self, part: str, unit: Noun) -> str:
        return f"{part.replace('een half', 'een halve')} {unit.forms[0]}"

    def extra_rules(self) -> list[Rule]:
        return [
            self.rule("word", r"{L}t/m{R}", lambda match: "tot en met"),
            self.rule("digits", r"(?<=, )(?P<a>\d\d)(?P<b>\d\d)(?=\s?[A-Z])", self._read_postal),
            self.rule("ordinal", r"{L}(?P<n>\d{1,4})(?:e|de|ste)(?!\w)", self._read_ordinal),
            self.rule("roman", rf"(?<!\w)(?=[IVX]+e)(?P<n>{ROMAN})e(?!\w)", self._read_roman),
            self.rule("decade", r"(?i){L}(?P<w>jaren\s)['’]?(?P<n>\d0|\d\d\d0)(?!\d)", self._read_decade),
            self.rule("word", r"(?<!\w)(?P<w>[A-Z][a-z]{2,30})str\.", self.read_street),
            self.rule("time", r"{L}(?P<h>\d{1,2})[.:](?P<m>\d\d)\s?(?:uur|u\b|u\.)", self.read_clock),
            self.rule("time", r"{L}(?P<h>\d{1,2})u(?P<m>\d\d){R}", self.read_clock),
            self.rule("time", r"{L}(?P<a>\d{1,2})\s?[-–]\s?(?P<b>\d{1,2})\suur{R}", self.read_hours),
        ]

    def _read_postal(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['a']))} {self.cardinal(int(match['b']))}"

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return self.ordinal(int(match["n"]))

    def _read_roman(self, match: re.Match[str]) -> str:
        return self.ordinal(roman_value(match["n"]))

    def _read_decade(self, match: re.Match[str]) -> str:
        return "jaren " + self.decade(int(match["n"]))
