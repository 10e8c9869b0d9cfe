"""Swedish: numbers, dates with ordinal days, clock times with a point, kings, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.germanic_languages import swedish_words as words
from frontend_text.locales.germanic_languages.shared import GermanicLocale
from frontend_text.locales.matches import date_of, valid_time
from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Rule

_TENS = "_ _ tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split()
_ORDINALS = (
    "nollte första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde fjortonde "
    "femtonde sextonde sjuttonde artonde nittonde"
).split()
_NEUTER = frozenset(
    "år hus barn äpple bord rum träd djur land ord kilo glas kort brev namn par ägg bröd öga öra "
    "hjärta tåg jobb problem "
    "test kök golv tak liv ljus lag mål slag spel steg ställe stycke svar försök besök samtal meddelande foto program "
    "system exempel resultat dygn kapitel avsnitt bidrag företag universitet sjukhus apotek "
    "hotell museum paket häfte".split()
)
_NOT_NOUNS = frozenset(
    "av och i på till från med eller som är var per för om mot under över efter före vid än "
    "men att har de det den".split()
)


class Swedish(GermanicLocale):
    """Swedish."""

    small = (
        "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton"
    ).split()
    hundred = "hundra"
    large_numbers = (
        (10**12, "en biljon", "biljoner"),
        (10**9, "en miljard", "miljarder"),
        (10**6, "en miljon", "miljoner"),
    )
    large_number_form = "c"
    regnal = frozenset(
        "Karl Carl Gustav Gustaf Adolf Erik Oscar Oskar Fredrik Kristian Christian Johan Ludvig Henrik Elisabet "
        "Elizabeth Katarina Pius Benedictus Paulus Magnus Olof Harald Haakon Frederik Margrethe Nikolaj Napoleon "
        "Alexander Filip Wilhelm Sigismund Birger Valdemar".split()
    )
    numbered = "kapitel|del|band|akt|artikel|klass|typ|vatikankonciliet"
    minus, plus, to, score_to, per = "minus", "plus", "till", "", "per"
    marks = {",": "komma", ".": "punkt"}
    per_units = {"mån": "per månad", "st": "per styck", "tim": "per timme", "dag": "per dag"}
    metre_and = "och"
    half_of = {"av": "hälften"}
    halves = {"n": "ett halvt", "c": "en halv"}
    months = "januari februari mars april maj juni juli augusti september oktober november december".split()
    month_words = (
        "januari|jan. februari|feb.|febr. mars april|apr. maj juni|jun. juli|jul. augusti|aug. september|sept.|sep. "
        "oktober|okt. november|nov. december|dec."
    )
    date_cues = (
        r"den|till den|från den|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|senast|före|mån\.|"
        r"tis\.|ons\.|tors\.|fre\.|lör\.|sön\."
    )
    phone_cues = r"tel|tel\.|tfn|tfn\.|telefon\w*|ring|ringa|mobil\w*|numme?r\w*|fax|sms:?a|swish\w*"
    score_cues = r"vann|vinn\w*|förlor\w+|match\w*|slog\w*|resultat\w*|oavgjort|mål\b|ställning\w*|final\w*|slutade"
    hours = r"h"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    money_and = "och"
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC

    def cardinal(self, n: int, form: str = "") -> str:
        large = self.large_cardinal(n, form)
        if large:
            return large
        if n >= 1000:
            thousands, rest = divmod(n, 1000)
            head = "" if thousands == 1 else self.cardinal(thousands)
            said = f"{head}tusen".replace("ttt", "tt")  # tjugoettusen
            return f"{said} {self.cardinal(rest, form)}" if rest else said
        if n >= 100:
            hundreds, rest = divmod(n, 100)
            said = ("" if hundreds == 1 else self.small[hundreds]) + self.hundred
            return said + (self.cardinal(rest, form) if rest else "")
        if n < 20:
            return "en" if n == 1 and form == "c" else self.small[n]
        tens, rest = divmod(n, 10)
        return _TENS[tens] + (self.small[rest] if rest else "")

    def year(self, n: int) -> str:
        if 2000 < n < 2100:
            return f"tjugo{self.hundred}{self.cardinal(n % 100)}"
        return super().year(n)

    def ordinal(self, n: int, form: str = "") -> str:
        last = n % 100
        if 0 < last < 20:
            head = self.cardinal(n - last) if n > last else ""
            return head + _ORDINALS[last]
        if last and last % 10:
            head = self.cardinal(n - last % 10)
            return head + _ORDINALS[last % 10]
        said = self.cardinal(n)
        return said + ("nde" if last else "de")

    def form_before(self, word: str, n: int) -> str:
        if not word[:1].islower() or word in _NOT_NOUNS:
            return ""
        return "n" if word in _NEUTER or word.endswith(("eri", "um", "ande")) else "c"

    def decimals(self, digits: str) -> str:
        if len(digits) in (2, 3) and digits[0] != "0":
            return self.cardinal(int(digits))
        return self.digits(digits)

    def part(self, above: int, below: int) -> str | None:
        if below == 2:
            return "en halv" if above == 1 else f"{self.cardinal(above)} halva"
        part = self.ordinal(below)
        part = "fjärdedel" if below == 4 else part.removesuffix("de") + "del" if part.endswith("nde") else part + "del"
        return f"{self.cardinal(above, 'c')} {part}{'' if above == 1 else 'ar'}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)} och {part}"

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = self.cardinal(hour)
        if minute:
            said += f" {'noll ' if minute < 10 else ''}{self.cardinal(minute)}"
        elif named:
            said += " noll noll"
        if second:
            said += f" och {self.cardinal(second)} sekunder"
        return said

    def phone_group(self, group: str) -> str:
        return self.cardinal(int(group)) if len(group) == 2 and group[0] != "0" else self.digits(group)

    def roman_in_name(self, n: int, before: str) -> str:
        return f"den {self.ordinal(n)}"

    def extra_rules(self) -> list[Rule]:
        return [
            self.rule("ordinal", r"{L}(?P<n>\d{1,4}):(?:a|e|an|en)(?!\w)", self._read_ordinal),
            self.rule(
                "date", r"{L}(?P<d>\d{1,2})/(?P<m>\d{1,2})[\s-]+(?P<y>\d{4})(?!\d)", lambda match: date_of(match, self)
            ),
            self.rule(
                "time",
                r"{L}(?:[Kk]l\.?|[Kk]lockan)\s?(?P<h>\d{1,2})[.:](?P<m>\d\d)(?:\s?[-–]\s?(?P<i>\d{1,2})[.:](?P<n>\d\d))?(?!\d)",
                self._read_clock,
            ),
            self.rule("decade", r"{L}(?P<n>\d{2,4})-talet(?!\w)", self._read_decade),
        ]

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return self.ordinal(int(match["n"]))

    def _read_day(self, match: re.Match[str]) -> str | None:
        return date_of(match, self)

    def _read_clock(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"])
        if not valid_time(hour, minute):
            return None
        said = f"klockan {self.clock(hour, minute, None, not minute)}"
        if match["i"]:
            said += f" till {self.clock(int(match['i']), int(match['n']), None, not int(match['n']))}"
        return said[0].upper() + said[1:] if match[0][0] == "K" else said

    def _read_decade(self, match: re.Match[str]) -> str:
        return self.decade(int(match["n"])) + "talet"

    def late_rules(self) -> list[Rule]:
        return [
            self.rule("ordinal", r"{L}(?P<n>\d{1,2})\.(?=\s[a-zåäö])", self._read_ordinal_late),
            self.rule(
                "time", r"(?<![\w.,])(?P<h>[01]?\d|2[0-3])\.(?P<m>[0-5]\d)(?![\d]|[.,]\d)", self._read_clock_late
            ),
        ]

    def _read_ordinal_late(self, match: re.Match[str]) -> str | None:
        return self.ordinal(int(match["n"])) if word_after(match)[:1].islower() else None

    def _read_clock_late(self, match: re.Match[str]) -> str:
        return self.clock(int(match["h"]), int(match["m"]), None, False)
