"""Polish: numbers in gender and case, ordinals that decline, years, dates, hours, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.slavic_languages import polish_words as words
from frontend_text.locales.slavic_languages.shared import SlavicLocale, slavic_plural
from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, Number, is_small_roman, roman_value
from frontend_text.reading.tables import Noun

_STEMS = (
    "zerow pierwsz drug trzec czwart piąt szóst siódm ósm dziewiąt dziesiąt jedenast dwunast "
    "trzynast czternast piętnast "
    "szesnast siedemnast osiemnast dziewiętnast"
).split()
_TEN_STEMS = (
    "_ _ dwudziest trzydziest czterdziest pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt"
).split()
_HUNDRED_STEMS = "_ setn dwusetn trzechsetn czterechsetn pięćsetn sześćsetn siedemsetn osiemsetn dziewięćsetn".split()
_ENDINGS = {
    "m": "y", "f": "a", "n": "e", "gen": "ego", "loc": "ym", "dat": "emu", "acc": "ą", "fgen": "ej",
    "pl": "e", "plgen": "ych",
}  # fmt: skip
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
_REGNAL = frozenset(
    "Jan Paweł Jan Zygmunt Kazimierz Władysław Bolesław Stanisław August Mieszko Henryk Karol "
    "Ludwik Fryderyk Wilhelm Jerzy "
    "Edward Ryszard Filip Napoleon Mikołaj Aleksander Piotr Pius Benedykt Leon Grzegorz Klemens Iwan Franciszek Gustaw "
    "Stefan Ramzes Sobieski Przemysł Wacław".split()
)
_QUEENS = frozenset("Elżbieta Katarzyna Maria Anna Wiktoria Małgorzata".split())
_NOMINATIVE = r"(?:^|\s)(?:to|dziś|dziś jest|dzisiaj|dzisiaj jest|jutro)\s$"


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

    def ordinal(self, n: int, form: str = "m") -> str:
        """The tens decline with the ones; form: m f n gen loc dat acc fgen pl plgen."""
        if n >= 1000 and n % 1000 == 0:
            high = (
                "" if n == 1000 else {2: "dwu", 3: "trzy", 4: "cztero"}.get(n // 1000, self.cardinal(n // 1000, "gen"))
            )
            return f"{high}tysięczn{_ENDINGS[form]}"
        last = n % 100
        if n > 99 and last == 0:
            parts, head = [_HUNDRED_STEMS[n // 100 % 10]], n - n % 1000
        elif last < 20:
            parts, head = [_STEMS[last]], n - last
        else:
            parts, head = [_TEN_STEMS[last // 10]] + ([_STEMS[last % 10]] if last % 10 else []), n - last
        said = [self.cardinal(head)] if head else []
        return " ".join(said + [self._adjective(stem, form) for stem in parts])

    @staticmethod
    def _adjective(stem: str, form: str) -> str:
        ending = _ENDINGS[form]
        if stem == "trzec":
            return "trzeci" + ("" if form == "m" else "m" if form == "loc" else "ch" if form == "plgen" else ending)
        if stem == "drug":
            return "drug" + {
                "y": "i",
                "e": "ie",
                "ego": "iego",
                "ym": "im",
                "emu": "iemu",
                "ej": "iej",
                "ych": "ich",
            }.get(ending, ending)
        return stem + ending

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
            return (
                "f"
                if low.endswith("a")
                else "acc"
                if low.endswith("ę")
                else "n"
                if low.endswith(("o", "e", "um"))
                else "m"
            )
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

    def year(self, n: int) -> str:
        return self.cardinal(n)

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        form = "m" if re.search(_NOMINATIVE, context, re.IGNORECASE) else "gen"
        said = f"{self.ordinal(day or 1, form)} {self.months[month - 1]}"
        return f"{said} {self.ordinal(year, 'gen')} roku" if year else said

    def month_year(self, month: int, year: int) -> str:
        return f"{self.months_alone[month - 1]} {self.ordinal(year, 'gen')} roku"

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        return self._hour(hour, minute, "f") + (
            f" i {self.cardinal(second, 'f')} {('sekunda', 'sekundy', 'sekund')[self.plural(second)]}" if second else ""
        )

    def _hour(self, hour: int, minute: int, form: str) -> str:
        said = self.ordinal(hour, form) if hour else {"f": "zero", "fgen": "zero"}[form]
        if not minute:
            return said if hour else f"{said} zero zero"
        return f"{said} {'zero ' if minute < 10 else ''}{self.cardinal(minute)}"

    def phone_group(self, group: str) -> str:
        if len(group) == 3 and group[0] != "0":
            return self.cardinal(int(group))
        if len(group) == 2:
            return ("zero " if group[0] == "0" else "") + self.cardinal(int(group))
        return self.digits(group)

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        if before in _REGNAL or before in _QUEENS:
            said = self.ordinal(n, "f" if before in _QUEENS else "m")
            return said[0].upper() + said[1:]
        low = after.lower()
        ages = {
            "wiek": "m",
            "wieku": "loc" if before.lower() in ("w", "we", "o", "po") else "gen",
            "wieków": "plgen",
            "wiekiem": "loc",
        }
        if low in ages:
            return self.ordinal(n, ages[low])
        if low in ("wojna", "rzeczpospolita", "republika", "wojny", "rzeczypospolitej", "republiki", "wojnie", "wojnę"):
            return self.ordinal(n, "f" if low.endswith("a") else "acc" if low.endswith("ę") else "fgen")
        if low in ("klasa", "liga", "kwartał", "liceum", "tom", "zjazd", "etap", "kwartale"):
            return self.ordinal(
                n, "f" if low.endswith("a") else "loc" if low == "kwartale" else "n" if low == "liceum" else "m"
            )
        if before.lower() in ("rozdział", "tom", "część", "akt", "artykuł", "klasa", "rozdz"):
            return self.ordinal(n) if before.lower() in ("rozdział", "tom", "akt", "rozdz") else self.ordinal(n, "f")
        if is_small_roman(numeral):
            return self.cardinal(n)
        return None

    def extra_rules(self) -> list[Rule]:
        months = "|".join(self.months)
        endings = "|".join(sorted(_SUFFIXES, key=len, reverse=True))
        return [
            self.rule(
                "word",
                rf"(?<!\w)(?P<n>\d{{1,4}}|{ROMAN})-(?P<w>(?:letn|krotn|wieczn|dniow|godzinn|procentow|osobow|piętrow|minutow|tygodniow|metrow|stopniow|tysięczn)[^\W\d_]{{1,5}})",
                self._read_compound,
            ),
            self.rule("roman", rf"(?<!\w)(?P<n>{ROMAN})\s(?P<w>w\.)(?!\w)", self._read_century),
            self.rule("word", r"(?<=\d )m\.(?=\s?\d)", lambda match: "mieszkania"),
            self.rule(
                "date", r"{L}(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\s?(?:r\.(?=[\s,;)]|$)|roku)", self._read_date
            ),
            self.rule(
                "date", rf"(?i){{L}}(?P<d>\d{{1,2}})\s(?P<m>{months})\s(?P<y>\d{{4}})\s?(?:r\.|roku)", self._read_day
            ),
            self.rule("date", r"{L}(?P<y>[12]\d{3})\s?(?P<w>roku|rok|r\.)(?!\w)", self._read_year),
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
                "time", r"{L}(?P<h>\d\d?)[:.](?P<m>\d\d)\s?[-–—]\s?(?P<i>\d\d?)[:.](?P<n>\d\d)(?!\d)", self._read_hours
            ),
            self.rule("ordinal", r"{L}(?P<n>\d{1,3})\.(?=\s[a-ząćęłńóśźż])", self._read_period),
        ]

    def _read_before(self, match: re.Match[str], words: str) -> bool:
        near = match.string[max(0, match.start() - 10) : match.start()]
        return bool(re.search(rf"(?:^|\s)(?:{words})\s$", near, re.IGNORECASE))

    def _read_date(self, match: re.Match[str]) -> str | None:
        day, month = int(match["d"]), int(match["m"])
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return None
        return self.date(day, month, int(match["y"]), match.string[max(0, match.start() - 20) : match.start()])

    def _read_day(self, match: re.Match[str]) -> str | None:
        if int(match["d"]) > 31:
            return None
        context = match.string[max(0, match.start() - 20) : match.start()]
        return self.date(int(match["d"]), self.months.index(match["m"].lower()) + 1, int(match["y"]), context)

    def _read_year(self, match: re.Match[str]) -> str:
        written = match["w"].replace("r.", "roku")
        form = "m" if written == "rok" else "loc" if self._read_before(match, "w|we|po|o") else "gen"
        if written == "roku" and form == "loc":
            return f"{self.ordinal(int(match['y']), 'loc')} {written}"
        return f"{self.ordinal(int(match['y']), form)} {written}"

    def _read_century(self, match: re.Match[str]) -> str:
        within = self._read_before(match, "w|we|na|po|o")
        of = self._read_before(match, "do|od|z|początku|końca|końcu|połowie|połowy|początek|koniec")
        form, noun = ("loc", "wieku") if within else ("gen", "wieku") if of else ("m", "wiek")
        return f"{self.ordinal(roman_value(match['n']), form)} {noun}"

    def _read_compound(self, match: re.Match[str]) -> str:
        written = match["n"]
        if not written.isdigit():
            return self.ordinal(roman_value(written)).removesuffix("y") + "o" + match["w"]
        return _compound(int(written), self) + match["w"]

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return self.ordinal(int(match["n"]), _SUFFIXES[match["e"]])

    def _read_period(self, match: re.Match[str]) -> str | None:
        word = word_after(match)
        if not word or not word[0].islower() or word in _NOT_NOUNS:
            return None
        if word in self.months:
            return self.ordinal(int(match["n"]), "gen")
        form = (
            "f"
            if word.endswith("a")
            else "loc"
            if self._read_before(match, "w|we|na|po|o|przy") and word.endswith(("e", "u"))
            else "acc"
            if word.endswith("ę")
            else "n"
            if word.endswith(("o", "nie", "cie", "ce", "le", "rze", "um"))
            else "gen"
            if word.endswith("u")
            else "fgen"
            if word.endswith(("y", "i")) and self._read_before(match, "do|od|z|ze|w|na")
            else "m"
        )
        return self.ordinal(int(match["n"]), form)

    def _read_hour(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"])
        if hour > 24 or minute > 59:
            return None
        before = match["p"].lower()
        named = {"godz.": "godzina", "o godz.": "o godzinie", "do godz.": "do godziny", "od godz.": "od godziny"}
        return f"{named.get(before, match['p'])} {self._hour(hour, minute, 'f' if before == 'godz.' else 'fgen')}"

    def _read_plain_hour(self, match: re.Match[str]) -> str | None:
        return f"{match['p']} {self._hour(int(match['h']), 0, 'fgen')}" if int(match["h"]) < 25 else None

    def _read_decade(self, match: re.Match[str]) -> str:
        n = int(match["n"])
        return f"{match['w']} {self.ordinal(n, 'plgen' if match['w'].lower() in ('latach', 'lat') else 'pl')}"

    def _read_hours(self, match: re.Match[str]) -> str:
        first, second = (self._hour(int(match[h]), int(match[m]), "f") for h, m in (("h", "m"), ("i", "n")))
        return f"{first} — {second}"


_LINKED = {1: "jedno", 2: "dwu", 3: "trzy", 4: "cztero", 100: "stu", 1000: "tysiąc"}


def _compound(n: int, locale: Polish) -> str:
    """A number as the first part of an adjective: dwudziestopięcio-."""
    if n in _LINKED:
        return _LINKED[n]
    if n < 20:
        return locale.cardinal(n, "gen").removesuffix("u") + "o"
    if n < 100:
        tens, ones = n - n % 10, n % 10
        return locale.cardinal(tens, "gen").removesuffix("u") + "o" + (_compound(ones, locale) if ones else "")
    return locale.cardinal(n, "gen").replace(" ", "")
