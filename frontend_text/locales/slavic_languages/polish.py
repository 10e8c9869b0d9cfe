"""Polish: numbers in gender and case, ordinals that decline, years, dates, hours, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.matches import stands_before, times_of, valid_time
from frontend_text.locales.slavic_languages import polish_words as words
from frontend_text.locales.slavic_languages.numbers import slavic_plural
from frontend_text.locales.slavic_languages.shared import SlavicLocale
from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, Number, roman_value
from frontend_text.reading.tables import Noun

_SUFFIXES = {
    "go": "gen", "ego": "gen", "mu": "dat", "emu": "dat", "szy": "m", "gi": "m", "ci": "m", "ty": "m",
    "y": "m", "sza": "f",
    "ga": "f", "cia": "f", "ta": "f", "a": "f", "sze": "n", "gie": "n", "cie": "n", "te": "n", "e": "n", "szej": "fgen",
    "giej": "fgen", "ciej": "fgen", "tej": "fgen", "ej": "fgen", "m": "loc", "ym": "loc", "szym": "loc", "tym": "loc",
    "ych": "plgen", "tych": "plgen", "my": "m", "ma": "f", "me": "n", "mej": "fgen",
}  # fmt: skip
_NOT_NOUNS = frozenset(
    "i oraz lub albo a ale w we na z ze do od za dla bez przy o u nie że jak to był była było były "
    "jest są po między przez "
    "przeciw razy plus minus się".split()
)
_FEMININE_PLURALS = frozenset(
    "minuty godziny sekundy strony kobiety szkoły firmy gry siostry córki matki książki osoby "
    "szklanki łyżki sztuki pary "
    "noce drogi szanse litery klasy zupy tony mile róże kawy herbaty rany karty koszule ulice "
    "tablice świece prace noce "
    "rzeczy panie dziewczyny bramki torby ryby kozy krowy owce nogi ręce głowy zmiany próby korony".split()
)
_FEMININE_ENDING = re.compile(r"(?:[csz]je|nie|[^aeiouyąęó](?:k)i|ości|ówki|iczki|ynie|alnie|arnie)$")
_MASCULINE_KI = frozenset(
    "ptaki znaki rysunki wnioski przypadki obrazki zamki budynki punkty wyniki tygodnie stopnie "
    "konie kamienie pierścienie dni".split()
)
_REGNAL = {
    "m": (
        "Jan Paweł Zygmunt Kazimierz Władysław Bolesław Stanisław August Mieszko Henryk Karol Ludwik Fryderyk Wilhelm "
        "Jerzy Edward Ryszard Filip Napoleon Mikołaj Aleksander Piotr Pius Benedykt Leon Grzegorz Klemens Iwan "
        "Franciszek Gustaw Stefan Ramzes Sobieski Przemysł Wacław"
    ),
    "f": "Elżbieta Katarzyna Maria Anna Wiktoria Małgorzata",
}
_NUMBERED_NOUNS = {
    "wiek": "m", "wieków": "plgen", "wiekiem": "loc",
    "wojna": "f", "wojny": "fgen", "wojnie": "fgen", "wojnę": "acc",
    "rzeczpospolita": "f", "rzeczypospolitej": "fgen", "republika": "f", "republiki": "fgen",
    "klasa": "f", "liga": "f", "kwartał": "m", "kwartale": "loc", "liceum": "n", "tom": "m", "zjazd": "m", "etap": "m",
}  # fmt: skip
"""Nouns that a Roman ordinal stands before, and its form."""
_ONE_BEFORE = {"a": "f", "ę": "acc", "o": "n", "e": "n", "um": "n"}
"""The last letters of a noun, and the form of one before it."""
_LINKED = {1: "jedno", 2: "dwu", 3: "trzy", 4: "cztero", 100: "stu", 1000: "tysiąc"}
"""Numbers as the first part of a word, where that is not the genitive with an o."""
_SOFT = {"y": "i", "e": "ie", "ego": "iego", "ym": "im", "emu": "iemu", "ej": "iej", "ych": "ich"}
"""Endings after the k and g that they soften."""


class Polish(SlavicLocale):
    """Polish."""

    minus, plus, to, score_to, per = "minus", "plus", "do", "do", "za"
    marks = {",": "przecinek", ".": "kropka"}
    letter_names = {"w": "wu", "z": "zet", "u": "u", "o": "o", "i": "i", "a": "a"}
    per_units = {
        "mies": "za miesiąc",
        "os": "za osobę",
        "kg": "za kilogram",
        "h": "za godzinę",
        "szt": "za sztukę",
        "rok": "za rok",
    }
    metre_and = ""
    halves = {"m": "pół", "f": "pół", "n": "pół"}
    small = (
        "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście "
        "trzynaście czternaście "
        "piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście"
    ).split()
    small_genitive = (
        "zera jednego dwóch trzech czterech pięciu sześciu siedmiu ośmiu dziewięciu dziesięciu jedenastu dwunastu "
        "trzynastu czternastu piętnastu szesnastu siedemnastu osiemnastu dziewiętnastu"
    ).split()
    tens = (
        "_ _ dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt "
        "dziewięćdziesiąt"
    ).split()
    tens_genitive = (
        "_ _ dwudziestu trzydziestu czterdziestu pięćdziesięciu sześćdziesięciu siedemdziesięciu osiemdziesięciu "
        "dziewięćdziesięciu"
    ).split()
    hundreds = "_ sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset".split()
    hundreds_genitive = "_ stu dwustu trzystu czterystu pięciuset sześciuset siedmiuset ośmiuset dziewięciuset".split()
    gendered = {
        "f": {1: "jedna", 2: "dwie"}, "n": {1: "jedno"}, "acc": {1: "jedną", 2: "dwie"},
        "person": {2: "dwóch", 3: "trzech", 4: "czterech"},
    }  # fmt: skip
    big = {
        10**3: ("tysiąc", "tysiące", "tysięcy", "tysiąca", "tysięcy"),
        10**6: ("milion", "miliony", "milionów", "miliona", "milionów"),
        10**9: ("miliard", "miliardy", "miliardów", "miliarda", "miliardów"),
        10**12: ("bilion", "biliony", "bilionów", "biliona", "bilionów"),
    }
    feminine_thousand = False
    ordinal_stems = (
        "zerow pierwsz drug trzec czwart piąt szóst siódm ósm dziewiąt dziesiąt jedenast dwunast trzynast czternast "
        "piętnast szesnast siedemnast osiemnast dziewiętnast"
    ).split()
    ordinal_ten_stems = (
        "_ _ dwudziest trzydziest czterdziest pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt"
    ).split()
    ordinal_hundred_stems = (
        "_ setn dwusetn trzechsetn czterechsetn pięćsetn sześćsetn siedemsetn osiemsetn dziewięćsetn"
    ).split()
    thousandth = "tysięczn"
    endings = {
        "m": "y", "f": "a", "n": "e", "gen": "ego", "loc": "ym", "dat": "emu", "acc": "ą", "fgen": "ej",
        "pl": "e", "plgen": "ych",
    }  # fmt: skip
    tens_decline = True
    compounds = "letn|krotn|wieczn|dniow|godzinn|procentow|osobow|piętrow|minutow|tygodniow|metrow|stopniow|tysięczn"
    compound_numbers = rf"\d{{1,4}}|{ROMAN}"
    century = r"w\."
    century_in, century_of = "w|we|na|po|o", "do|od|z|początku|końca|końcu|połowie|połowy|początek|koniec"
    centuries = (("loc", "wieku"), ("gen", "wieku"), ("m", "wiek"))
    year_after_date = r"r\.(?=[\s,;)]|$)|roku"
    year_after_day = r"r\.|roku"
    year_words = r"roku|rok|r\."
    of_year = "roku"
    named_day = ("to|dziś|dziś jest|dzisiaj|dzisiaj jest|jutro", "m")
    second_names = ("sekunda", "sekundy", "sekund")
    and_word = "i"
    regnal = {name: form for form, names in _REGNAL.items() for name in names.split()}
    genitive_after = "od|do|z|ze|bez|dla|około|ok\\.|ponad|powyżej|poniżej|wobec|u|oprócz|blisko|nie|spośród"
    months = (
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia".split()
    )
    months_alone = (
        "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień".split()
    )
    month_words = "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
    date_cues = r"dnia|od|do|w dniu|na|poniedziałek|wtorek|środę|czwartek|piątek|sobotę|niedzielę"
    phone_cues = r"tel|tel\.|telefon\w*|dzwoń\w*|zadzwoń\w*|dzwonić|numer\w*|kom|kom\.|faks|komórk\w*"
    score_cues = r"wygra\w+|przegra\w+|pokona\w+|wynik\w*|mecz\w*|remis\w*|gol\w*|finał\w*|zwycięż\w+|zremisow\w+"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    sounds = SlavicLocale.sounds + "ąęó"

    def _below_thousand(self, n: int, form: str) -> str:
        # 21, 31 … are the same in all genders: dwadzieścia jeden osób
        if n > 20 and n % 10 == 1 and form in ("f", "n", "acc"):
            form = ""
        if form == "gen" and n > 20 and n % 10 == 1:
            return super()._below_thousand(n - 1, form) + " jeden"
        return super()._below_thousand(n, form)

    def plural(self, n: int) -> int:
        return 2 if slavic_plural(n) == 0 and n != 1 else slavic_plural(n)

    def adjective(self, stem: str, form: str) -> str:
        ending = self.endings[form]
        if stem == "trzec":
            return "trzeci" + ("" if form == "m" else "m" if form == "loc" else "ch" if form == "plgen" else ending)
        if stem == "drug":
            return "drug" + _SOFT.get(ending, ending)
        return stem + ending

    def compound(self, n: int) -> str:
        if n in _LINKED:
            return _LINKED[n]
        if n >= 1000:
            first, rest = self.compound(n // 1000) + _LINKED[1000], n % 1000
        elif n >= 100:
            first, rest = self.cardinal(n - n % 100, "gen"), n % 100
        else:
            rest = n % 10 if n > 20 else 0
            first = self.cardinal(n - rest, "gen").removesuffix("u") + "o"
        return first + (self.compound(rest) if rest else "")

    def compound_of(self, written: str) -> str:
        if written.isdigit():
            return super().compound_of(written)
        return "".join(word.removesuffix("y") + "o" for word in self.ordinal(roman_value(written)).split())

    def number(self, number: Number, form: str = "") -> str:
        if number.decimals == "5" and number.mark == ",":
            if number.whole == 1:
                return "półtorej" if form == "f" else "półtora"
            return f"{self.cardinal(number.whole, form)} i pół" if number.whole else "pół"
        if number.decimals and len(number.decimals) <= 2 and number.mark == "," and number.decimals.strip("0"):
            value = int(number.decimals)
            stem = "dziesiąt" if len(number.decimals) == 1 else "setn"
            plural = self.plural(value)
            ending = ("a", "e", "ych")[plural]
            part = f"{self.cardinal(value, 'f')} {stem}{ending}"
            return f"{self.cardinal(number.whole)} i {part}" if number.whole else part
        return super().number(number, form)

    def form_before(self, word: str, n: int) -> str:
        low = word.lower()
        if not word[:1].islower() or low in _NOT_NOUNS or len(low) < 3:
            return ""
        if n == 1:
            return next((form for ending, form in _ONE_BEFORE.items() if low.endswith(ending)), "m")
        if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14):
            if low.endswith("ów") or low in ("ludzi", "nauczycieli", "przyjaciół", "mężczyzn"):
                return "person"
            feminine = low in _FEMININE_PLURALS or _FEMININE_ENDING.search(low) and low not in _MASCULINE_KI
            return "f" if feminine and n % 10 == 2 else "m"
        return "m"

    def counts(self, word: str) -> bool:
        return len(word) > 2 and word.islower() and word not in _NOT_NOUNS

    def range(self, first: str, second: str) -> str:
        return f"{first} do {second}" if " i " in first else f"{first}-{second}"

    def year_range(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)} — {self.cardinal(second)}"

    def score(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)} do {self.cardinal(second, 'gen')}"

    def part(self, above: int, below: int) -> str | None:
        if below == 2:
            return "jedna druga" if above == 1 else f"{self.cardinal(above, 'f')} drugie"
        if below == 4 and above in (1, 3):
            return "jedna czwarta" if above == 1 else "trzy czwarte"
        form = ("f", "pl", "plgen")[self.plural(above)]
        return f"{self.cardinal(above, 'f')} {self.ordinal(below, form)}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)} i {'pół' if part == 'jedna druga' else part}"

    def part_of(self, part: str, unit: Noun) -> str:
        return f"{'pół' if part == 'jedna druga' else part} {unit.forms[3]}"

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        return self.with_seconds(self._hour(hour, minute, "f"), second)

    def _hour(self, hour: int, minute: int, form: str) -> str:
        said = self.ordinal(hour, form) if hour else {"f": "zero", "fgen": "zero"}[form]
        if not minute:
            return said if hour else f"{said} zero zero"
        return f"{said} {'zero ' if minute < 10 else ''}{self.cardinal(minute)}"

    def roman_form(self, before: str, after: str) -> str:
        within = before.lower()
        if after == "wieku":
            return "loc" if within in ("w", "we", "o", "po") else "gen"
        if after in _NUMBERED_NOUNS:
            return _NUMBERED_NOUNS[after]
        if within in ("rozdział", "tom", "akt", "rozdz"):
            return "m"
        return "f" if within in ("część", "artykuł", "klasa") else ""

    def extra_rules(self) -> list[Rule]:
        endings = "|".join(sorted(_SUFFIXES, key=len, reverse=True))
        return [
            *super().extra_rules(),
            self.rule("word", r"(?<=\d )m\.(?=\s?\d)", lambda match: "mieszkania"),
            self.rule("decade", r"(?i){L}(?P<w>lata|latach|lat)\s(?P<n>\d0)\.?(?!\d)", self._read_decade),
            self.rule("ordinal", rf"{{L}}(?P<n>\d{{1,4}})-(?P<e>{endings})(?!\w)", self._read_ordinal),
            self.rule(
                "time",
                r"(?i){L}(?P<p>o|od|do|po|około|przed|o godz\.|o godzinie|do godz\.|od godz\.|"
                r"godz\.)\s(?P<h>\d{1,2})[:.](?P<m>\d\d)(?!\d|\.\d)",
                self._read_hour,
            ),
            self.rule(
                "time", r"{L}(?P<p>o|po)\s(?P<h>\d{1,2})(?=[.,;!?]?(?:\s(?:i|w|na|do)\s|\s*$))", self._read_plain_hour
            ),
            self.rule(
                "time",
                r"{L}(?P<h>\d\d?)[:.](?P<m>\d\d)\s?[-–—]\s?(?P<i>\d\d?)[:.](?P<n>\d\d)(?!\d)",
                self._read_hours,
            ),
            self.rule("ordinal", r"{L}(?P<n>\d{1,3})\.(?=\s[a-ząćęłńóśźż])", self._read_period),
        ]

    def read_year(self, match: re.Match[str]) -> str:
        written = match["w"].replace("r.", "roku")
        form = "m" if written == "rok" else "loc" if stands_before(match, "w|we|po|o") else "gen"
        return f"{self.ordinal(int(match['y']), form)} {written}"

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return self.ordinal(int(match["n"]), _SUFFIXES[match["e"]])

    def _read_period(self, match: re.Match[str]) -> str | None:
        word = word_after(match)
        if not word or not word[0].islower() or word in _NOT_NOUNS:
            return None
        if word in self.months:
            return self.ordinal(int(match["n"]), "gen")
        return self.ordinal(int(match["n"]), _form_of_ordinal(word, match))

    def _read_hour(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"])
        if not valid_time(hour, minute):
            return None
        before = match["p"].lower()
        named = {"godz.": "godzina", "o godz.": "o godzinie", "do godz.": "do godziny", "od godz.": "od godziny"}
        return f"{named.get(before, match['p'])} {self._hour(hour, minute, 'f' if before == 'godz.' else 'fgen')}"

    def _read_plain_hour(self, match: re.Match[str]) -> str | None:
        return f"{match['p']} {self._hour(int(match['h']), 0, 'fgen')}" if int(match["h"]) < 25 else None

    def _read_hours(self, match: re.Match[str]) -> str:
        return " — ".join(times_of(match, self))

    def _read_decade(self, match: re.Match[str]) -> str:
        n = int(match["n"])
        return f"{match['w']} {self.ordinal(n, 'plgen' if match['w'].lower() in ('latach', 'lat') else 'pl')}"


def _form_of_ordinal(word: str, match: re.Match[str]) -> str:
    """The form of an ordinal that the ending of the noun after it and the preposition before it ask for."""
    if word.endswith("a"):
        return "f"
    if word.endswith(("e", "u")) and stands_before(match, "w|we|na|po|o|przy"):
        return "loc"
    if word.endswith("ę"):
        return "acc"
    if word.endswith(("o", "nie", "cie", "ce", "le", "rze", "um")):
        return "n"
    if word.endswith("u"):
        return "gen"
    return "fgen" if word.endswith(("y", "i")) and stands_before(match, "do|od|z|ze|w|na") else "m"
