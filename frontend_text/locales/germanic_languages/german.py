"""German: numbers in one word, ordinals and dates with the ending that the word before asks for, kings."""

from __future__ import annotations

import re

from frontend_text.locales.germanic_languages import german_words as words
from frontend_text.reading.counting import word_after, word_before
from frontend_text.reading.locale import Locale, Rule
from frontend_text.reading.numerals import ROMAN, is_small_roman, roman_value

_SMALL = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn"
).split()
_TENS = "_ _ zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_DATIVE = frozenset(
    "am im dem den vom zum zur beim des diesem diesen jedem jeden bis ab seit einem einen eines einer meinem seinem "
    "ihrem unserem meinen seinen ihren unseren montag dienstag mittwoch donnerstag freitag samstag sonntag".split()
)
_PREPOSITIONS = frozenset(
    "in auf von mit zu bei an nach aus seit unter vor hinter neben zwischen während wegen trotz innerhalb ab".split()
)
_WEAK = frozenset("der die das diese dieser dieses jede jeder jedes welche".split())
_FEMININE = re.compile(r"(?:ung|heit|keit|ion|tät|schaft|ur|ik|enz|anz|in|[^e]e)$")
_NOT_FEMININE = re.compile(
    r"(?:name|gedanke|käse|kunde|junge|löwe|hase|ende|auge|gebäude|interesse|kollege|termin|löffel|motor)$|ik?er$"
)
_NEUTER = frozenset(
    "Jahrhundert Jh Jhd Jahrtausend Jahr Kapitel Quartal Mal Semester Haus Kind Spiel Tor Buch "
    "Drittel Viertel Heft".split()
)
_OTHER_FEMININE = frozenset(
    "Stadt Frau Nacht Hand Uhr Zahl Tür Wand Mutter Tochter Schwester Nummer Firma Million Milliarde Zeit Person Bank "
    "Wahl Karte Kartoffel Schulter Art Form Kraft Macht Stunde Minute".split()
)


