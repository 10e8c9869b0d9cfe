"""Hungarian: numbers, endings after a hyphen, ordinals with a period, dates from the year down, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales import hungarian_words as words
from frontend_text.locales.european import EuropeanLocale
from frontend_text.locales.hungarian_endings import adjective, is_back, with_ending, with_suffix
from frontend_text.locales.matches import times_of, valid_time
from frontend_text.reading.calendar_shapes import valid_day
from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, Number, roman_value
from frontend_text.reading.tables import Noun

_SMALL = "nulla egy kettő három négy öt hat hét nyolc kilenc".split()
_TENS = "_ tíz húsz harminc negyven ötven hatvan hetven nyolcvan kilencven".split()
_ORDINAL_ENDS = (
    ("nulla", "nulladik"), ("egy", "egyedik"), ("kettő", "kettedik"), ("három", "harmadik"), ("négy", "negyedik"),
    ("öt", "ötödik"), ("hat", "hatodik"), ("hét", "hetedik"), ("nyolc", "nyolcadik"), ("kilenc", "kilencedik"),
    ("tíz", "tizedik"), ("húsz", "huszadik"), ("harminc", "harmincadik"), ("negyven", "negyvenedik"),
    ("ötven", "ötvenedik"), ("hatvan", "hatvanadik"), ("hetven", "hetvenedik"), ("nyolcvan", "nyolcvanadik"),
    ("kilencven", "kilencvenedik"), ("száz", "századik"), ("ezer", "ezredik"), ("millió", "milliomodik"),
    ("milliárd", "milliárdodik"), ("billió", "billiomodik"),
)  # fmt: skip


class Hungarian(EuropeanLocale):
    """Hungarian."""

    minus, plus, per = "mínusz", "plusz", "per"
    per_units = {
        "hó": "havonta",
        "fő": "fejenként",
        "kg": "kilónként",
        "óra": "óránként",
        "nap": "naponta",
        "db": "darabonként",
    }
    joins_suffixes = True
    counts_country_codes = True
    own_alone = frozenset(("telephone",))
    marks = {",": "egész", ".": "pont"}
    months = "január február március április május június július augusztus szeptember október november december".split()
    phone_cues = r"tel|tel\.|telefon\w*|hív\w*|mobil\w*|szám\w*|fax"
    score_cues = (
        r"eredmény\w*|győz\w*|nyert\w*|kikap\w*|veszt\w*|meccs\w*|döntetlen\w*|legyőz\w*|állás|mérkőzés\w*|gól\w*"
    )
    hours = r"h|óra"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    sounds = EuropeanLocale.sounds + "őű"
    spoken_endings = {"hu": "hu"}

    def cardinal(self, n: int, form: str = "") -> str:
        said = self._number(n)
        return said.removesuffix("kettő") + "két" if form and said.endswith("kettő") else said

    def _number(self, n: int) -> str:
        parts = []
        rest = n
        for unit, name in ((10**12, "billió"), (10**9, "milliárd"), (10**6, "millió"), (10**3, "ezer")):
            high, rest = divmod(rest, unit)
            if high:
                head = "" if high == 1 and unit == 1000 else self.cardinal(high, "before")
                parts.append(head + name)
        if rest or not parts:
            parts.append(self._below_thousand(rest))
        return ("-" if n > 2000 else "").join(parts)

    def _below_thousand(self, n: int) -> str:
        if n >= 100:
            hundreds, rest = divmod(n, 100)
            head = "" if hundreds == 1 else "két" if hundreds == 2 else _SMALL[hundreds]
            return head + "száz" + (self._below_thousand(rest) if rest else "")
        if n < 10:
            return _SMALL[n]
        tens, rest = divmod(n, 10)
        if not rest:
            return _TENS[tens]
        return {1: "tizen", 2: "huszon"}.get(tens, _TENS[tens]) + _SMALL[rest]

    def ordinal(self, n: int, form: str = "") -> str:
        if n in (1, 2):
            return ("első", "második")[n - 1]
        said = self._number(n)
        for end, ordinal in sorted(_ORDINAL_ENDS, key=lambda pair: -len(pair[0])):
            if said.endswith(end):
                return said[: len(said) - len(end)] + ordinal
        return said

    def form_before(self, word: str, n: int) -> str:
        return "before" if word[:1].islower() and word not in ("és", "vagy", "meg", "a", "az") else ""

    def count(self, number: Number, noun: Noun, case: str = "") -> str:
        if noun is self.units["m"] and len(number.decimals) == 2 and number.whole < 10:
            return self.number(number, "metres")
        return f"{self.number(number, 'before')} {noun.forms[0]}"

    def number(self, number: Number, form: str = "") -> str:
        metres = form == "metres" and len(number.decimals) == 2
        if metres:
            return f"{self.cardinal(number.whole, 'before')} méter {self.cardinal(int(number.decimals))}"
        if number.decimals and number.mark == "," and len(number.decimals) <= 3:
            part = ("tized", "század", "ezred")[len(number.decimals) - 1]
            return f"{self.cardinal(number.whole)} egész {self.cardinal(int(number.decimals))} {part}"
        return super().number(number, form)

    def decimals(self, digits: str) -> str:
        return self.digits(digits)

    def range(self, first: str, second: str) -> str:
        return f"{first}-{second}"

    def year_range(self, first: int, second: int) -> str:
        start, end = self.cardinal(first), self.cardinal(second)
        return f"{start}{'tól' if is_back(start) else 'től'} {end}ig"

    def time_range(self, first: str, second: str) -> str:
        return f"{first} és {second}"

    def part(self, above: int, below: int) -> str | None:
        part = "ketted" if below == 2 else self.ordinal(below).removesuffix("ik")
        return f"{self.cardinal(above, 'before')} {part}"

    def part_of(self, part: str, unit: Noun) -> str:
        return f"{'fél' if part == 'egy ketted' else part} {unit.forms[0]}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)} egész {part}"

    def day(self, n: int) -> str:
        """The n-th of a month: elseje, harmadika."""
        if n == 1:
            return "elseje"
        said = self.ordinal(n)
        return said + ("a" if is_back(said.removesuffix("ik")) else "e")

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{self.months[month - 1]} {self.day(day or 1)}"
        return f"{self.cardinal(year)} {said}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = f"{self.cardinal(hour, 'before')} óra"
        if minute:
            said += f" {self.cardinal(minute)}"
        if second:
            said += f" perc {self.cardinal(second)}"
        return said

    def phone_group(self, group: str) -> str:
        return self.digits(group) if len(group) > 4 else self.zeros_and_number(group)

    def with_suffix(self, said: str, suffix: str) -> str:
        return with_suffix(said, suffix.lstrip("'’-"))

    def with_ending(self, n: int, ending: str) -> str:
        """A number with what stands after its hyphen: 3-as, 2024-ben, 8-kor."""
        return with_ending(self.cardinal(n), ending)

    def extra_rules(self) -> list[Rule]:
        names = "január|február|március|április|május|június|július|augusztus|szeptember|október|november|december"
        short = "jan|febr|feb|márc|ápr|máj|jún|júl|aug|szept|okt|nov|dec"

        return [
            self.rule(
                "score", r"{L}(?P<a>\d{1,2})[-:](?P<b>\d{1,2})-(?P<e>re|ra|ás|es|os|ös|as){R}", self._read_result
            ),
            self.rule(
                "ordinal", r"{L}(?P<a>\d{1,4})\s?[-–]\s?(?P<n>\d{1,4})\.(?=\s[a-záéíóöőúüű])", self._read_ordinals
            ),
            self.rule(
                "date",
                rf"(?i){{L}}(?:(?P<y>\d{{4}})\.?\s)?(?P<m>{names}|(?:{short})\.)\s(?P<d>\d{{1,2}})(?:\.(?!\d)|(?:-(?P<e>[a-záéíóöőúüű]{{1,5}})|(?=[\s,;!?)]|$)))",
                self._read_date,
            ),
            self.rule(
                "date",
                r"{L}(?P<y>\d{4})[.\-/]\s?(?P<m>\d{1,2})[.\-/]\s?(?P<d>\d{1,2})(?!\d)(?:\.|-(?P<e>[a-záéíóöőúüű]{1,5}))?",
                self._read_date,
            ),
            self.rule("time", r"{L}(?P<h>\d\d?):(?P<m>\d\d)\s?[-–]\s?(?P<i>\d\d?):(?P<n>\d\d)(?!\d)", self._read_hours),
            self.rule("time", r"{L}(?P<h>\d{1,2})[:.](?P<m>\d\d)-(?P<e>kor|tól|től|ig|ra|re){R}", self._read_clock),
            self.rule("fraction", r"{L}(?P<a>\d{1,3})/(?P<b>\d{1,3})-(?P<e>[a-záéíóöőúüű]{1,5}){R}", self._read_part),
            self.rule(
                "fraction",
                r"{L}1/2(?=\s(?:liter|deci|kiló|kg|óra|órá|év|nap|csésze|kanál|méter|oldal|csomag))",
                self._read_half,
            ),
            self.rule("ordinal", r"{L}(?P<n>\d{1,4})\.(?=\s(?:szám|sz\.)\salatt)", self._read_house),
            self.rule(
                "cardinal",
                r"{L}(?P<n>\d{1,3}(?:[ .\u00a0]\d{3}){1,3}|\d{1,7})-(?P<e>[a-záéíóöőúüű]{1,6}){R}",
                self._read_ending,
            ),
            self.rule("roman", rf"(?<![\w.])(?P<n>{ROMAN})\.", self._read_roman),
            self.rule("ordinal", r"{L}(?P<n>\d{1,4})\.(?=\s[^\W\d_])", self._read_ordinal),
        ]

    def _read_month_of(self, written: str) -> int:
        if written.isdigit():
            return int(written)
        return next(i for i, name in enumerate(self.months, 1) if name.startswith(written.lower()[:3]))

    def _read_date(self, match: re.Match[str]) -> str | None:
        month, day = self._read_month_of(match["m"]), int(match["d"])
        if not valid_day(day, month):
            return None
        said = f"{self.months[month - 1]} {self._day_with(day, match['e'])}"
        ends = match[0].endswith(".") and not match.string[match.end() :].strip()
        return (f"{self.cardinal(int(match['y']))} " if match["y"] else "") + said + ("." if ends else "")

    def _read_ending(self, match: re.Match[str]) -> str:
        return self.with_ending(int(re.sub(r"\D", "", match["n"])), match["e"])

    def _read_clock(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"])
        if not valid_time(hour, minute):
            return None
        said = self.cardinal(hour, "before") + " óra" + (f" {self.cardinal(minute)}" if minute else "")
        return said + match["e"] if minute else said[:-1] + "á" + match["e"].replace("kor", "kor")

    def _read_ordinals(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['a']))}-{self.ordinal(int(match['n']))}"

    def _read_result(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['a']))} {self.with_ending(int(match['b']), match['e'])}"

    def _read_ordinal(self, match: re.Match[str]) -> str | None:
        word = word_after(match)
        return self.ordinal(int(match["n"])) if word and (word[0].islower() or len(match["n"]) < 3) else None

    def _read_house(self, match: re.Match[str]) -> str:
        return adjective(self.cardinal(int(match["n"])))

    def _read_part(self, match: re.Match[str]) -> str | None:
        said = self.fraction(int(match["a"]), int(match["b"]))
        if said is None:
            return None
        return "fele" if said == "egy ketted" else said.replace(" ", "") + match["e"]

    def _read_half(self, match: re.Match[str]) -> str:
        return "fél"

    def _read_roman(self, match: re.Match[str]) -> str | None:
        n = roman_value(match["n"])
        return self.ordinal(n) if word_after(match) and set(match["n"]) <= set("IVXLC") else None

    def _read_hours(self, match: re.Match[str]) -> str:
        if word_after(match) == "között":
            return self.time_range(*times_of(match, self, named=True))
        first, second = (self._hour(match[h], match[m]) for h, m in (("h", "m"), ("i", "n")))
        return f"{first[0]}{'tól' if first[1] else 'től'} {second[0]}ig"

    def _hour(self, hour: str, minute: str) -> tuple[str, bool]:
        """An hour ready for an ending, and whether that is a dark one."""
        if not int(minute):
            return f"{self.cardinal(int(hour), 'before')} órá", True
        said = f"{self.cardinal(int(hour), 'before')} óra {self.cardinal(int(minute))}"
        return said, is_back(said)

    def _day_with(self, day: int, ending: str | None) -> str:
        said = self.day(day)
        if not ending or ending in ("a", "e", "je"):
            return said
        if ending == "i":
            return said + "i"
        vowel = "á" if said[-1] == "a" else "é"
        tail = re.sub(r"^j?[áéae]", "", ending)
        return said[:-1] + vowel + tail
