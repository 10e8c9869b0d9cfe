"""French: numbers, dates, hours, telephone numbers in pairs, money, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontend_text.locales.matches import time_of
from frontend_text.locales.romance_languages import french_words as words
from frontend_text.locales.romance_languages.shared import RomanceLocale, guess_gender
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, roman_value

_SMALL = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
).split()
_TENS = "_ _ vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split()
_ENGLISH_DECADES = {"60": "sixties", "70": "seventies", "80": "eighties", "90": "nineties"}
"""As the French call them too."""
_PARTS = {2: "demi", 3: "tiers", 4: "quart"}
_FEMININE = frozenset(
    "personne femme fille heure minute seconde semaine année page voiture maison fois chose place pièce table chaise "
    "lettre photo revue bouteille tonne livre_sterling route rue ville école équipe étoile carte "
    "main nuit journée porte "
    "fenêtre fleur ligne pomme robe chambre salle tasse tranche cuillère copie étape phase classe "
    "feuille planète vache "
    "poule souris clé clef voix fin part mer eau peau croix dent vis couronne roupie victoire défaite défaites brique "
    "boîte bougie caisse montre règle bataille larme goutte bague cigarette candidate cliente "
    "étudiante enveloppe".split()
)
_MASCULINE = frozenset(
    "musée lycée trophée côté été comité traité degré foie génie incendie parapluie lieu silence camion avion million "
    "milliard bastion lion espion pion scorpion".split()
)
_NOT_NOUNS = frozenset(
    "de du des à au aux et ou en par pour avec sans que est sont dans sur la le les l un une plus moins contre environ "
    "mais si ne pas ont a y se ce cette ces son sa ses vers selon chez mille cents".split()
)


class French(RomanceLocale):
    """French of France."""

    minus, plus, to, score_to, per = "moins", "plus", "à", "à", "par"
    marks = {",": "virgule", ".": "point"}
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    month_words = (
        "janvier|janv. février|févr. mars avril|avr. mai juin juillet|juil. août septembre|sept. octobre|oct. "
        "novembre|nov. décembre|déc."
    )
    date_cues = r"le|du|au|dès le|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    phone_cues = r"tél|tél\.|téléphone\w*|appel\w+|portable|fax|numéro|composez|joindre|whatsapp|contact\w*"
    score_cues = r"gagn\w+|perd\w+|batt\w+|score|match|victoire|défaite|s['’]impos\w+|buts|finale|mené"
    hours = r"h|heures?"
    own_alone = frozenset(("ordinal",))
    money_minor, metre_and = False, ""
    half_of = {"de": "la moitié", "du": "la moitié", "des": "la moitié"}
    halves = {"m": "un demi", "f": "une demi"}
    scales = words.SCALES
    scale_of = "de"
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    regnal = frozenset(
        "Louis Henri Charles François Napoléon Philippe Jean Paul Pie Benoît Léon Clément Élisabeth "
        "Elizabeth Catherine "
        "Pierre Nicolas Guillaume Édouard George Georges Richard Philippe-Auguste Albert Léopold Baudouin Frédéric "
        "Alexandre Ramsès Jacques Marie Victor-Emmanuel Jean-Paul Jean-Philippe Innocent Urbain Grégoire Alphonse "
        "Ferdinand Felipe Juan Carlos Hassan Mohammed Robert Ivan Gustave Christian Sixte".split()
    )
    queens = frozenset("Élisabeth Elizabeth Catherine Marie".split())
    last_ordinal_in_name = 1
    large_numbers = (
        (10**12, "un billion", "billions"),
        (10**9, "un milliard", "milliards"),
        (10**6, "un million", "millions"),
    )
    counts_country_codes = True
    decades = "années"
    ordinal_nouns = frozenset(
        "république empire reich internationale guerre siècle siècles arrondissement congrès édition".split()
    )
    numbered = (
        r"chapitres?|tome|volume|partie|titre|acte|scène|livre|article|annexe|phase|type|classe|chap|vatican|paris"
    )

    def cardinal(self, n: int, form: str = "") -> str:
        large = self.large_cardinal(n, form)
        if large:
            return large
        if n >= 1000:
            thousands, rest = divmod(n, 1000)
            said = "mille" if thousands == 1 else f"{self._invariable(thousands)} mille"
            return f"{said} {self.cardinal(rest, form)}" if rest else said
        if n >= 100:
            hundreds, rest = divmod(n, 100)
            said = "cent" if hundreds == 1 else f"{_SMALL[hundreds]} cent"
            if rest:
                return f"{said} {self.cardinal(rest, form)}"
            return said + ("s" if hundreds > 1 else "")
        if n < 20:
            return "une" if n == 1 and form == "f" else _SMALL[n]
        tens, rest = divmod(n, 10)
        if tens in (7, 9):
            rest += 10
        if tens == 8 and not rest:
            return "quatre-vingts"
        if not rest:
            return _TENS[tens]
        if rest in (1, 11) and tens < 8:
            return f"{_TENS[tens]} et {self.cardinal(rest, form)}"
        return f"{_TENS[tens]}-{self.cardinal(rest, form)}"

    def _invariable(self, n: int) -> str:
        return re.sub(r"(cent|vingt)s$", r"\1", self.cardinal(n))

    def plural(self, n: int) -> int:
        return 0 if n < 2 else 1

    def ordinal(self, n: int, form: str = "m") -> str:
        if n == 1:
            return "première" if form == "f" else "premier"
        said = self._invariable(n)
        if said.endswith("neuf"):
            return said[:-1] + "vième"
        if said.endswith("cinq"):
            return said + "uième"
        return said.removesuffix("e") + "ième"

    def decimals(self, digits: str) -> str:
        if len(digits) <= 3:
            return self.zeros_and_number(digits)
        if len(digits) == 4:
            return " ".join(self.zeros_and_number(pair) for pair in (digits[:2], digits[2:]))
        return self.digits(digits)

    def part(self, above: int, below: int) -> str | None:
        if below > 100 and below != 1000:
            return f"{self.cardinal(above)} sur {self.cardinal(below)}"
        if above > below and below > 10 or below == 1:
            return f"{self.cardinal(above)} sur {self.cardinal(below)}"
        part = _PARTS.get(below) or self.ordinal(below)
        plural = "s" if above > 1 and not part.endswith("s") else ""
        return f"{self.cardinal(above)} {part}{plural}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)} et {part.replace('un demi', 'demi')}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{'premier' if day == 1 else self.cardinal(day or 1)} {self.months[month - 1]}"
        return f"{said} {self.cardinal(year)}" if year else said

    def scaled_money(self, said: str, named: str) -> str:
        of = "" if said.endswith(("mille", "cents")) else "d'" if named[0] in "aeiouy" else "de "
        return f"{said} {of}{named}"

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = f"{self.cardinal(hour, 'f')} heure{'s' if hour > 1 else ''}"
        if minute:
            said += f" {self.cardinal(minute, 'f' if second else '')}"
        if second:
            said += f"{' minutes' if minute else ''} et {self.cardinal(second, 'f')} secondes"
        return said

    def telephone(self, country: str, groups: Sequence[str]) -> str:
        return super().telephone(country, [pair for group in groups for pair in _pairs(group)])

    def phone_group(self, group: str) -> str:
        return self.zeros_and_number(group)

    def decade(self, n: int) -> str:
        return self._invariable(n)

    def gender(self, word: str) -> str:
        return guess_gender(
            word, _FEMININE, _MASCULINE, _NOT_NOUNS,
            r"[tsx]ions?$|tés?$|ées?$|ies?$|ures?$|ettes?$|[ae]nces?$|ades?$|esses?$|ines?$|elles?$|[eè]res?$|aines?$|"
            r"aisons?$|tudes?$|euses?$|trices?$|ennes?$|onnes?$|ottes?$",
            plural=r"s$",
        )  # fmt: skip

    def extra_rules(self) -> list[Rule]:
        ending = r"(?P<e>ers?|res?|ères?|nde?s?|des?|èmes?|emes?|es?|ᵉ|ᵉʳ)"
        months = "|".join(self.months)
        return [
            self.rule("date", rf"{{L}}(?P<d>\d{{1,2}}(?:/\d{{1,2}}){{1,3}})\s(?P<m>{months})(?!\w)", self._read_days),
            self.rule("ordinal", rf"{{L}}(?P<n>\d{{1,4}}){ending}{{R}}", self._read_ordinal),
            self.rule(
                "roman",
                rf"(?<!\w)(?=[IVX]+[a-zè])(?P<n>{ROMAN})(?P<e>ers?|res?|ère|èmes?|es?|ᵉ|ᵉʳ)(?!\w)",
                self._read_century,
            ),
            self.rule(
                "time",
                r"{L}(?P<a>\d{1,2}\s?h\s?(?:\d\d)?)\s?[-–—]\s?(?P<b>\d{1,2}\s?h\s?(?:\d\d)?){R}",
                self._read_hours,
            ),
            self.rule("time", r"{L}(?P<h>\d{1,2})\s?[hH]\s?(?P<m>\d\d)(?:\s?min)?{R}", self._read_hour),
            self.rule("decade", r"(?P<w>les\s)(?P<n>[6-9]0)s{R}", lambda m: m["w"] + _ENGLISH_DECADES[m["n"]]),
            self.decade_rule(),
        ]

    def _read_ordinal(self, match: re.Match[str]) -> str:
        feminine = match["e"].startswith(("re", "ère", "de", "nde"))
        said = self.ordinal(int(match["n"]), "f" if feminine else "m")
        if match["e"].startswith(("nd", "de")) and match["n"] == "2":
            said = "seconde" if feminine or match["e"] == "de" else "second"
        return said + ("s" if match["e"].endswith("s") else "")

    def _read_century(self, match: re.Match[str]) -> str:
        return self.ordinal(roman_value(match["n"]), "f" if match["e"].startswith(("re", "ère")) else "m")

    def _read_hour(self, match: re.Match[str]) -> str | None:
        return time_of(match, self)

    def _read_hours(self, match: re.Match[str]) -> str:
        first, second = self._read_hour_of(match["a"]), self._read_hour_of(match["b"])
        return self.time_range(first, second)

    def _read_hour_of(self, written: str) -> str:
        hour, _, minute = re.sub(r"\s", "", written).partition("h")
        return self.clock(int(hour), int(minute or 0), None, True)

    def _read_days(self, match: re.Match[str]) -> str:
        return " ".join(self.cardinal(int(n)) for n in match["d"].split("/")) + " " + match["m"]


def _pairs(group: str) -> list[str]:
    """Long runs of digits in pairs, an odd one first."""
    if len(group) <= 3:
        return [group]
    first = len(group) % 2
    return [group[:first]] * bool(first) + [group[i : i + 2] for i in range(first, len(group), 2)]