class German(Locale):
    """German."""

    joins_hyphened = True
    minus, plus, to, score_to, per = "minus", "plus", "bis", "zu", "pro"
    marks = {",": "Komma", ".": "Punkt"}
    metre_and = ""
    postal = r"(?<![\w.,])(?:D-)?(?P<p>(?<=PLZ )\d{5}|\d{5}(?=\s[A-ZÄÖÜ][a-zäöüß]))"
    grammar_reads_alone = False
    months = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    month_words = (
        "januar|jan.|jänner februar|feb. märz|mrz. april|apr. mai juni|jun. juli|jul. august|aug. september|sept. "
        "oktober|okt. november|nov. dezember|dez."
    )
    date_cues = (
        r"am|vom|bis|zum|ab|seit|den|der|dem|bis zum|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    )
    phone_cues = r"tel|tel\.|telefon\w*|anruf\w*|rufen|ruf|handy|mobil|fax|nummer|erreich\w*|durchwahl|hotline|whatsapp"
    score_cues = (
        r"gewann\w*|gewinn\w*|siegt\w*|verlor\w*|verlier\w*|besiegt\w*|spielstand|ergebnis|unentschieden|"
        r"schlug\w*|endete|tore?\b|finale|führ\w+"
    )
    hours = r"Uhr|h"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    money_minor = False
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    regnal = frozenset(
        "Ludwig Heinrich Friedrich Wilhelm Karl Otto Maximilian Leopold Joseph Josef Franz Ferdinand "
        "Rudolf Konrad Johannes "
        "Paul Pius Benedikt Leo Gregor Clemens Innozenz Urban Elisabeth Elizabeth Katharina Maria Georg Eduard Richard "
        "Philipp Peter Nikolaus Alexander Napoleon Gustav Christian August Albert Sigismund Ramses Iwan Ernst Adolf "
        "Jakob Charles Louis Victoria Alfons Juan Carlos Felipe Harald Olaf".split()
    )

    def cardinal(self, n: int, form: str = "") -> str:
        if n == 1 and form:
            return {"f": "eine", "m": "ein", "f dat": "einer", "m dat": "einem"}.get(form, "eins")
        for unit, one, more in (
            (10**12, "Billion", "Billionen"),
            (10**9, "Milliarde", "Milliarden"),
            (10**6, "Million", "Millionen"),
        ):
            if n >= unit:
                high, rest = divmod(n, unit)
                said = f"eine {one}" if high == 1 else f"{self.cardinal(high)} {more}"
                return f"{said} {self.cardinal(rest, form)}" if rest else said
        if n >= 1000:
            thousands, rest = divmod(n, 1000)
            return f"{self._stem(thousands)}tausend{self.cardinal(rest) if rest else ''}"
        if n >= 100:
            hundreds, rest = divmod(n, 100)
            return f"{self._stem(hundreds)}hundert{self.cardinal(rest) if rest else ''}"
        if n < 20:
            return _SMALL[n]
        tens, rest = divmod(n, 10)
        return f"{self._stem(rest)}und{_TENS[tens]}" if rest else _TENS[tens]

    def _stem(self, n: int) -> str:
        """Before another part of the word: ein, not eins."""
        said = self.cardinal(n)
        return said[:-1] if said.endswith("eins") else said

    def year(self, n: int) -> str:
        if 1100 <= n < 2000:
            rest = n % 100
            return f"{_SMALL[n // 100]}hundert{self.cardinal(rest) if rest else ''}"
        return self.cardinal(n)

    def ordinal(self, n: int, form: str = "e") -> str:
        """form: the ending, `e`, `en`, `er` or `es`."""
        last = n % 100
        said = self.cardinal(n)
        if last in (1, 3, 7, 8):
            stem = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}[last]
            stem = said[: len(said) - len(_SMALL[last])] + stem
        else:
            stem = said + ("t" if 0 < last < 20 else "st")
        return stem + (form or "e")

    def ending(self, match: re.Match[str]) -> str:
        """What an ordinal ends in after the words before it; alone it shows the gender of the noun after it."""
        before = match.string[max(0, match.start() - 30) : match.start()]
        words = re.findall(r"[^\W\d_]+", before)
        if words and before.rstrip().endswith(words[-1]):
            last = words[-1].lower()
            part_of = last == "der" and re.search(r"\d\s+der\s$", before)
            if (
                part_of
                or last in _DATIVE
                or (last == "der" and {word.lower() for word in words[-2:-1]} & _PREPOSITIONS)
            ):
                return "en"
            if last in _WEAK:
                return "e"
        noun = word_after(match)
        return "es" if noun in _NEUTER else "e" if self.form_before(noun, 1) == "f" else "er"

    def form_before(self, word: str, n: int) -> str:
        if n != 1 or not word[:1].isupper():
            return (
                "m"
                if n == 1 and word[:1].islower() and word.endswith(("er", "es", "en", "e")) and len(word) > 4
                else ""
            )
        feminine = word in _OTHER_FEMININE or _FEMININE.search(word) and not _NOT_FEMININE.search(word.lower())
        return "f" if feminine else "m"

    def form_after(self, before: str) -> str:
        return "dat" if re.search(r"(?:^|\s)(?:mit|von|bei|nach|aus|zu|seit|vor)\s$", before, re.IGNORECASE) else ""

    def combine(self, form: str, case: str) -> str:
        return f"{form} {case}".strip() if form else ""

    def decimals(self, digits: str) -> str:
        return self.digits(digits)

    def part(self, above: int, below: int) -> str | None:
        if below == 2:
            return "einhalb" if above == 1 else f"{self.cardinal(above)} halbe"
        part = self.ordinal(below, "el").replace("erstel", "eintel")
        return f"{self.cardinal(above, 'm')} {part[0].upper() + part[1:]}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self._stem(whole)}{part}" if part == "einhalb" else f"{self.cardinal(whole)} {part}"

    half_of = {"des": "die Hälfte", "der": "die Hälfte", "vom": "die Hälfte", "von": "die Hälfte"}
    halves = {"m": "ein halber", "f": "eine halbe"}

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        words = re.findall(r"[^\W\d_]+", context)
        last = words[-1].lower() if words and context.rstrip(" ,(").endswith(words[-1]) else ""
        ending = "en" if last in _DATIVE else "e" if last in _WEAK else "er"
        said = f"{self.ordinal(day or 1, ending)} {self.months[month - 1]}"
        return f"{said} {self.year(year)}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = f"{self.cardinal(hour, 'm')} Uhr"
        if minute or second:
            said += f" {self.cardinal(minute)}"
        if second:
            said += f" und {self.cardinal(second, 'f')} Sekunde{'n' if second > 1 else ''}"
        return said

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        if before in self.regnal:
            article = "die" if before in ("Elisabeth", "Elizabeth", "Katharina", "Maria", "Victoria") else "der"
            said = self.ordinal(n, "e")
            return f"{article} {said[0].upper()}{said[1:]}"
        if before in (
            "Kapitel",
            "Kap",
            "Band",
            "Bd",
            "Teil",
            "Akt",
            "Szene",
            "Artikel",
            "Abschnitt",
            "Klasse",
            "Typ",
            "Hartz",
        ):
            return self.cardinal(n)
        if is_small_roman(numeral):
            return self.cardinal(n)
        return None

    def extra_rules(self) -> list[Rule]:
        return [
            self.rule("time", r"{L}(?P<h>\d{1,2})\.(?P<m>\d\d)\sUhr{R}", self._read_clock),
            self.rule("time", r"(?<![\w:.])(?P<a>\d{1,2})\s?[-–]\s?(?P<b>\d{1,2})\sUhr{R}", self._read_hours),
            self.rule("time", r"(?<![\w:.])(?P<h>\d{1,2})\sUhr{R}", self._read_hour),
            self.rule("date", r"{L}(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?!\s?\d)(?!\w)", self._read_written_date),
            self.rule("decade", r"{L}(?P<n>\d{2,4})er{R}", self._read_decade),
            self.rule("word", r"(?<!\w)(?P<w>[A-ZÄÖÜ][a-zäöüß]{2,30}-?)str\.", self._read_street),
            self.rule("word", r"§§?(?=\s?\d)", self._read_paragraph),
            self.rule("roman", rf"(?<![\w.])(?P<n>{ROMAN})\.", self._read_roman),
        ]

    def _read_roman(self, match: re.Match[str]) -> str | None:
        n, before = roman_value(match["n"]), word_before(match)
        if before in self.regnal:
            said = self.roman(n, match["n"], before, "") or ""
            return said + ("." if not match.string[match.end() :].strip() else "")
        if len(match["n"]) == 1 and match["n"] not in "IVX" or not word_after(match)[:1].isupper():
            return None
        if match["n"] in ("C", "D", "L", "M") or before in ("Kapitel", "Kap"):
            return None
        return self.ordinal(n, self.ending(match))

    def _read_decade(self, match: re.Match[str]) -> str:
        n = int(match["n"])
        return (self.year(n) if n > 99 else self.cardinal(n)) + "er"

    def _read_street(self, match: re.Match[str]) -> str:
        return f"{match['w']}straße"

    def _read_clock(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"])
        return self.clock(hour, minute, None, True) if hour < 25 and minute < 60 else None

    def _read_hours(self, match: re.Match[str]) -> str:
        first, second = self.cardinal(int(match["a"]), "m"), self.cardinal(int(match["b"]), "m")
        return f"{first} bis {second} Uhr"

    def _read_hour(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['h']), 'm')} Uhr"

    def _read_paragraph(self, match: re.Match[str]) -> str:
        return ("Paragrafen" if len(match[0]) > 1 else "Paragraf") + " "

    def _read_written_date(self, match: re.Match[str]) -> str | None:
        day, month = int(match["d"]), int(match["m"])
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return None
        return self.date(day, month, None, match.string[max(0, match.start() - 25) : match.start()])

    def late_rules(self) -> list[Rule]:
        return [self.rule("ordinal", r"{L}(?P<n>\d{1,3})\.(?=\s\w)", self._read_ordinal_late)]

    def _read_ordinal_late(self, match: re.Match[str]) -> str | None:
        word = word_after(match)
        if not word or len(match["n"]) > 3:
            return None
        if word[0].isupper() and match.start() > 0 and match.string[: match.start()].rstrip()[-1:] in ".!?":
            return None
        return self.ordinal(int(match["n"]), self.ending(match))
