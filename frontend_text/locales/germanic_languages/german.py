"""German: numbers in one word, ordinals and dates with the ending that the word before asks for, kings."""

from __future__ import annotations

import re

from frontend_text.locales.germanic_languages import german_words as words
from frontend_text.locales.germanic_languages.shared import GermanicLocale
from frontend_text.locales.matches import LOOK_BACK
from frontend_text.reading.calendar_shapes import valid_day
from frontend_text.reading.counting import word_after, word_before
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, roman_value

_TENS = "_ _ zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_DATIVE = frozenset(
    "am im dem den vom zum zur beim des diesem diesen jedem jeden bis ab seit einem einen eines einer meinem seinem "
    "ihrem unserem meinen seinen ihren unseren montag dienstag mittwoch donnerstag freitag samstag sonntag".split()
)
_QUEENS = frozenset("Elisabeth Elizabeth Katharina Maria Victoria".split())
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


class German(GermanicLocale):
    """German."""

    small = (
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
        "siebzehn achtzehn neunzehn"
    ).split()
    hundred = "hundert"
    large_numbers = (
        (10**12, "eine Billion", "Billionen"),
        (10**9, "eine Milliarde", "Milliarden"),
        (10**6, "eine Million", "Millionen"),
    )
    irregular_ordinals = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}
    ordinal_marks = ("t", "st")
    hour_name, and_word, second_names = "Uhr", "und", ("Sekunde", "Sekunden")
    street = "straße"
    numbered = "kapitel|kap|band|bd|teil|akt|szene|artikel|abschnitt|klasse|typ|hartz"
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
        large = self.large_cardinal(n, form)
        if large:
            return large
        if n >= 1000:
            thousands, rest = divmod(n, 1000)
            return f"{self._stem(thousands)}tausend{self.cardinal(rest) if rest else ''}"
        if n >= 100:
            hundreds, rest = divmod(n, 100)
            return f"{self._stem(hundreds)}hundert{self.cardinal(rest) if rest else ''}"
        if n < 20:
            return self.small[n]
        tens, rest = divmod(n, 10)
        return f"{self._stem(rest)}und{_TENS[tens]}" if rest else _TENS[tens]

    def _stem(self, n: int) -> str:
        """Before another part of the word: ein, not eins."""
        said = self.cardinal(n)
        return said[:-1] if said.endswith("eins") else said

    def ordinal(self, n: int, form: str = "e") -> str:
        """form: the ending, `e`, `en`, `er` or `es`."""
        return self.ordinal_stem(n) + (form or "e")

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

    def day(self, day: int, context: str) -> str:
        words = re.findall(r"[^\W\d_]+", context)
        last = words[-1].lower() if words and context.rstrip(" ,(").endswith(words[-1]) else ""
        return self.ordinal(day, "en" if last in _DATIVE else "e" if last in _WEAK else "er")

    def roman_in_name(self, n: int, before: str) -> str:
        said = self.ordinal(n, "e")
        return f"{'die' if before in _QUEENS else 'der'} {said[0].upper()}{said[1:]}"

    def extra_rules(self) -> list[Rule]:
        return [
            self.rule("time", r"{L}(?P<h>\d{1,2})\.(?P<m>\d\d)\sUhr{R}", self.read_clock),
            self.rule("time", r"(?<![\w:.])(?P<a>\d{1,2})\s?[-–]\s?(?P<b>\d{1,2})\sUhr{R}", self.read_hours),
            self.rule("time", r"(?<![\w:.])(?P<h>\d{1,2})\sUhr{R}", self._read_hour),
            self.rule("date", r"{L}(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?!\s?\d)(?!\w)", self._read_written_date),
            self.rule("decade", r"{L}(?P<n>\d{2,4})er{R}", self._read_decade),
            self.rule("word", r"(?<!\w)(?P<w>[A-ZÄÖÜ][a-zäöüß]{2,30}-?)str\.", self.read_street),
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
        return self.decade(int(match["n"])) + "er"

    def _read_hour(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['h']), 'm')} Uhr"

    def _read_paragraph(self, match: re.Match[str]) -> str:
        return ("Paragrafen" if len(match[0]) > 1 else "Paragraf") + " "

    def _read_written_date(self, match: re.Match[str]) -> str | None:
        day, month = int(match["d"]), int(match["m"])
        context = match.string[max(0, match.start() - LOOK_BACK) : match.start()]
        return self.date(day, month, None, context) if valid_day(day, month) else None

    def late_rules(self) -> list[Rule]:
        return [self.rule("ordinal", r"{L}(?P<n>\d{1,3})\.(?=\s\w)", self._read_ordinal_late)]

    def _read_ordinal_late(self, match: re.Match[str]) -> str | None:
        word = word_after(match)
        if not word or len(match["n"]) > 3:
            return None
        if word[0].isupper() and match.start() > 0 and match.string[: match.start()].rstrip()[-1:] in ".!?":
            return None
        return self.ordinal(int(match["n"]), self.ending(match))
