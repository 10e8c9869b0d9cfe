"""Rules that read what is not plain words in English: numbers, money, dates, times, units, addresses of the net.

A rule is a pattern and a reader; the reader says the match in words, or returns None when it is something else. Rules
are tried in order, and text that one rule has read is closed to the later ones. Whatever no rule reads is left to
`characters`, which names every sign.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from frontend_text.english import vocabulary as words
from frontend_text.english.numbers import cardinal, number, ordinal, plural, roman_value, spell_digits, year

SPELLED = "\ue000"
"""Stands before letters that are to be spelled; a private-use character, so text can never hold it here."""

Reader = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, what it needs in a text to be worth trying, and how a match is said."""

    pattern: re.Pattern[str]
    read: Reader
    needs_digit: bool
    early: bool
    """Whether it goes before the grammar, because the grammar reads such text wrongly or not at all."""


_RULES: list[Rule] = []


def rule(pattern: str, *, flags: int = 0, early: bool = False) -> Callable[[Reader], Reader]:
    """Add the function to the rules, after those before it."""
    positive = re.sub(r"\[\^[^\]]*\]|\(\?<?!(?:[^()\[\]]|\[[^\]]*\])*\)", "", pattern)
    needs_digit = r"\d" in positive

    def add(read: Reader) -> Reader:
        _RULES.append(Rule(re.compile(pattern, flags), read, needs_digit, early))
        return read

    return add


def any_of(strings: object) -> str:
    """A pattern for any of the strings, the longest first."""
    return "|".join(re.escape(string) for string in sorted(strings, key=len, reverse=True))  # type: ignore[call-overload]


NUM = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
SIGN = r"(?:(?<![\w)\]])[-−+])?"
MONTH = any_of(words.MONTH_OF)
_ROMAN = r"(?=[IVXLC])(?:X{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_AMOUNT_SCALE = r"(?:\s?(hundred|thousand|million|billion|trillion)\b|(k|K|mn?|M|bn?|B|tn|T)\b)?"


def spelled(letters: str) -> str:
    """Mark letters as to be spelled."""
    return SPELLED + letters.upper()


def letters_and_digits(text: str) -> str:
    """Say a code: digits one by one, short capitals spelled, the rest as words, signs by name."""
    said = []
    for piece in re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", text):
        if piece[0].isdigit():
            said.append(spell_digits(piece) if piece.isascii() else piece)
        elif piece.isalpha():
            spell = piece.isascii() and (len(piece) == 1 or (piece.isupper() and len(piece) <= 4))
            said.append(spelled(piece) if spell else piece)
        elif piece == ".":
            said.append("dot")
        elif piece == "-":
            said.append("dash")
        elif piece == ":":
            said.append("colon")
        elif piece == "?":
            said.append("question mark")
        elif piece == ",":
            said.append("comma")
        elif piece == "!":
            said.append("exclamation mark")
        else:
            said.append(words.SYMBOLS.get(piece, " "))
    return " ".join(said)


def host_name(name: str) -> str:
    """'www.example.co.uk' -> 'WWW dot example dot co dot UK' (capitals spelled)."""
    said = []
    for part in name.split("."):
        low = part.lower()
        if low in words.DOMAIN_WORDS or not part.isalpha():
            said.append(low if low in words.DOMAIN_WORDS else letters_and_digits(part))
        else:
            said.append(spelled(part) if len(part) <= 3 and low not in {"co", "me", "ai"} else part)
    return " dot ".join(said)


@rule(r"^\s*[-*+•‣◦▪●–—]\s+(?=[^\s*·•~-])", early=True)
def bullet(match: re.Match[str]) -> str:
    return ""


@rule(r"[*·•~]\s+[*·•~](?:\s+[*·•~])*(?!\S)", early=True)
def line_of_signs(match: re.Match[str]) -> str:
    return "—"


@rule(r"(?<=\d)\s?\*\s?(?=\d)", early=True)
def multiplication(match: re.Match[str]) -> str:
    return " times "


# --- what is left of markup ---------------------------------------------------------------------------------------

_TAGS = (
    "a|abbr|b|big|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|figure|font|footer|h[1-6]|head|header|hr|html|"
    "i|img|ins|kbd|li|main|mark|nav|ol|p|pre|q|s|section|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|title|"
    "tr|tt|u|ul"
)


@rule(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,300}})?/?>", flags=re.I, early=True)
def html_tag(match: re.Match[str]) -> str:
    return " "


