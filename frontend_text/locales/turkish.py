"""Turkish: numbers, ordinals with a period, endings after an apostrophe, per cent before the number."""

from __future__ import annotations

import re

from frontend_text.locales import turkish_words as words
from frontend_text.locales.european import EuropeanLocale
from frontend_text.locales.matches import AMOUNT, amount_of, time_of
from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, roman_value

_SMALL = "sıfır bir iki üç dört beş altı yedi sekiz dokuz".split()
_TENS = "_ on yirmi otuz kırk elli altmış yetmiş seksen doksan".split()
_ORDINALS = {
    "sıfır": "sıfırıncı", "bir": "birinci", "iki": "ikinci", "üç": "üçüncü", "dört": "dördüncü", "beş": "beşinci",
    "altı": "altıncı", "yedi": "yedinci", "sekiz": "sekizinci", "dokuz": "dokuzuncu", "on": "onuncu",
    "yirmi": "yirminci", "otuz": "otuzuncu", "kırk": "kırkıncı", "elli": "ellinci", "altmış": "altmışıncı",
    "yetmiş": "yetmişinci", "seksen": "sekseninci", "doksan": "doksanıncı", "yüz": "yüzüncü", "bin": "bininci",
    "milyon": "milyonuncu", "milyar": "milyarıncı", "trilyon": "trilyonuncu",
}  # fmt: skip


