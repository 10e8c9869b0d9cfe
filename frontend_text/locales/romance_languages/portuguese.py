"""Portuguese, as in Brazil where Portugal differs: numbers that agree, dates, hours, money, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.matches import time_of, times_of
from frontend_text.locales.romance_languages import portuguese_words as words
from frontend_text.locales.romance_languages.shared import RomanceLocale, guess_gender
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import Number

_SMALL = (
    "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito "
    "dezenove"
).split()
_TENS = "_ _ vinte trinta quarenta cinquenta sessenta setenta oitenta noventa".split()
_HUNDREDS = ("_ cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos").split()
_ORDINALS = "_ primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono".split()
_ORDINAL_TENS = (
    "_ décimo vigésimo trigésimo quadragésimo quinquagésimo sexagésimo septuagésimo octogésimo nonagésimo"
).split()
_ORDINAL_HUNDREDS = (
    "_ centésimo ducentésimo trecentésimo quadringentésimo quingentésimo sexcentésimo septingentésimo octingentésimo "
    "nongentésimo"
).split()
_PARTS = "_ _ meio terço quarto quinto sexto sétimo oitavo nono décimo".split()
_FEMININE = frozenset("mão foto moto noite parte mãe luz vez voz nave base frase classe chave tarde rede".split())
_MASCULINE = frozenset(
    "dia mapa problema tema sistema programa idioma clima planeta poema drama grama quilograma cinema telegrama sofá "
    "diploma sintoma esquema".split()
)
_NOT_NOUNS = frozenset(
    "de do da dos das a à ao e o ou em no na por para com sem que é são foi os as um uma mais menos "
    "sobre entre desde até "
    "como mas se não há contra cada seu sua este esta já também tem".split()
)


class Portuguese(RomanceLocale):
    """Portuguese."""

    minus, plus, to, score_to, per = "menos", "mais", "a", "a", "por"
    marks = {",": "vírgula", ".": "ponto"}
    divides_by_one = False
    months = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split()
    month_link = "de"
    month_words = (
        "janeiro|jan. fevereiro|fev. março|mar. abril|abr. maio|mai. junho|jun. julho|jul. agosto|ago. setembro|set. "
        "outubro|out. novembro|nov. dezembro|dez."
    )
    day_link = r"(?:de\s)?"
    date_cues = r"dia|em|no dia|até|de|segunda|terça|quarta|quinta|sexta|sábado|domingo|segunda-feira"
    phone_cues = r"tel|tel\.|telefon\w+|celular|telemóvel|ligu?\w+|whatsapp|zap|número|fax|contat\w+|ramal"
    score_cues = r"ganh\w+|venc\w+|perd\w+|empat\w+|placar|resultado|jogo|partida|gols?|golos?|derrot\w+|final"
    hours = r"h|hs|horas?"
    money_and, metre_and, times_to = "e", "e", "às"
    half_of = {word: "metade" for word in ("de", "do", "da", "dos", "das")}
    halves = {"m": "meio", "f": "meia"}
    scales = words.SCALES
    scale_of = "de"
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    spoken_endings = {"gov": "gov"}
    regnal = frozenset(
        "Pedro João Afonso Manuel Filipe Sebastião Henrique José Maria Miguel Luís Carlos Isabel Paulo Pio Bento Leão "
        "Clemente Gregório Catarina Nicolau Guilherme Eduardo Jorge Ricardo Napoleão Alberto Frederico "
        "Alexandre Ramsés "
        "Sancho Dinis Fernando Duarte Francisco Leopoldo Vítor Luis Charles Elizabeth Inocêncio".split()
    )
    queens = frozenset("Maria Isabel Catarina Elizabeth".split())
    last_ordinal_in_name = 10
    decades = "anos"
    ordinal_nouns = frozenset(
        "guerra república império congresso edição concílio dinastia reich encontro simpósio jornada semana".split()
    )
    numbered = (
        r"séc|cap|cap[íi]tulos?|tomo|volume|séculos?|parte|título|ato|cena|livro|artigo|anexo|fase|tipo|"
        r"classe|inciso|vaticano"
    )

    def cardinal(self, n: int, form: str = "") -> str:
        parts: list[tuple[int, str]] = []  # value of each group, and how it is said
        for unit, one, more in (
            (10**12, "trilhão", "trilhões"),
            (10**9, "bilhão", "bilhões"),
            (10**6, "milhão", "milhões"),
        ):
            high, n = divmod(n, unit)
            if high:
                parts.append((high, f"um {one}" if high == 1 else f"{self._below_thousand(high, 'm')} {more}"))
        thousands, rest = divmod(n, 1000)
        if thousands:
            parts.append((thousands, "mil" if thousands == 1 else f"{self._below_thousand(thousands, form)} mil"))
        if rest or not parts:
            parts.append((rest, self._below_thousand(rest, form)))
        said = parts[0][1]
        for number, (value, spoken) in enumerate(parts[1:], 2):
            last = number == len(parts)
            said += f" e {spoken}" if last and (value <= 100 or value % 100 == 0) else f" {spoken}"
        return said

    def _below_thousand(self, n: int, form: str) -> str:
        if n == 100:
            return "cem"
        said = []
        if n > 100:
            hundred = _HUNDREDS[n // 100]
            said.append(hundred[:-2] + "as" if form == "f" and n >= 200 else hundred)
            n %= 100
            if not n:
                return said[0]
        if n < 20:
            said.append({1: "uma", 2: "duas"}.get(n, _SMALL[n]) if form == "f" else _SMALL[n])
        else:
            said.append(_TENS[n // 10])
            if n % 10:
                said.append(self._below_thousand(n % 10, form))
        return " e ".join(said)

    def decimal_plural(self, number: Number) -> int:
        return 0 if number.whole < 2 else 1

    def decimals(self, digits: str) -> str:
        return self.digits(digits)

    def ordinal(self, n: int, form: str = "m") -> str:
        if n == 1000:
            said = ["milésimo"]
        else:
            said = (
                [_ORDINAL_HUNDREDS[n // 100 % 10]] * bool(n // 100)
                + [_ORDINAL_TENS[n // 10 % 10]] * bool(n // 10 % 10)
                + [_ORDINALS[n % 10]] * bool(n % 10)
            )
        return " ".join(word[:-1] + "a" for word in said) if form == "f" else " ".join(said)

    def part(self, above: int, below: int) -> str | None:
        if below <= 10:
            part = _PARTS[below]
        elif below in (100, 1000):
            part = self.ordinal(below)
        elif below > 100:
            return f"{self.cardinal(above)} sobre {self.cardinal(below)}"
        else:
            return f"{self.cardinal(above)} {self.cardinal(below)} avos"
        return f"{self.cardinal(above)} {part}{'' if above == 1 else 's'}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)} e {part.replace('um meio', 'meio')}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{'primeiro' if day == 1 else self.cardinal(day or 1)} de {self.months[month - 1]}"
        return f"{said} de {self.cardinal(year)}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = f"{self.cardinal(hour, 'f')} hora{'s' if hour != 1 else ''}"
        if second:
            return f"{said} {self.cardinal(minute)} minutos e {self.cardinal(second)} segundos"
        return f"{said} e {self.cardinal(minute)}" if minute else said

    def gender(self, word: str) -> str:
        return guess_gender(
            word, _FEMININE, _MASCULINE, _NOT_NOUNS, r"as?$|[çs]ão$|[çs]ões$|dades?$|gens?$|tudes?$|mãos$|ices?$",
            plural=r"s$",
        )  # fmt: skip

    def extra_rules(self) -> list[Rule]:
        return [
            self.rule(
                "ordinal", r"{L}(?<![-−])(?P<n>\d{1,4})\.?(?P<e>[ºª]|o|a)(?P<s>s)?{R}(?!\s?[CF]\b)", self._read_ordinal
            ),
            self.rule(
                "time", r"{L}(?P<h>\d{1,2})h(?P<m>\d\d)?\s?[-–—]\s?(?P<i>\d{1,2})h(?P<n>\d\d)?{R}", self._read_hours
            ),
            self.rule("time", r"{L}(?P<h>\d{1,2})\s?h(?:oras)?\s?(?P<m>\d\d)(?:\s?min)?{R}", self._read_hour),
            self.decade_rule(),
        ]

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return self.ordinal(int(match["n"]), "f" if match["e"] in ("ª", "a") else "m") + (match["s"] or "")

    def _read_hour(self, match: re.Match[str]) -> str | None:
        return time_of(match, self)

    def _read_hours(self, match: re.Match[str]) -> str:
        return self.time_range(*times_of(match, self, named=True))
