"""Spanish: numbers that agree with their noun, dates, clock times, money, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.matches import valid_time
from frontend_text.locales.romance_languages import spanish_words as words
from frontend_text.locales.romance_languages.shared import RomanceLocale, guess_gender
from frontend_text.reading.locale import Rule

_SMALL = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
).split()
_TENS = "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_HUNDREDS = (
    "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
).split()
_ORDINALS = "_ primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo".split()
_ORDINAL_TENS = (
    "_ décimo vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo nonagésimo"
).split()
_ORDINAL_HUNDREDS = (
    "_ centésimo ducentésimo tricentésimo cuadringentésimo quingentésimo sexcentésimo septingentésimo octingentésimo "
    "noningentésimo"
).split()
_PARTS = "_ _ medio tercio cuarto quinto sexto séptimo octavo noveno décimo".split()
_FEMININE = frozenset("mano foto moto radio".split())
_MASCULINE = frozenset(
    "día mapa problema tema sistema programa idioma clima planeta poema drama dilema esquema cometa sofá tranvía "
    "dálmata diploma aroma síntoma pijama cura guardia agua".split()
)
_NOT_NOUNS = frozenset(
    "de del a al y e o u en por para con sin que es son era fue se lo la los las el un una más menos sobre entre desde "
    "hasta como pero si no ha han hay está están ya también contra izq izquierda dcha derecha "
    "cada su sus este esta según".split()
)


class Spanish(RomanceLocale):
    """Spanish."""

    minus, plus, to, score_to, per = "menos", "más", "a", "a", "por"
    marks = {",": "coma", ".": "punto"}
    months = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
    month_link = "de"
    month_words = (
        "enero|ene. febrero|feb. marzo|mar. abril|abr. mayo junio|jun. julio|jul. agosto|ago. "
        "septiembre|setiembre|sept. "
        "octubre|oct. noviembre|nov. diciembre|dic."
    )
    day_link = r"(?:de\s|del\s)?"
    date_cues = r"el|del|día|hasta el|desde el|al|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    phone_cues = r"tel|tel\.|tfno|tlf|teléfonos?|móvil|celular|whatsapp|fax|llam\w+|marque|marca|número|extensión|ext\."
    score_cues = r"gan[óaeo]\w*|perdi\w+|venci\w+|empat\w+|derrot\w+|marcador|resultado|partido|goles|set\b|final"
    hours = r"h|hs|hrs|horas"
    half_days = {
        r"[aA]\.?\s?[mM]\b\.?": "de la mañana",
        r"[pP]\.?\s?[mM]\b\.?": "de la tarde",
    }
    money_and, metre_and = "con", ""
    half_of = {"de": "la mitad", "del": "la mitad"}
    halves = {"m": "medio", "f": "media"}
    scales = words.SCALES
    scale_of = "de"
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    spoken_endings = {"es": "es"}
    regnal = frozenset(
        "Felipe Carlos Juan Alfonso Fernando Isabel Luis Pedro Enrique Jorge Eduardo Benedicto Pío Jaime Sancho Ramiro "
        "Guillermo Ricardo Napoleón León Gregorio Inocencio Clemente Pablo Francisco Ramsés Catalina Alejandro Nicolás "
        "Federico Leopoldo Alberto Balduino Gustavo Óscar Margarita María Amadeo Víctor Manuel Iván Ptolomeo".split()
    )
    queens = frozenset("Isabel Catalina Margarita María".split())
    last_ordinal_in_name = 10
    large_numbers = ((10**12, "un billón", "billones"), (10**6, "un millón", "millones"))
    large_number_form = "m"
    decades = "años"
    ordinal_nouns = frozenset(
        "guerra república congreso edición concilio cumbre simposio jornada jornadas encuentro festival internacional "
        "dinastía asamblea certamen premio maratón".split()
    )
    numbered = (
        r"s|ss|cap[íi]tulos?|cap|tomo|volumen|siglos?|parte|título|acto|escena|libro|artículo|anexo|fase|"
        r"tipo|grado|clase"
    )

    def cardinal(self, n: int, form: str = "") -> str:
        large = self.large_cardinal(n, form)
        if large:
            return large
        if n >= 1000:
            thousands, rest = divmod(n, 1000)
            said = "mil" if thousands == 1 else f"{self.cardinal(thousands, 'f' if form == 'f' else 'm')} mil"
            return f"{said} {self.cardinal(rest, form)}" if rest else said
        if n == 100:
            return "cien"
        if n > 100:
            hundreds, rest = divmod(n, 100)
            said = _HUNDREDS[hundreds]
            said = said[:-2] + "as" if form == "f" and hundreds > 1 else said
            return f"{said} {self.cardinal(rest, form)}" if rest else said
        if n < 30:
            return self._agree(_SMALL[n], n, form)
        tens, rest = divmod(n, 10)
        return f"{_TENS[tens]} y {self.cardinal(rest, form)}" if rest else _TENS[tens]

    @staticmethod
    def _agree(word: str, n: int, form: str) -> str:
        if n not in (1, 21) or not form:
            return word
        if form == "f":
            return word[:-1] + "a"
        return "un" if n == 1 else "veintiún"

    def ordinal(self, n: int, form: str = "m") -> str:
        if n <= 12:
            words = [_ORDINALS[n]]
        elif n < 30 and n % 10:
            words = [("decimo" if n < 20 else "vigesimo") + _ORDINALS[n % 10]]
        elif n < 1000:
            hundreds, tens, ones = n // 100, n // 10 % 10, n % 10
            words = [_ORDINAL_HUNDREDS[hundreds]] * bool(hundreds) + (
                [_ORDINALS[n % 100]]
                if 0 < n % 100 <= 12
                else [_ORDINAL_TENS[tens]] * bool(tens) + [_ORDINALS[ones]] * bool(ones)
            )
        else:
            return "milésimo" if n == 1000 else self.cardinal(n)
        if form == "f":
            return " ".join(word[:-1] + "a" for word in words)
        if form == "er" and words[-1].endswith(("primero", "tercero")):
            words[-1] = words[-1][:-1]
        return " ".join(words)

    def scale_form(self, written: str) -> str:
        return "m"

    def part(self, above: int, below: int) -> str | None:
        if below == 2:
            return "un medio" if above == 1 else f"{self.cardinal(above, 'm')} medios"
        if below > 100 and below not in (1000,) or below > 20 and below % 10 and below != 100:
            return f"{self.cardinal(above)} sobre {self.cardinal(below)}"
        if below <= 10:
            part = _PARTS[below] if below > 1 else "entero"
        elif below in (100, 1000):
            part = self.ordinal(below)
        else:
            plain = re.sub("[éó]", lambda m: {"é": "e", "ó": "o"}[m[0]], self.cardinal(below))
            part = plain.removesuffix("a") + "avo"  # doceavo, treintavo
        return f"{self.cardinal(above, 'm')} {part}{'' if above == 1 else 's'}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)} y {part.replace('un medio', 'medio')}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{'primero' if day == 1 else self.cardinal(day or 1)} de {self.months[month - 1]}"
        return f"{said} de {self.cardinal(year)}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = "una" if hour == 1 else "veintiuna" if hour == 21 else self.cardinal(hour)
        if minute:
            said += " y " + {15: "cuarto", 30: "media"}.get(minute, self.cardinal(minute))
        elif named:
            said += " en punto" if hour == 0 else " horas" if hour > 1 else " hora"
        if second:
            said += f" y {self.cardinal(second)} segundos"
        return said

    def gender(self, word: str) -> str:
        return guess_gender(
            word,
            _FEMININE,
            _MASCULINE,
            _NOT_NOUNS,
            r"as?$|ci[oó]n(es)?$|si[oó]n(es)?$|dad(es)?$|tud(es)?$|umbres?$",
            plural=r"s$",
        )

    def extra_rules(self) -> list[Rule]:
        return [
            self.rule("time", r"{L}(?P<h>\d{1,2})(?:\s?h\s?(?P<m>[0-5]\d)|\.(?P<n>[0-5]\d)\s?h){R}", self._read_hour),
            self.rule(
                "ordinal",
                r"{L}(?<![-−])(?P<n>\d{1,4})\.?(?P<e>[ºª]|er|ᵉʳ|ro|ra|do|da|to|ta|vo|va|no|na|mo|ma)(?![\wCF])(?!\s?[CF]\b)",
                self._read_ordinal,
            ),
            self.decade_rule(),
        ]

    def _read_hour(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"] or match["n"])
        return self.clock(hour, minute, None, True) if valid_time(hour, minute) else None

    def _read_ordinal(self, match: re.Match[str]) -> str:
        ending = match["e"].lower()
        n = int(match["n"])
        form = "f" if ending in ("ª", "a", "ra", "da", "ta", "va", "na", "ma") else "m"
        if ending in ("er", "ᵉʳ") or (form == "m" and re.match(r"\s(?:[^\W\d_])", match.string[match.end() :][:3])):
            form = "er" if self.gender(re.match(r"\s*(\w*)", match.string[match.end() :])[1]) == "m" else form  # type: ignore[index]
        return self.ordinal(n, form)