class Turkish(EuropeanLocale):
    """Turkish."""

    minus, plus, to, score_to, per = "eksi", "artı", "", "", "bölü"
    joins_suffixes = True
    counts_country_codes = True
    marks = {",": "virgül", ".": "nokta"}
    metre_and = ""
    months = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık".split()
    month_words = "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık"
    date_cues = r"tarihi|günü"
    phone_cues = r"tel|tel\.|telefon\w*|ara(?:yın|yınız|mak|yabilirsiniz)|numara\w*|cep|gsm|faks|whatsapp"
    score_cues = r"kazan\w+|yen\w+|maç\w*|skor\w*|berabere|gol\w*|final\w*|mağlup|galip"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    sounds = EuropeanLocale.sounds + "ıöüi"

    def cardinal(self, n: int, form: str = "") -> str:
        words: list[str] = []
        rest = n
        for unit, name in ((10**12, "trilyon"), (10**9, "milyar"), (10**6, "milyon"), (1000, "bin")):
            high, rest = divmod(rest, unit)
            if high:
                words += [] if high == 1 and unit == 1000 else [self.cardinal(high)]
                words.append(name)
        if rest >= 100:
            words += ([_SMALL[rest // 100]] if rest >= 200 else []) + ["yüz"]
            rest %= 100
        if rest >= 10:
            words.append(_TENS[rest // 10])
            rest %= 10
        if rest or not words:
            words.append(_SMALL[rest])
        return " ".join(words)

    def ordinal(self, n: int, form: str = "") -> str:
        head, _, last = self.cardinal(n).rpartition(" ")
        return f"{head} {_ORDINALS[last]}".strip()

    def decimals(self, digits: str) -> str:
        return self.cardinal(int(digits)) if digits[0] != "0" and len(digits) < 4 else self.digits(digits)

    def range(self, first: str, second: str) -> str:
        return f"{first}-{second}"

    def year_range(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)}-{self.cardinal(second)}"

    def time_range(self, first: str, second: str) -> str:
        return f"{first} — {second}"

    def part(self, above: int, below: int) -> str | None:
        if (above, below) == (1, 2):
            return "yarım"
        below_words = self.cardinal(below)
        last_vowel = next(letter for letter in reversed(below_words) if letter in "aeıioöuü")
        ending = {"a": "da", "ı": "da", "o": "da", "u": "da"}.get(last_vowel, "de")
        if below_words[-1] in "fstkçşhp":
            ending = "t" + ending[1:]
        return f"{below_words}{ending} {self.cardinal(above)}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)} {'buçuk' if part == 'yarım' else 'tam ' + part}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{self.cardinal(day or 1)} {self.months[month - 1]}"
        return f"{said} {self.cardinal(year)}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = self.cardinal(hour)
        if minute:
            said += f" {'sıfır ' if minute < 10 else ''}{self.cardinal(minute)}"
        elif hour == 0:
            said += " sıfır sıfır"
        return f"{said} {self.cardinal(second)}" if second else said

    def phone_group(self, group: str) -> str:
        return self.digits(group) if len(group) > 4 else self.zeros_and_number(group)

    def form_before(self, word: str, n: int) -> str:
        return "m" if word[:1].islower() and word not in ("ve", "ile", "veya", "ya", "da", "de") else ""

    def with_suffix(self, said: str, suffix: str) -> str:
        """The ending follows the sounds of the word that is said, whatever word its writer had in mind."""
        ending = suffix.lstrip("'’-")
        if len(said.rpartition(" ")[2]) == 1:
            return f"{said}'{ending}"
        return said + harmonise(said, ending)

    def extra_rules(self) -> list[Rule]:
        return [
            self.rule("time", r"(?<![\w.,])(?P<p>)(?P<h>\d{1,2})\.(?P<m>[0-5]\d)(?=['’][td][ea])", self._read_clock),
            self.rule("measure", r"{L}" + AMOUNT + r"\s?km/(?:h|sa|saat)(?!\w)", self._read_speed),
            self.rule("percent", r"%\s?" + AMOUNT, self._read_percent),
            self.rule("percent", r"{L}" + AMOUNT + r"\s?%(?!\s?\d)", self._read_percent),
            self.rule(
                "measure",
                r"(?<![\w)])(?P<s>[-−])?" + AMOUNT + r"\s?[°º]\s?C?(?!\w)",
                self._read_degree,
            ),
            self.rule("roman", rf"(?<![\w.])(?P<n>{ROMAN})\.(?=\s)", self._read_roman),
            self.rule(
                "time", r"(?i){L}(?P<p>saat|saati|saatleri)\s(?P<h>\d{1,2})\.(?P<m>\d\d)(?!\d)", self._read_clock
            ),
            self.rule(
                "cardinal",
                r"{L}(?P<n>\d{1,3}),5(?=\s(?:saat|milyon|milyar|yıl|yaş|gün|ay|kilo|litre))",
                self._read_half,
            ),
            self.rule("ordinal", r"{L}(?P<n>\d{1,4})\.(?=\s[^\W\d_])", self._read_ordinal),
            self.rule(
                "decade",
                r"{L}(?P<n>\d{2,4})['’](?P<e>l[ae]r[^\W\d_]{0,6})",
                lambda m: self.cardinal(int(m["n"])) + m["e"],
            ),
        ]

    def _read_speed(self, match: re.Match[str]) -> str:
        return f"saatte {amount_of(match, self)} kilometre"

    def _read_percent(self, match: re.Match[str]) -> str:
        return f"yüzde {amount_of(match, self)}"

    def _read_ordinal(self, match: re.Match[str]) -> str | None:
        return self.ordinal(int(match["n"])) if word_after(match) else None

    def _read_roman(self, match: re.Match[str]) -> str | None:
        return self.ordinal(roman_value(match["n"])) if word_after(match) else None

    def _read_half(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['n']))} buçuk"

    def _read_clock(self, match: re.Match[str]) -> str | None:
        said = time_of(match, self)
        return f"{match['p']} {said}".strip() if said else None

    def _read_degree(self, match: re.Match[str]) -> str:
        return f"{'eksi ' if match['s'] else ''}{amount_of(match, self)} derece"


_CASES = (
    (re.compile(r"[yn]?[ae]"), "a"),
    (re.compile(r"[dt][ae](?=$|k)"), "da"),
    (re.compile(r"[dt][ae]n"), "dan"),
    (re.compile(r"[ny]?[ıiuü]n"), "ın"),
    (re.compile(r"[yn]?[ıiuü]"), "ı"),
    (re.compile(r"l[ae]r"), "lar"),
)
"""Endings as they are written, and which they are: dative, locative, ablative, genitive, accusative, plural."""
_ROUNDED = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}


def harmonise(word: str, ending: str) -> str:
    """An ending with the vowel and the consonant that the word before it asks for."""
    low = word.lower()
    vowels = re.findall("[aeıioöuü]", low)
    kind = next((kind for pattern, kind in _CASES if pattern.match(ending)), None)
    if kind is None or not vowels:
        return ending
    pattern = next(pattern for pattern, name in _CASES if name == kind)
    rest = pattern.sub("", ending, count=1)
    wide = "a" if vowels[-1] in "aıou" else "e"
    narrow = _ROUNDED[vowels[-1]]
    open_end = low[-1] in "aeıioöuü"
    hard = "t" if low[-1] in "fstkçşhp" else "d"
    said = {
        "a": ("y" if open_end else "") + wide,
        "da": hard + wide,
        "dan": f"{hard}{wide}n",
        "ın": ("n" if open_end else "") + narrow + "n",
        "ı": ("y" if open_end else "") + narrow,
        "lar": f"l{wide}r",
    }[kind]
    return said + rest
