"""SSML's `say-as` in English: the caller says what kind of thing a text is."""

from __future__ import annotations

import re
from collections.abc import Callable

from frontend_text.english import vocabulary
from frontend_text.english.measure_rules import unit_name
from frontend_text.english.money_rules import money
from frontend_text.english.numbers import cardinal, number, ordinal, year
from frontend_text.english.rule_book import any_of, spelled

_PUNCTUATION_NAMES = {
    ".": "dot", ",": "comma", "!": "exclamation mark", "?": "question mark", "-": "dash", ":": "colon",
    ";": "semicolon", "'": "apostrophe", '"': "quote", "(": "open parenthesis", ")": "close parenthesis", " ": "",
}  # fmt: skip


def characters(text: str) -> str:
    """Every letter, digit and sign on its own."""
    said = []
    for character in text:
        if character.isdecimal():
            said.append(cardinal(str(int(character))))
        elif character.isalpha() and character.isascii():
            said.append(spelled(character))
        elif not character.isspace():
            said.append(_PUNCTUATION_NAMES.get(character) or vocabulary.SYMBOLS.get(character, character))
    return " ".join(said)


def _cardinal(text: str) -> str | None:
    text = text.replace(" ", "")
    return number(text) if re.fullmatch(r"[-+−]?\d[\d,]*(?:\.\d+)?", text) else None


def _ordinal(text: str) -> str | None:
    match = re.fullmatch(r"(\d[\d,]*)(?:st|nd|rd|th)?", text.strip())
    return ordinal(match[1].replace(",", "")) if match else None


def _digits(text: str) -> str | None:
    return ", ".join(characters(part) for part in re.findall(r"[A-Za-z0-9+*#]+", text)) or None


def _fraction(text: str) -> str | None:
    match = re.fullmatch(r"(?:(\d+)[\s+]+)?(\d+)\s*/\s*(\d+)", text.strip())
    if not match or int(match[3]) == 0:
        return None
    whole, above, below = match.groups()
    names = {"2": ("half", "halves"), "4": ("quarter", "quarters")}
    one, several = names.get(below, (ordinal(below), ordinal(below) + "s"))
    said = f"{cardinal(above)} {one if int(above) == 1 else several}"
    return f"{cardinal(whole)} and {said}" if whole else said


def _time(text: str) -> str | None:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([ap])\.?m\.?)?", text.strip(), re.IGNORECASE)
    if match and int(match[1]) <= 24 and int(match[2]) < 60:
        minutes = int(match[2])
        said = cardinal(str(int(match[1])))
        if minutes or not match[4]:
            said += " o'clock" if not minutes else f" {'oh ' if minutes < 10 else ''}{cardinal(str(minutes))}"
        if match[3]:
            said += f" and {cardinal(str(int(match[3])))} seconds"
        return f"{said} {spelled(match[4] + 'm')}" if match[4] else said
    duration = re.fullmatch(r"(?:(\d+)h\s*)?(?:(\d+)['m]\s*)?(?:(\d+)[\"s])?", text.strip())
    if duration and any(duration.groups()):
        parts = zip(duration.groups(), ("hour", "minute", "second"), strict=True)
        return " ".join(f"{cardinal(n)} {unit}{'' if n == '1' else 's'}" for n, unit in parts if n)
    return None


def date(text: str, form: str) -> str | None:
    """A date whose fields stand in the order of `form` (`mdy`, `dmy`, `ymd`, `md`, `y`, …)."""
    fields = re.findall(r"\d+|[A-Za-z]+", text)
    if form and re.fullmatch(r"\d{8}", text.strip()) and len(form) >= 3:
        widths = {"y": 4, "m": 2, "d": 2}
        fields, rest = [], text.strip()
        for kind in re.sub(r"(.)\1+", r"\1", form):
            fields.append(rest[: widths[kind]])
            rest = rest[widths[kind] :]
    kinds = re.sub(r"(.)\1+", r"\1", form) or {3: "ymd" if len(fields[0]) == 4 else "mdy", 2: "md", 1: "y"}.get(
        len(fields), ""
    )
    if len(fields) != len(kinds) or set(kinds) - set("ymd"):
        return None
    values = dict(zip(kinds, fields, strict=True))
    said = ""
    if "m" in values:
        month = values["m"]
        if month.isdigit():
            if not 1 <= int(month) <= 12:
                return None
            said = vocabulary.MONTHS[int(month) - 1]
        else:
            said = vocabulary.MONTH_OF.get(month.capitalize()[: 4 if month[:4].lower() == "sept" else 3], month)
    if "d" in values:
        if not values["d"].isdigit() or not 1 <= int(values["d"]) <= 31:
            return None
        day = ordinal(str(int(values["d"])))
        said = f"{said} {day}" if said else f"the {day}"
    if "y" in values:
        digits = values["y"]
        said_year = year(digits) if len(digits) == 4 else cardinal(digits)
        said = f"{said}, {said_year}" if said else said_year
    return said or None


def _currency(text: str) -> str | None:
    pattern = rf"(?<![\w$])([-−])?({any_of(vocabulary.CURRENCIES)})\.?\s?(\d[\d,]*(?:\.\d+)?)(\0)?(\0)?"
    match = re.search(pattern, text)
    return money(match) if match else None


def _unit(text: str) -> str | None:
    match = re.fullmatch(rf"([-+−]?\d[\d,]*(?:\.\d+)?)\s*({any_of(vocabulary.UNITS)})", text.strip())
    return f"{number(match[1])} {unit_name(match[2], match[1] == '1')}" if match else None


_READERS: dict[str, Callable[[str], str | None]] = {
    "characters": characters,
    "spell-out": characters,
    "verbatim": characters,
    "letters": characters,
    "cardinal": _cardinal,
    "number": _cardinal,
    "ordinal": _ordinal,
    "digits": _digits,
    "telephone": _digits,
    "fraction": _fraction,
    "time": _time,
    "currency": _currency,
    "unit": _unit,
    "expletive": lambda text: "beep",
    "bleep": lambda text: "beep",
}
KINDS = frozenset(_READERS) | {"date", "address"}
"""Values of `interpret-as` that are known."""


def say_as(text: str, kind: str, form: str = "") -> str | None:
    """How a text of that kind is said; None if it is not such a thing, and is to be read like any other text."""
    if kind == "date":
        return date(text, form.lower())
    reader = _READERS.get(kind)
    return reader(text) if reader else None
