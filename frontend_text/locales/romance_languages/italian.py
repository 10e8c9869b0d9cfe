"""Italian: numbers in one word, articles before nouns, dates, hours, money, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.matches import time_of
from frontend_text.locales.romance_languages import italian_words as words
from frontend_text.locales.romance_languages.shared import RomanceLocale, guess_gender
from frontend_text.reading.locale import Rule

_SMALL = (
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove"
).split()
_TENS = "_ _ venti trenta quaranta cinquanta sessanta settanta ottanta novanta".split()
_ORDINALS = "_ primo secondo terzo quarto quinto sesto settimo ottavo nono decimo".split()
_FEMININE = frozenset(
    "mano foto moto auto radio notte parte classe nave chiave gente voce carne luce legge pace base frase sede fonte "
    "torre stazione ragione regione canzone lezione persone case donne ore pagine penne riviste settimane volte cose "
    "lettere macchine sedie bambine ragazze amiche mele bottiglie camere copie città università "
    "parole squadre sterline "
    "corone rupie tonnellate miglia dozzine piante scuole strade vittorie sconfitte scatole stelle".split()
)
_MASCULINE = frozenset(
    "problema sistema tema programma clima poeta cinema panorama papa pianeta poema dramma diploma artista turista "
    "giornalista dentista".split()
)
_NOT_NOUNS = frozenset(
    "di a da in con su per tra fra e o ma che è sono del della dei delle al alla ai alle dal dalla "
    "nel nella il lo la i gli "
    "le un una non si più meno contro circa come se anche ha hanno era".split()
)


class Italian(RomanceLocale):
    """Italian."""

    minus, plus, to, score_to, per = "meno", "più", "a", "a", "al"
    marks = {",": "virgola", ".": "punto"}
    months = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
    month_words = (
        "gennaio|gen. febbraio|feb. marzo|mar. aprile|apr. maggio|mag. giugno|giu. luglio|lug. agosto|ago. "
        "settembre|sett. ottobre|ott. novembre|nov. dicembre|dic."
    )
    date_cues = r"il|del|dal|al|giorno|entro il|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica"
    phone_cues = r"tel|tel\.|telefon\w+|cell|cell\.|cellulare|chiam\w+|numero|fax|whatsapp|contatt\w+"
    score_cues = r"vin\w+|vitt\w+|pers\w+|batt\w+|pareggi\w+|risultato|partita|gol|punteggio|finale|sconfitt\w+"
    hours = r"h|ore"
    postal = r"(?<=, )(?P<p>\d{5})(?=\s[A-Z][a-z])"
    money_and, metre_and, times_to = "e", "e", "alle"
    half_of = {word: "metà" for word in ("di", "del", "della", "dei", "delle")}
    halves = {"m": "mezzo", "f": "mezza"}
    scales = words.SCALES
    scale_of = "di"
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    spoken_endings = {"it": "it"}
    regnal = frozenset(
        "Emanuele Umberto Giovanni Paolo Pio Benedetto Leone Clemente Gregorio Innocenzo Carlo Luigi Enrico Filippo "
        "Francesco Ferdinando Elisabetta Caterina Pietro Nicola Guglielmo Edoardo Giorgio Riccardo Napoleone Alberto "
        "Federico Alessandro Ramses Giulio Sisto Urbano Bonifacio Amedeo Vittorio Alfonso Ivan Ottone Cosimo".split()
    )
    queens = frozenset("Elisabetta Caterina".split())
    large_numbers = (
        (10**12, "un bilione", "bilioni"),
        (10**9, "un miliardo", "miliardi"),
        (10**6, "un milione", "milioni"),
    )
    decades = "anni"
    ordinal_nouns = frozenset(
        "guerra repubblica congresso edizione concilio secolo millennio dinastia internazionale piano municipio".split()
    )
    numbered = (
        r"sec|capitol[oi]|cap|tomo|volume|parte|titolo|atto|scena|libro|articolo|allegato|fase|tipo|classe|vaticano"
    )

    def cardinal(self, n: int, form: str = "") -> str:
        if n == 1 and form:
            return {"m": "un", "f": "una", "uno": "uno", "un'": "un'"}.get(form, "uno")
        return self.large_cardinal(n, form) or self._below_million(n)

    def _below_million(self, n: int) -> str:
        if n >= 1000:
            thousands, rest = divmod(n, 1000)
            said = "mille" if thousands == 1 else f"{self._join(thousands)}mila"
        elif n >= 100:
            hundreds, rest = divmod(n, 100)
            said = ("" if hundreds == 1 else _SMALL[hundreds]) + "cento"
        elif n >= 20:
            tens, rest = divmod(n, 10)
            said = _TENS[tens]
            if rest in (1, 8):
                said = said[:-1]
            return said + ("tré" if rest == 3 else _SMALL[rest] if rest else "")
        else:
            return _SMALL[n]
        if not rest:
            return said
        return said + ("tré" if rest == 3 else self._below_million(rest))

    def _join(self, n: int) -> str:
        """Before `mila`: no accent."""
        said = self._below_million(n)
        return said[:-1] + "e" if said.endswith("é") else said

    def ordinal(self, n: int, form: str = "m") -> str:
        if n <= 10:
            said = _ORDINALS[n]
        else:
            said = self._join(n)
            said = (said if n % 10 in (3, 6) and n > 20 else said[:-1]) + "esimo"
            if n % 1000 == 0:
                said = ("" if n == 1000 else self._join(n // 1000)) + "millesimo"
        return said[:-1] + "a" if form == "f" else said

    def range(self, first: str, second: str) -> str:
        return f"{first}-{second}"

    def year_range(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)}-{self.cardinal(second)}"

    def part(self, above: int, below: int) -> str | None:
        if below == 2:
            return "mezzo" if above == 1 else f"{self.cardinal(above)} mezzi"
        if below == 1 or below > 100 and below != 1000:
            return f"{self.cardinal(above)} su {self.cardinal(below)}"
        part = self.ordinal(below)
        return f"{self.cardinal(above, 'm')} {part if above == 1 else part[:-1] + 'i'}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)} e {part}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{'primo' if day == 1 else self.cardinal(day or 1)} {self.months[month - 1]}"
        return f"{said} {self.cardinal(year)}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = "una" if hour == 1 else self.cardinal(hour)
        if minute:
            said += " e " + ({15: "un quarto", 30: "mezza"} if hour <= 12 else {}).get(minute, self.cardinal(minute))
        if second:
            said += f" e {self.cardinal(second)} secondi"
        return f"ore {said}" if named and not minute and not second else said

    def gender(self, word: str) -> str:
        return guess_gender(
            word,
            _FEMININE,
            _MASCULINE,
            _NOT_NOUNS,
            r"a$|[zsg]ione$|tà$|tù$|tudine$|trice$|ie$",
            plural=r"(?!)",
        )

    def form_before(self, word: str, n: int) -> str:
        if n != 1 or not word[:1].islower():
            return ""
        gender = self.gender(word)
        if gender == "f" and word[0] in "aeiou":
            return "un'"
        if gender == "m" and re.match(r"s[^aeiou]|z|gn|ps|pn|x|y", word):
            return "uno"
        return gender

    def extra_rules(self) -> list[Rule]:
        return [
            self.rule(
                "ordinal", r"{L}(?<![-−])(?P<n>\d{1,4})\.?(?P<e>[ºª°])(?![\wCF])(?!\s?[CF]\b)", self._read_ordinal
            ),
            self.rule("time", r"(?i){L}(?P<w>alle|ore|dalle|le)\s(?P<h>\d{1,2})[.,](?P<m>\d\d)(?!\d)", self._read_hour),
            self.decade_rule(),
        ]

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return self.ordinal(int(match["n"]), "f" if match["e"] in ("ª", "a") else "m")

    def _read_hour(self, match: re.Match[str]) -> str | None:
        said = time_of(match, self, named=False)
        return f"{match['w']} {said}" if said else None
