"""Dutch: numbers, dates, hours, money, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.germanic_languages import dutch_words as words
from frontend_text.reading.locale import Locale, Rule
from frontend_text.reading.numerals import is_small_roman
from frontend_text.reading.tables import Noun

_SMALL = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
).split()
_TENS = "_ _ twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_NOT_NOUNS = frozenset(
    "van of en deel tot tegen in op met voor na bij door over per uit is was zijn waren werd werden "
    "gewonnen verloren aan "
    "om te dat die het de een maar als dan ook al naar sinds vanaf heeft hebben kan".split()
)
_REGNAL = frozenset(
    "Willem Karel Filips Lodewijk Hendrik Johannes Paulus Pius Benedictus Leopold Albert Boudewijn Elizabeth Elisabeth "
    "Catharina Peter Nicolaas Napoleon George Frederik Leo Gregorius Clemens Alexander Maximiliaan Jan Gustaaf".split()
)


class Dutch(Locale):
    """Dutch."""

    joins_hyphened = True
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
    sounds = Locale.sounds + "ij"

    def cardinal(self, n: int, form: str = "") -> str:
        if n == 1:
            return "één"
        for unit, name in ((10**12, "biljoen"), (10**9, "miljard"), (10**6, "miljoen")):
            if n >= unit:
                high, rest = divmod(n, unit)
                return f"{self.cardinal(high)} {name}" + (f" {self.cardinal(rest)}" if rest else "")
        if n >= 1000:
            thousands, rest = divmod(n, 1000)
            said = ("" if thousands == 1 else self._stem(thousands)) + "duizend"
            return f"{said} {self._stem(rest) if rest != 1 else 'een'}" if rest else said
        return self._stem(n)

    def _stem(self, n: int) -> str:
        if n >= 100:
            hundreds, rest = divmod(n, 100)
            return ("" if hundreds == 1 else _SMALL[hundreds]) + "honderd" + (self._stem(rest) if rest else "")
        if n < 20:
            return _SMALL[n]
        tens, rest = divmod(n, 10)
        if not rest:
            return _TENS[tens]
        return _SMALL[rest] + ("ën" if _SMALL[rest].endswith("e") else "en") + _TENS[tens]

    def year(self, n: int) -> str:
        if 1100 <= n < 2000:
            rest = n % 100
            return _SMALL[n // 100] + "honderd" + (self._stem(rest) if rest else "")
        return self.cardinal(n)

    def ordinal(self, n: int, form: str = "") -> str:
        last = n % 100
        said = self.cardinal(n) if n > 1 else "een"
        if last in (1, 3, 8):
            stem = {1: "eerste", 3: "derde", 8: "achtste"}[last]
            return said[: len(said) - len(_SMALL[last])] + stem
        return said + ("de" if 0 < last < 20 else "ste")

    def form_before(self, word: str, n: int) -> str:
        return "m" if word[:1].islower() and word not in _NOT_NOUNS else ""

    def decimals(self, digits: str) -> str:
        return self.cardinal(int(digits)) if len(digits) == 2 and digits[0] != "0" else self.digits(digits)

    def score(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)} {self.cardinal(second)}"

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

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{self.cardinal(day or 1)} {self.months[month - 1]}"
        return f"{said} {self.year(year)}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = f"{self.cardinal(hour)} uur"
        if minute or second:
            said += f" {self.cardinal(minute)}"
        if second:
            said += f" en {self.cardinal(second)} seconde{'n' if second > 1 else ''}"
        return said

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        if before in _REGNAL:
            said = self.ordinal(n)
            return f"de {said[0].upper()}{said[1:]}"
        if before.lower() in ("hoofdstuk", "deel", "akte", "artikel", "klasse", "type", "band"):
            return self.cardinal(n)
        if is_small_roman(numeral):
            return self.cardinal(n)
        return None

    def extra_rules(self) -> list[Rule]:
        from frontend_text.reading.numerals import ROMAN

        return [
            self.rule("word", r"{L}t/m{R}", lambda match: "tot en met"),
            self.rule("digits", r"(?<=, )(?P<a>\d\d)(?P<b>\d\d)(?=\s?[A-Z])", self._read_postal),
            self.rule("ordinal", r"{L}(?P<n>\d{1,4})(?:e|de|ste)(?!\w)", self._read_ordinal),
            self.rule("roman", rf"(?<!\w)(?=[IVX]+e)(?P<n>{ROMAN})e(?!\w)", self._read_roman),
            self.rule("decade", r"(?i){L}(?P<w>jaren\s)['’]?(?P<n>\d0|\d\d\d0)(?!\d)", self._read_decade),
            self.rule("word", r"(?<!\w)(?P<w>[A-Z][a-z]{2,30})str\.", self._read_street),
            self.rule("time", r"{L}(?P<h>\d{1,2})[.:](?P<m>\d\d)\s?(?:uur|u\b|u\.)", self._read_clock),
            self.rule("time", r"{L}(?P<h>\d{1,2})u(?P<m>\d\d){R}", self._read_clock),
            self.rule("time", r"{L}(?P<a>\d{1,2})\s?[-–]\s?(?P<b>\d{1,2})\suur{R}", self._read_hours),
        ]

    def _read_postal(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['a']))} {self.cardinal(int(match['b']))}"

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return self.ordinal(int(match["n"]))

    def _read_roman(self, match: re.Match[str]) -> str:
        from frontend_text.reading.numerals import roman_value

        return self.ordinal(roman_value(match["n"]))

    def _read_decade(self, match: re.Match[str]) -> str:
        n = int(match["n"])
        said = self.year(n) if n > 99 else self.cardinal(n)
        return ("jaren " if match["w"] else "") + said

    def _read_street(self, match: re.Match[str]) -> str:
        return f"{match['w']}straat"

    def _read_hours(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['a']))} tot {self.cardinal(int(match['b']))} uur"

    def _read_clock(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"])
        return self.clock(hour, minute, None, True) if hour < 25 and minute < 60 else None