@rule(
    r"&(amp|lt|gt|quot|apos|nbsp|copy|reg|trade|mdash|ndash|hellip|euro|pound|cent|deg|times|#39|#34|#160);", early=True
)
def html_entity(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return f" {words.SYMBOLS[character]} " if character in words.SYMBOLS else character.replace("\u00a0", " ")


@rule(r"!?\[([^\[\]]{1,200})\]\((?:https?:|www\.|mailto:|#|/|\.)[^()\s]{0,300}\)", early=True)
def markdown_link(match: re.Match[str]) -> str | None:
    return match[1] if re.fullmatch(r"[\w\s'’,.!?-]*", match[1]) and not re.search(r"\d", match[1]) else None


@rule(r"^\s*(?:#{1,6}|>+)\s+(?=\S)|```\w*|^\s*\[[ xX]\]\s+", early=True)
def markdown_mark(match: re.Match[str]) -> str:
    return ""


@rule(r"``|''(?!\w)", early=True)
def typewriter_quote(match: re.Match[str]) -> str:
    return '"'


@rule(r"(?<!\w)(\*{1,3}|_{1,3}|~~|`)(?=\w[^*_~`]*\1)|(?<=[\w.,!?])(\*{2,3}|__|~~)(?!\w)", early=True)
def emphasis_mark(match: re.Match[str]) -> str:
    return ""


@rule(r"</?[A-Za-z][\w-]*\s?/?>", early=True)
def unknown_tag(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")


# --- the net ---------------------------------------------------------------------------------------------------------

_HOST = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[a-zA-Z]{2,24}"
_TOP_LEVEL = any_of(
    words.DOMAIN_WORDS | set("ai co uk de fr us ca au tv me ly it es jp ch nl eu in to gg fm sh".split())
)


@rule(r"(?<![\w@])(?:(https?|ftp|file|wss?)://|(?=www\.))([^\s<>\"'“”]*[\w/#&=~+$-])")
def url(match: re.Match[str]) -> str:
    scheme, rest = match.groups()
    cut = re.search(r"[/?#:]", rest)
    host, path = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    said = f"{spelled(scheme)} colon slash slash " if scheme else ""
    return f"{said}{host_name(host)} {letters_and_digits(path)}".strip()


@rule(rf"(?<![\w.@])([\w.+-]{{1,64}})@({_HOST})\b")
def email(match: re.Match[str]) -> str:
    return f"{letters_and_digits(match[1])} at {host_name(match[2])}"


@rule(
    rf"(?<![\w@./-])((?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:{_TOP_LEVEL}))(/[^\s<>\"'“”]*[\w/#&=-]|/)?(?![\w@])", flags=re.I
)
def bare_host(match: re.Match[str]) -> str | None:
    if not match[2] and re.fullmatch(r"[\d.]+|(?:\w\.)+\w", match[1]):
        return None
    return f"{host_name(match[1])} {letters_and_digits(match[2] or '')}".strip()


@rule(r"(?<![\w&])#(?=[A-Za-zÀ-ɏ]{2})([A-Za-zÀ-ɏ0-9_]+)", early=True)
def hashtag(match: re.Match[str]) -> str:
    pieces = re.findall(r"[A-Z]?[^\W\dA-Z_]+|[A-Z]+(?![^\W\dA-Z_])|\d+|[^\W\d_]", match[1])
    return "hashtag " + " ".join(letters_and_digits(p) if p.isdigit() else p for p in pieces)


@rule(r"(?<![\w@])@(?=[^\W_])(\w+)")
def handle(match: re.Match[str]) -> str:
    return f"at {letters_and_digits(match[1])}"


# --- dates and times -------------------------------------------------------------------------------------------------


def _date(year_digits: str | None, month: int, day: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    said = f"{words.MONTHS[month - 1]} {ordinal(str(day))}"
    return f"{said}, {_year(year_digits)}" if year_digits else said


def _year(digits: str) -> str:
    if len(digits) == 2:
        return f"oh {cardinal(digits[1])}" if digits[0] == "0" else cardinal(digits)
    return year(digits)


@rule(r"(?<![\w/.-])(\d{4})(-)(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z)?(?![\w/-]|\.\d)", early=True)
def timestamp(match: re.Match[str]) -> str | None:
    return date_year_first(match)


@rule(r"(?<![\w/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z)?)?(?![\w/-]|\.\d)")
def date_year_first(match: re.Match[str]) -> str | None:
    said = _date(match[1], int(match[3]), int(match[4]))
    if said and match[5]:
        said += f", {_clock(int(match[5]), int(match[6]))}" + (" \ue000UTC" if match[8] else "")
    return said


@rule(r"(?<![\w/.-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-]|\.\d)")
def date_year_last(match: re.Match[str]) -> str | None:
    first, second = int(match[1]), int(match[3])
    if match[2] == "." and len(match[4]) == 2:
        return None  # 1.2.10 is rather a version
    if match[2] == "/" and first <= 12 or second > 12:
        return _date(match[4], first, second)
    return _date(match[4], second, first)


@rule(rf"\b({MONTH})\b\.?\s(\d{{1,2}})(?:st|nd|rd|th)?\b(?![\d:%]|[.,]\d)(?:(?:,\s?|\s)(\d{{4}})\b(?![,.]\d))?")
def month_day(match: re.Match[str]) -> str | None:
    day = int(match[2])
    if not 1 <= day <= 31:
        return None
    said = f"{words.MONTH_OF[match[1]]} {ordinal(match[2].lstrip('0'))}"
    return f"{said}, {year(match[3])}" if match[3] else said


@rule(rf"(?<![\w.,/])(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?({MONTH})\b(?:\.(?=\s?\d))?(?:,?\s(\d{{4}})\b(?![,.]\d))?")
def day_month(match: re.Match[str]) -> str | None:
    if not 1 <= int(match[1]) <= 31:
        return None
    before = match.string[max(0, match.start() - 4) : match.start()].lower()
    said = f"{ordinal(match[1].lstrip('0'))} of {words.MONTH_OF[match[2]]}"
    if not before.endswith("the "):
        said = f"the {said}"
    return f"{said} {year(match[3])}" if match[3] else said


@rule(rf"\b({MONTH})\b\.?,?\s(\d{{4}})\b(?![,.]\d)")
def month_year(match: re.Match[str]) -> str:
    return f"{words.MONTH_OF[match[1]]} {year(match[2])}"


def _clock(hours: int, minutes: int) -> str:
    if minutes == 0:
        return f"{cardinal(str(hours))} o'clock" if 1 <= hours <= 12 else f"{cardinal(str(hours))} hundred hours"
    return f"{cardinal(str(hours))} {'oh ' if minutes < 10 else ''}{cardinal(str(minutes))}"


@rule(r"(?<![\w:.])(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?:\s?([AaPp])\.?\s?[Mm]\b\.?)?(?![\d:])")
def clock_time(match: re.Match[str]) -> str | None:
    hours, minutes = int(match[1]), int(match[2])
    if hours > 24:
        return None
    if match[4]:
        said = cardinal(str(hours)) if minutes == 0 and not match[3] else _clock(hours, minutes)
    elif match[3] and minutes == 0:
        said = f"{cardinal(str(hours))} o'clock"
    else:
        said = _clock(hours, minutes)
    if match[3]:
        seconds = int(match[3])
        said += f" and {cardinal(str(seconds))} second{'' if seconds == 1 else 's'}"
    return f"{said} {spelled(match[4] + 'm')}{_kept_period(match)}" if match[4] else said


@rule(r"(?<![\w:.,])(\d{1,2})\s?([AaPp])\.?\s?[Mm]\b\.?")
def hour(match: re.Match[str]) -> str | None:
    if int(match[1]) > 24:
        return None
    return f"{cardinal(str(int(match[1])))} {spelled(match[2] + 'm')}{_kept_period(match)}"


def _kept_period(match: re.Match[str]) -> str:
    """The period of an abbreviation that also ends the sentence."""
    return "." if match[0].endswith(".") and not match.string[match.end() :].strip(" \"'”’)]") else ""


@rule(r"(?<![\w:.,])(\d{1,2})\s?[-–]\s?(\d{1,2})\s?([AaPp])\.?\s?[Mm]\b\.?", early=True)
def hours(match: re.Match[str]) -> str:
    return f"{cardinal(match[1])} to {cardinal(match[2])} {spelled(match[3] + 'm')}{_kept_period(match)}"


@rule(r"(?<![\w/])(24/7|9/11|50/50|20/20)(?![\w/])", early=True)
def said_by_custom(match: re.Match[str]) -> str:
    return " ".join(cardinal(digits) for digits in match[1].split("/"))


# --- money, units and other numbers with something around them --------------------------------------------------------


def _money(amount: str, sign: str, scale: str) -> str:
    unit, hundredth = words.CURRENCIES[sign]
    several = unit if unit in words.INVARIANT_CURRENCIES else f"{unit}s"
    if scale:
        return f"{number(amount)} {words.SCALE_LETTERS.get(scale, scale)} {several}"
    whole, _, fraction = amount.replace(",", "").partition(".")
    if len(fraction) > 2 or (fraction and unit in words.INVARIANT_CURRENCIES):
        return f"{number(amount)} {several}"
    said = []
    fraction = fraction.ljust(2, "0") if fraction else ""
    if int(whole or 0) or not int(fraction or 0):
        said.append(f"{cardinal(whole.lstrip('0') or '0')} {unit if whole.lstrip('0') == '1' else several}")
    if int(fraction or 0):
        small = int(fraction)
        name = "pence" if hundredth == "penny" and small != 1 else hundredth
        said.append(f"{cardinal(str(small))} {name if small == 1 or name == 'pence' else name + 's'}")
    return " ".join(said)


_CURRENCY = any_of(words.CURRENCIES)
_SIGN_LAST = r"₹|₽|USD\b|EUR\b|GBP\b|JPY\b|CHF\b|CAD\b|AUD\b"
_UNKNOWN_TO_GRAMMAR = any_of(sign for sign in words.CURRENCIES if sign not in "$£€¥₩")


@rule(rf"(?<![\w$])([-−])?({_UNKNOWN_TO_GRAMMAR})\.?\s?({NUM}|\.\d+){_AMOUNT_SCALE}(?![\d])", early=True)
def other_money(match: re.Match[str]) -> str | None:
    return None if match[2] == "US$" else money(match)


@rule(rf"(?<![\w$])([-−])?([$£€])({NUM}|\.\d+)(?:(\0)|(k|K|bn|tn|mn)\b)(?![\d])", early=True)
def money_in_thousands(match: re.Match[str]) -> str | None:
    return money(match)


@rule(
    rf"(?<![\w.,$£€¥])({NUM})\s?(hundred|thousand|million|billion|trillion)?(\0)?\s?({_SIGN_LAST}|€)(?!\s?\d)",
    early=True,
)
def other_money_sign_last(match: re.Match[str]) -> str | None:
    return money_sign_last(match)


@rule(rf"(?<![\w$])([-−])?({_CURRENCY})\.?\s?({NUM}|\.\d+){_AMOUNT_SCALE}(?![\d])")
def money(match: re.Match[str]) -> str:
    said = _money(match[3], match[2], match[4] or match[5] or "")
    return f"minus {said}" if match[1] else said


@rule(rf"(?<![\w.,])({NUM}){_AMOUNT_SCALE}\s?(\$|£|€|¥|₩|{_SIGN_LAST})(?!\s?\d)")
def money_sign_last(match: re.Match[str]) -> str:
    return _money(match[1], match[4], match[2] or match[3] or "")


@rule(rf"(?<![\w.,])({NUM})\s?¢")
def cents(match: re.Match[str]) -> str:
    return f"{number(match[1])} cent{'' if match[1] == '1' else 's'}"


def unit_name(written: str, one: bool) -> str:
    """The name of a unit, in the plural unless `one`."""
    name = words.UNITS[written]
    if one or name.endswith("hertz") or name in words.IRREGULAR_PLURALS.values():
        return name
    head, per, tail = name.partition(" per ")
    if head.startswith("degree "):
        return "degrees " + head.removeprefix("degree ")
    modifier, _, noun = head.rpartition(" ")
    noun = words.IRREGULAR_PLURALS.get(noun) or (noun if noun.startswith(SPELLED) else f"{noun}s")
    return f"{modifier} {noun}".lstrip() + per + tail


_UNIT = any_of(words.UNITS)
_UNITS_UNKNOWN_TO_GRAMMAR = any_of(
    (
        "mm µm m in yds g µg mcg t mL l L cl dl gal tsp tbsp h hrs mins secs ms µs kHz KB kB MB GB TB PB KiB MiB GiB "
        "kb/s Gbps MB/s GB/s km/h kph kmh m/s m/s² V kV mV W MW kWh MWh Wh A mA mAh J kJ cal N kPa hPa psi dB "
        "ha acre px pt dpi fps bpm Ω kΩ MΩ cc ft² ft³ sq|m ºF ‰"
    )
    .replace("|", "\0")
    .split()
).replace("\0", " ")


@rule(
    rf"(?<![\w.,$£€¥])({NUM})(?:\s?[-–]\s?({NUM}))?\s?(ft|in|lbs?|oz|hrs?|mins?|secs?|yds?|mi|tbsp|tsp|gal)\."
    r"(?=\s+[a-z(]|\s*$|[,;:])",
    early=True,
)
def measure_with_period(match: re.Match[str]) -> str:
    first, second, unit = match.groups()
    said = number(first) + (f" to {number(second)}" if second else "")
    return f"{said} {unit_name(unit, (second or first) == '1')}{_kept_period(match)}"


@rule(r"(?<![\w.,$£€¥-])(\d{1,3}(?:,\d{3})+)(?=-[A-Za-z])", early=True)
def grouped_by_commas(match: re.Match[str]) -> str:
    return number(match[1])


@rule(r"(?<![\w.,$£€¥-])(\d{1,3}(?:,\d{3})+)\s?[-–]\s?(\d{1,3}(?:,\d{3})+)(?![\w%-]|[.,]\d)", early=True)
def range_of_thousands(match: re.Match[str]) -> str | None:
    first, second = (int(digits.replace(",", "")) for digits in match.groups())
    return f"{number(match[1])} to {number(match[2])}" if first < second else None


@rule(r"(?<![\w$£€])([$£€])(\d{1,6})\s?[-–]\s?(\d{1,6})(?![\w%$£€-]|[.,:/]\d)", early=True)
def money_range(match: re.Match[str]) -> str | None:
    if int(match[2]) >= int(match[3]):
        return None
    return f"{cardinal(match[2])} to {cardinal(match[3])} {words.CURRENCIES[match[1]][0]}s"


_PER = (
    "inch hour hr month mo week wk person lb kg unit user piece night mile gallon gal minute share ton oz seat copy"
).split()
_PER_NAMES = {
    "hr": "hour",
    "mo": "month",
    "wk": "week",
    "lb": "pound",
    "kg": "kilogram",
    "gal": "gallon",
    "oz": "ounce",
}


@rule(rf"(?<![\w$£€])([$£€])({NUM})/({any_of(_PER)})\b", early=True)
def price(match: re.Match[str]) -> str:
    return f"{_money(match[2], match[1], '')} per {_PER_NAMES.get(match[3], match[3])}"


@rule(r"(?<![\w.])(\d)\s?(?:ft|feet)\.?,?\s(\d{1,2})\s?(?:inches|in\b\.?)(?!\s\w+\sof)", early=True)
def feet_and_inches(match: re.Match[str]) -> str:
    return f"{height(match)}{_kept_period(match)}"


@rule(rf"(?<![\w.,$£€¥])({NUM})%\s?[-–]\s?({NUM})%", early=True)
def percent_range(match: re.Match[str]) -> str | None:
    if "." not in match[0]:
        return None  # the grammar has its own way with whole numbers
    return f"{number(match[1])} percent to {number(match[2])} percent"


@rule(r"(?<![\w.,/])(\d+\.\d+)/(\d{1,3})(?![\w/]|\.\d)", early=True)
def out_of(match: re.Match[str]) -> str:
    return f"{number(match[1])} out of {cardinal(match[2])}"


@rule(r"(?<![\w.$£€¥])(\d+\.\d+)([kKMB]|bn|mn)\b(?!/)", early=True)
def scaled_decimal(match: re.Match[str]) -> str:
    return f"{number(match[1])} {words.SCALE_LETTERS[match[2]]}"


@rule(r"(?<![\w.])(\d+(?:\.\d+)?)[eE]([-+−]?\d{1,3})(?![\w.])", early=True)
def scientific(match: re.Match[str]) -> str:
    return f"{number(match[1])} times ten to the power of {number(match[2].lstrip('+'))}"


@rule(r"(?<![\w.])0[xX]([0-9A-Fa-f]{1,16})\b", early=True)
def hexadecimal(match: re.Match[str]) -> str:
    return "zero " + " ".join(spelled(c) if c.isalpha() else cardinal(c) for c in f"x{match[1]}")


@rule(r"(?<=\s)=(?=\s)", early=True)
def equals(match: re.Match[str]) -> str:
    return "equals"


@rule(r"(?<=\d)\s+/\s+(?=\d)", early=True)
def divided_by(match: re.Match[str]) -> str | None:
    return " divided by " if "=" in match.string else None


@rule(r"(?<![\w/])(km/h|m/s|mg/dL|mg/kg|kWh|µm|mph|Mbps|Gbps|MB/s|GB/s)(?![\w/])", early=True)
def lone_unit(match: re.Match[str]) -> str | None:
    if re.search(r"\d[\s-]?$", match.string[: match.start()]):
        return None
    if match[1] in ("mg/dL", "mg/kg"):
        return f"milligrams per {'deciliter' if match[1] == 'mg/dL' else 'kilogram'}"
    return unit_name(match[1], False)


@rule(r"(?<![\w.,-])(\d{1,3}(?:[ \u00a0\u202f]\d{3}){2,4})(?![\w,-]|[ \u00a0\u202f.]\d)", early=True)
def grouped_by_blanks(match: re.Match[str]) -> str:
    return cardinal(re.sub(r"\D", "", match[1]))


@rule(r"(?<![\w/&])[A-Z]{1,5}/[A-Z]{1,5}(?![\w/&])", early=True)
def either_of_letters(match: re.Match[str]) -> str:
    return match[0]


@rule(
    r"(?<![\w.])(\d{1,5}(?:\.\d+)?)\s?[x×]\s?(\d{1,5}(?:\.\d+)?)\s?(m|cm|mm|ft|in|km)\b(?!²|\d)",
    early=True,
)
def dimensions_with_unit(match: re.Match[str]) -> str:
    return f"{number(match[1])} by {number(match[2])} {unit_name(match[3], False)}"


@rule(
    rf"{SIGN}(?<![\w.,$£€¥])({NUM})(?:(?:[-–]| [-–] )({NUM}))?([ \u00a0\u202f]?-?)({_UNITS_UNKNOWN_TO_GRAMMAR})"
    r"(?![\w/]|[-–.]\w)",
    early=True,
)
def other_measure(match: re.Match[str]) -> str | None:
    return measure(match)


@rule(r"(?<![\w.])(\d)['’′]\s?(\d{1,2})(?:[\"”″]|'')", early=True)
def height(match: re.Match[str]) -> str:
    inches = int(match[2])
    return f"{cardinal(match[1])} {'foot' if match[1] == '1' else 'feet'} {cardinal(match[2])}" + (
        f" inch{'' if inches == 1 else 'es'}"
    )


@rule(rf"{SIGN}(?<![\w.,])({NUM})(?:(?:[-–]| [-–] )({NUM}))?(\s?-?)({_UNIT})(?![\w/]|[-–]\w)")
def measure(match: re.Match[str]) -> str | None:
    first, second, gap, unit = match.groups()
    if unit in words.CASE_SENSITIVE_SHORT_UNITS and gap not in ("", " "):
        return None
    if unit in {"in", "A", "s", "N", "h", "t", "J", "pt", "acre", "cal", "bar"} and gap:
        return None  # `5 in the morning`, `3 A grades`: words, or rare
    if unit == "s" and not match[0][0].isdigit():
        return None
    if unit == "s" and first.isdigit() and (len(first) > 2 or first.endswith("0")):
        return None  # 1990s, 80s
    sign = "minus " if match[0][0] in "-−" else "plus " if match[0][0] == "+" else ""
    said = number(first) + (f" to {number(second)}" if second else "")
    return f"{sign}{said} {unit_name(unit, (second or first) == '1')}"


@rule(r"(?<![\w.])(\d{1,5})\s?[x×]\s?(\d{1,5})(?:\s?[x×]\s?(\d{1,5}))?(?![\w.])")
def dimensions(match: re.Match[str]) -> str:
    return " by ".join(cardinal(digits) for digits in match.groups() if digits)


@rule(r"(?<![\w.,])(\d{1,4})[xX×](?!\w)")
def multiplier(match: re.Match[str]) -> str:
    return f"{cardinal(match[1])} times"


@rule(r"(?<![\w.-])(\+?\d{1,3}[\s.-])?(?:\((\d{3})\)\s?-?|(\d{3})[\s.-])(\d{3})[\s.-](\d{4})(?![\w-]|[.]\d)")
def telephone(match: re.Match[str]) -> str:
    country, area, other_area, exchange, line = match.groups()
    said = ""
    if country:
        said = ("plus " if "+" in country else "") + spell_digits(re.sub(r"\D", "", country)) + ", "
    return said + ", ".join(spell_digits(digits) for digits in (area or other_area, exchange, line))


@rule(r"(?<![\w.])\+\d[\d\s().-]{6,18}\d(?![\w-]|[.]\d)", early=True)
def international_telephone(match: re.Match[str]) -> str:
    return "plus " + ", ".join(spell_digits(digits) for digits in re.findall(r"\d+", match[0]))


@rule(r"(?<![\w.-])\d{3}-\d{4}(?![\w-]|[.]\d)")
def local_telephone(match: re.Match[str]) -> str:
    return ", ".join(spell_digits(digits) for digits in match[0].split("-"))


@rule(r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-]|[.]\d)")
def security_number(match: re.Match[str]) -> str:
    return ", ".join(spell_digits(digits) for digits in match[0].split("-"))


@rule(
    r"(?<![\w.])(?:[vV]|[vV]ersion\s)\d+(?:\.\d+)+(?![\w]|\.\d)|(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w]|[.-]\d)",
    early=True,
)
def dotted_version(match: re.Match[str]) -> str | None:
    return version(match)


@rule(r"(?<![\w.])(?:v|V|version\s|Version\s)?\d+(?:\.\d+){2,}(?![\w]|\.\d)")
def version(match: re.Match[str]) -> str:
    prefix = re.match(r"\D*", match[0])[0].strip()  # type: ignore[index]
    said = " point ".join(cardinal(digits) for digits in re.findall(r"\d+", match[0]))
    return f"{'version' if prefix.lower() == 'v' else prefix} {said}".strip()


@rule(r"(?<![\w.])[vV](\d+(?:\.\d+)?)(?![\w.]\w)\b")
def short_version(match: re.Match[str]) -> str:
    return f"version {number(match[1])}"


_FRACTION_NAMES = {"2": ("half", "halves"), "4": ("quarter", "quarters")}


def _fraction(above: str, below: str) -> str:
    one, several = _FRACTION_NAMES.get(below, (ordinal(below), ordinal(below) + "s"))
    return f"{cardinal(above)} {one if above == '1' else several}"


@rule(r"(?<![\w./,])(?:(\d{1,3})\s)?(\d{1,2})\s?[/⁄]\s?(\d{1,3})(?:th|rd|nd|st)?(?![\w/]|\.\d)")
def fraction(match: re.Match[str]) -> str | None:
    whole, above, below = match.groups()
    if int(below) < 2 or int(above) == 0 or above[0] == "0" or below[0] == "0":
        return None
    if not whole and int(above) > int(below):
        return f"{cardinal(above)} over {cardinal(below)}" if int(below) > 12 else _fraction(above, below)
    said = _fraction(above, below)
    if whole:
        said = "a half" if (above, below) == ("1", "2") else said
        return f"{cardinal(whole)} and {said}"
    return said


@rule(r"(?<![\w.])(\d+)([½⅓⅔¼¾⅕⅛⅜⅝⅞])")
def mixed_fraction(match: re.Match[str]) -> str:
    said = words.SYMBOLS[match[2]]
    return f"{cardinal(match[1])} and {'a half' if match[2] == '½' else said}"


_COUNTED = (
    "pages|page|pp|chapters|chapter|verses|verse|lines|line|ages|age|aged|from|between|sections|section|steps|step|days|"
    "weeks|items|rooms|questions|volumes|numbers|grades|levels|episodes|seasons|sets|top|about|around|roughly|nearly"
)


@rule(rf"\b({_COUNTED})(\.?\s)(\d{{1,4}})\s?[-–]\s?(\d{{1,4}})(?![\w%]|[-–.,:/]\d)", flags=re.I, early=True)
def counted_range(match: re.Match[str]) -> str | None:
    if int(match[4]) <= int(match[3]) or (len(match[3]) == 4 and match[3][0] in "12"):
        return None
    label = "pages" if match[1].lower() == "pp" else match[1]
    return f"{label} {number(match[3])} to {number(match[4])}"


@rule(r"(?<![\w.,:/$£€¥-])(\d{1,4})\s?–\s?(\d{1,4})(?![\w.,:/$£€¥%°-]\w|[%°–]|\d)", early=True)
def en_dash_range(match: re.Match[str]) -> str:
    return number_range(_NUMBER_RANGE.match(f"{match[1]}-{match[2]}"))  # type: ignore[arg-type, return-value]


@rule(r"(?<![\w.,:/$£€¥–-])([1-9]\d{0,2})-([1-9]\d{0,2})(?![\w$£€¥%°–]|[-.,:/]\d|-|\s?[AaPp]\.?[Mm])", early=True)
def short_range(match: re.Match[str]) -> str | None:
    if int(match[1]) >= int(match[2]) or len(match[2]) > len(match[1]) + 1 or re.search(r"=", match.string):
        return None
    return f"{cardinal(match[1])} to {cardinal(match[2])}"


_POWERS = {"2": "squared", "3": "cubed", "²": "squared", "³": "cubed"}


@rule(r"(?<=[\w)])\^\{?(-?\w{1,3})\}?", early=True)
def power_with_caret(match: re.Match[str]) -> str:
    return _power(match[1])


@rule(r"(?<=[\w)])([²³])")
def power(match: re.Match[str]) -> str:
    return _power(match[1])


def _power(exponent: str) -> str:
    if exponent in _POWERS:
        return f" {_POWERS[exponent]}"
    sign = "minus " if exponent.startswith("-") else ""
    exponent = exponent.lstrip("-")
    said = cardinal(exponent) if exponent.isascii() and exponent.isdigit() else letters_and_digits(exponent)
    return f" to the power of {sign}{said}"


@rule(r"(?<=[\w)²³])\s-\s(?=[\w(])", early=True)
def minus_between(match: re.Match[str]) -> str | None:
    return " minus " if re.search(r"[\^=<>²³√]", match.string) else None


@rule(r"~\s?(?=[\d$£€])", early=True)
def about(match: re.Match[str]) -> str:
    return "about "


@rule(r"(?<![\w&])([A-Z]{1,3})&([A-Z]{1,3})(?![\w&;])", early=True)
def initials(match: re.Match[str]) -> str:
    return f"{spelled(match[1])} and {spelled(match[2])}"


_NUMBER_RANGE = re.compile(rf"({NUM})-({NUM})(%?)")


@rule(rf"(?<![\w.-])({NUM})(?:[–—-]| [–—-] )({NUM})(%?)(?![\w-]|[.,]\d)")
def number_range(match: re.Match[str]) -> str | None:
    first, second, percent = match.groups()
    if first.startswith("0") and first != "0" and "." not in first:
        return None
    both_years = all(re.fullmatch(r"1[0-9]\d\d|20\d\d", digits) for digits in (first, second))
    if re.fullmatch(r"1[0-9]\d\d|20\d\d", first) and re.fullmatch(r"\d\d", second):
        return f"{year(first)} to {_year(second)}"
    read = year if both_years else number
    return f"{read(first)} to {read(second)}" + (" percent" if percent else "")


@rule(r"(?<![\w.])([1-9]\d?)[-–]([1-9]\d?)[-–]([1-9]\d?)(?![\w-])")
def score(match: re.Match[str]) -> str:
    return " ".join(cardinal(digits) for digits in match.groups())


@rule(r"(?<![\w:.])(\d{1,3}):(\d)(?![\w:]|\.\d)", early=True)
def short_ratio(match: re.Match[str]) -> str | None:
    return ratio(match)


@rule(r"(?<![\w:.])(\d{1,3}):(\d{1,3})(?![\w:]|\.\d)")
def ratio(match: re.Match[str]) -> str:
    return f"{cardinal(match[1])} to {cardinal(match[2])}"


@rule(r"(?<![\w.])(\d[\d,]*)(?:st|nd|rd|th|ST|ND|RD|TH)\b")
def ordinal_number(match: re.Match[str]) -> str:
    return ordinal(match[1].replace(",", ""))


@rule(r"(?<![\w.,])(?:[’'](\d0)|(1\d|20)?(\d0)['’])s\b", early=True)
def decade_with_apostrophe(match: re.Match[str]) -> str | None:
    return decade(match)


@rule(r"(?<![\w.,])(?:[’'](\d0)s|(1\d|20)?(\d0)['’]?s)\b")
def decade(match: re.Match[str]) -> str:
    digits = match[1] or match[3]
    if match[2] and digits == "00":
        return "two thousands" if match[2] == "20" else f"{cardinal(match[2])} hundreds"
    said = plural(cardinal(digits)) if digits != "00" else "hundreds"
    return f"{cardinal(match[2])} {said}" if match[2] else said


@rule(r"(?<![\w&#])#\s?(\d{1,6})\b(?![-:/.]\d)", early=True)
def number_sign(match: re.Match[str]) -> str:
    return f"number {cardinal(match[1])}"


@rule(rf"\b({any_of(words.BEFORE_NUMBER)})\.\s?(?=\d)", flags=re.I, early=True)
def before_number(match: re.Match[str]) -> str:
    said = words.BEFORE_NUMBER[match[1].lower()]
    return said.capitalize() if match[1][0].isupper() else said


@rule(
    r"\b(room|flight|route|bus|channel|gate|code|pin|otp|zip|dial|call|press|agent|area)\s(\d{3,6})\b(?![,.]\d)",
    flags=re.I,
    early=True,
)
def spelled_after_word(match: re.Match[str]) -> str:
    return f"{match[1]} {spell_digits(match[2]) if len(match[2]) != 4 else year(match[2])}"


@rule(
    rf"{SIGN}(?<![\w.,])((?:\d{{1,3}}(?:,\d{{3}})+|\d+)?\.\d+|{NUM})(?:\s?(hundred|thousand|million|billion|trillion)\b)?(?![\d])"
)
def plain_number(match: re.Match[str]) -> str:
    digits = match[1]
    sign = "minus " if match[0][0] in "-−" else "plus " if match[0][0] == "+" else ""
    if match[2]:
        return f"{sign}{number(digits)} {match[2]}"
    if re.fullmatch(r"1[1-9]\d\d|20\d\d", digits) and not sign:
        return year(digits)
    return sign + number(digits)


@rule(r"(?<![\w#])([A-Ga-gJFX])#(?![\w#])", early=True)
def sharp(match: re.Match[str]) -> str:
    return f"{spelled(match[1])} sharp"


_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAY_OF = {day[:3]: day for day in _DAYS} | {"Tues": "Tuesday", "Thur": "Thursday", "Thurs": "Thursday"}


@rule(rf"\b({any_of(_DAY_OF)})\.?\s?[-–]\s?({any_of(_DAY_OF)})\b", early=True)
def days(match: re.Match[str]) -> str:
    return f"{_DAY_OF[match[1]]} to {_DAY_OF[match[2]]}"


@rule(rf"(?<![\d-])\b({MONTH})\.?\s?[-–]\s?({MONTH})\b(?!-)", early=True)
def months(match: re.Match[str]) -> str:
    return f"{words.MONTH_OF[match[1]]} to {words.MONTH_OF[match[2]]}"


@rule(r"(?<=\d(?:st|nd|rd|th))\s?[-–]\s?(?=\d{1,3}(?:st|nd|rd|th)\b)", early=True)
def ordinal_range(match: re.Match[str]) -> str:
    return " to "


@rule(r"\b(FY|CY)\s?((?:19|20)\d\d)\b", early=True)
def fiscal_year(match: re.Match[str]) -> str:
    return f"{spelled(match[1])} {year(match[2])}"


@rule(r"\b([Ff]light)\s([A-Z]{2})\s?(\d{2,4})\b", early=True)
def flight(match: re.Match[str]) -> str:
    return f"{match[1]} {spelled(match[2])} {spell_digits(match[3])}"


@rule(r"\b(ISBN(?:-1[03])?)((?:\sis|:)?\s)(\d[\dXx-]{8,16})\b", early=True)
def book_number(match: re.Match[str]) -> str:
    return f"{spelled('ISBN')}{match[2].replace(':', ',')}{letters_and_digits(match[3].replace('-', ' '))}"


@rule(r"(?<!\w)w/(o?)(?=\s)", early=True)
def with_slash(match: re.Match[str]) -> str:
    return "without" if match[1] else "with"


@rule(r"\b(Jr|Sr|Esq)\.(?=[,;]|\s+[a-z(])", early=True)
def suffix(match: re.Match[str]) -> str:
    return {"Jr": "Junior", "Sr": "Senior", "Esq": "Esquire"}[match[1]]


@rule(r"\b([Cc])f\.(?=\s)", early=True)
def compare(match: re.Match[str]) -> str:
    return f"{'C' if match[1] == 'C' else 'c'}ompare"


@rule(r"<3(?!\w)", early=True)
def heart(match: re.Match[str]) -> str:
    return "heart"


# --- words -----------------------------------------------------------------------------------------------------------

_ROMAN_AFTER = (
    "Chapter chapter Part part Act Scene Section section Volume volume Book book "
    "Phase phase Article article War Mark "
    "Type type "
    "Level level Stage stage Class class Grade grade Bowl Apollo Gemini Fantasy Episode Round round Rocky Title "
    "Appendix Figure Table Vol Unit Wars"
).split()
_ROMAN_KINGS = (
    "Pope King Queen Henry Louis Edward George William Charles James Richard Elizabeth Napoleon Pius Benedict Leo Paul "
    "Ramses Frederick Philip Alexander Nicholas Peter Catherine Ivan Umberto Emmanuel Gustav Christian Ferdinand "
    "Innocent Clement Urban Gregory Mary Francis Rudolf Otto Wilhelm Alfonso Pedro Felipe Carl Xerxes Darius Ptolemy"
).split()


@rule(rf"\b({any_of(_ROMAN_AFTER)}) ({_ROMAN})\b(?!['’.]\w)", early=True)
def roman_cardinal(match: re.Match[str]) -> str:
    return f"{match[1]} {cardinal(str(roman_value(match[2])))}"


@rule(rf"\b(vol|Vol|ch|Ch|pt|Pt)\. ({_ROMAN})\b(?!['’.]\w)", early=True)
def roman_after_abbreviation(match: re.Match[str]) -> str:
    said = words.BEFORE_NUMBER[match[1].lower()]
    return f"{said.capitalize() if match[1][0].isupper() else said} {cardinal(str(roman_value(match[2])))}"


@rule(rf"\b({any_of(_ROMAN_KINGS)}) ({_ROMAN})\b(?!['’.]\w)", early=True)
def roman_ordinal(match: re.Match[str]) -> str | None:
    if match[2] == "I" and not re.match(r"\s*(?:[,.;:)]|of\b|was\b|and\b|$)", match.string[match.end() :]):
        return None  # `Mary I think`: a pronoun
    return f"{match[1]} the {ordinal(str(roman_value(match[2])))}"


@rule(rf"\b({any_of(words.TITLES)})\.?[ \u00a0](?=[A-Z])", early=True)
def title(match: re.Match[str]) -> str | None:
    dotted = "." in match[0]
    if match[1] in {"St", "Dr"} and re.search(r"\w\s$", match.string[: match.start()]):
        before = re.search(r"(\w+)\s$", match.string[: match.start()])[1]  # type: ignore[index]
        if before[0].isupper() and before not in words.SENTENCE_STARTERS and before not in words.TITLES:
            return None  # `Main St. Then`: a street
    if not dotted and match[1] not in {"Mr", "Mrs", "Ms", "Mx", "Dr", "St", "Mt", "Prof"}:
        return None
    return words.TITLES[match[1]]


@rule(rf"(?<![\w.])({any_of(words.ABBREVIATIONS)})(?!\w)")
def abbreviation(match: re.Match[str]) -> str:
    said = words.ABBREVIATIONS[match[1]]
    ends = match[1].endswith(".") and not match.string[match.end() :].strip(" \"'”’)]")
    return f"{said}." if ends else said


@rule(r"(?<![\w.])((?:[A-Za-z]\.){2,})(?![\w])")
def dotted_letters(match: re.Match[str]) -> str:
    said = spelled(match[1].replace(".", ""))
    return f"{said}{_kept_period(match)}"


@rule(r"\b((?:otp|pin|passcode|code|password)(?:\sis|:)?\s)([A-Za-z]{1,4})(\d{2,8})\b", flags=re.I, early=True)
def code(match: re.Match[str]) -> str:
    return (
        f"{match[1].replace(':', ',')} {spelled(match[2]) if len(match[2]) < 3 else match[2]} {spell_digits(match[3])}"
    )


RULES: tuple[Rule, ...] = tuple(_RULES)
EARLY_RULES = tuple(rule for rule in RULES if rule.early)
