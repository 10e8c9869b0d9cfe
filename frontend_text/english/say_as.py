"""SSML's `say-as` in English: the caller says what kind of thing a text is."""

from __future__ import annotations

import re
from collections.abc import Callable

from frontend_text.english.numbers import cardinal, fraction, number, ordinal, roman_value, year
from frontend_text.english.reading.calendar.clock import say_clock
from frontend_text.english.reading.candidate import SPELLED, Candidate, spelled
from frontend_text.english.reading.quantities.measure import measure, measure_from_point
from frontend_text.english.reading.quantities.money import money_after_amount, money_at
from frontend_text.english.reading.quantities.unit_fractions import fraction_of_unit
from frontend_text.english.reading.reader import chunks, read
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.calendar import MONTH_OF, MONTHS
from frontend_text.english.tables.places import COMPASS, STREETS
from frontend_text.english.tables.signs import SYMBOLS
from frontend_text.tried import tried

_PUNCTUATION_NAMES = {
    ".": "dot", ",": "comma", "!": "exclamation mark", "?": "question mark", "-": "dash", ":": "colon",
    ";": "semicolon", "'": "apostrophe", '"': "quote", "(": "open parenthesis", ")": "close parenthesis", " ": "",
}  # fmt: skip
_ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def characters(text: str) -> str:
    """Every letter, digit and sign on its own."""
    said = []
    for character in text:
        if character.isdecimal():
            said.append(cardinal(str(int(character))))
        elif character.isalpha() and character.isascii():
            said.append(spelled(character))
        elif not character.isspace():
            said.append(_PUNCTUATION_NAMES.get(character) or SYMBOLS.get(character, character))
    return " ".join(said)


def _value(text: str) -> str | None:
    """The digits of a number or of a roman numeral."""
    text = text.strip()
    if _ROMAN.fullmatch(text):
        return str(roman_value(text))
    return text.replace(" ", "") if re.fullmatch(r"[-+−]?\d[\d, ]*(?:\.\d+)?", text) else None


def _cardinal(text: str) -> str | None:
    value = _value(text)
    return number(value) if value else None


def _ordinal(text: str) -> str | None:
    match = re.fullmatch(r"(\d[\d,]*)(?:st|nd|rd|th)?", text.strip())
    value = match[1].replace(",", "") if match else _value(text)
    return ordinal(value, False) if value and value.isdecimal() else None


def _digits(text: str) -> str | None:
    return ", ".join(characters(part) for part in re.findall(r"[A-Za-z0-9+*#]+", text)) or None


def _fraction(text: str) -> str | None:
    match = re.fullmatch(r"(?:(\d+)[\s+]+)?(\d+)\s*/\s*(\d+)", text.strip())
    if not match or int(match[3]) == 0:
        return None
    whole, above, below = match.groups()
    said = fraction(int(above), int(below), joined=True)
    return f"{cardinal(whole)} and {said}" if whole else said


def _time(text: str) -> str | None:
    text = re.sub(r"^(\d{2})(\d{2})$", r"\1:\2", text.strip())
    match = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*(?:([ap])\.?m\.?)?", text, re.IGNORECASE)
    if match and int(match[1]) <= 24 and int(match[2] or 0) < 60 and (match[2] or match[4]):
        said = say_clock(int(match[1]), int(match[2] or 0), with_half=bool(match[4]))
        if match[3]:
            said += f" and {cardinal(str(int(match[3])))} seconds"
        return f"{said} {spelled(match[4] + 'm')}" if match[4] else said
    duration = re.fullmatch(r"(?:(\d+)h\s*)?(?:(\d+)['m]\s*)?(?:(\d+)[\"s])?", text)
    if duration and any(duration.groups()):
        parts = zip(duration.groups(), ("hour", "minute", "second"), strict=True)
        return " ".join(f"{cardinal(n)} {unit}{'' if n == '1' else 's'}" for n, unit in parts if n)
    return None


_WIDTHS = {"y": 4, "m": 2, "d": 2}


def _fields(text: str, form: str) -> tuple[list[str], str]:
    """The parts of a date and what each is: `y`, `m` or `d`."""
    fields = re.findall(r"\d+|[A-Za-z]+", text)
    kinds = re.sub(r"(.)\1+", r"\1", form)
    if form and re.fullmatch(r"\d{8}", text.strip()) and len(form) >= 3:
        fields, rest = [], text.strip()
        for kind in kinds:
            width = _WIDTHS.get(kind, 2)
            fields.append(rest[:width])
            rest = rest[width:]
    if not kinds and fields:
        kinds = {3: "ymd" if len(fields[0]) == 4 else "mdy", 2: "md", 1: "y"}.get(len(fields), "")
    return fields, kinds


def date(text: str, form: str) -> str | None:
    """A date whose fields stand in the order of `form` (`mdy`, `dmy`, `ymd`, `md`, `y`, …)."""
    fields, kinds = _fields(text, form)
    if len(fields) != len(kinds) or set(kinds) - set("ymd"):
        return None
    values = dict(zip(kinds, fields, strict=True))
    said = _month(values["m"]) if "m" in values else ""
    if said is None:
        return None
    if "d" in values:
        if not values["d"].isdecimal() or not 1 <= int(values["d"]) <= 31:
            return None
        day = ordinal(str(int(values["d"])))
        said = f"{said} {day}" if said else f"the {day}"
    if "y" in values:
        digits = values["y"]
        said_year = year(digits) if len(digits) == 4 else cardinal(digits)
        said = f"{said}, {said_year}" if said else said_year
    return said or None


def _month(written: str) -> str | None:
    if written.isdecimal():
        return MONTHS[int(written) - 1] if 1 <= int(written) <= 12 else None
    return MONTH_OF.get(written.capitalize()[: 4 if written[:4].lower() == "sept" else 3], written)


def _whole(text: str, found: Candidate | None) -> str | None:
    """What a class says of a text, if it has read all of it."""
    return found.said if found and not text[found.end :].strip(" .") else None


def _currency(text: str) -> str | None:
    sentence = Sentence(text.strip())
    if not sentence.text:
        return None
    negative = re.match(r"[-−]\s?", sentence.text)
    if negative:
        said = _currency(sentence.text[negative.end() :])
        return f"minus {said}" if said else None
    return _whole(sentence.text, money_at(sentence, 0) or money_after_amount(sentence, 0))


def _unit(text: str) -> str | None:
    text = re.sub(r"(?<=\d)(?=[A-Za-z]{4,})", " ", text.strip())
    negative = re.match(r"[-−]\s?", text)
    if negative:
        said = _unit(text[negative.end() :])
        return f"minus {said}" if said else None
    sentence = Sentence(text)
    if not text:
        return None
    for reader in (fraction_of_unit, measure, measure_from_point):
        if reader is not measure_from_point or text[0] == ".":
            said = _whole(text, reader(sentence, 0))
            if said:
                return said
    return _read(text) if re.match(r"[\d.]", text) else None


def _read(text: str) -> str:
    """The text as the reader says it."""
    sentence = Sentence(text)
    return " ".join(said for _, _, said in chunks(sentence, read(sentence)))


def _address(text: str) -> str:
    """An address: `150th CT NE, Redmond, WA`."""
    pattern = rf"\b({'|'.join(key.upper() for key in STREETS)})\b(?=\s(?:{'|'.join(COMPASS)})\b|,|$)"
    return _read(re.sub(pattern, lambda match: match[1].capitalize(), text.strip()))


def _acronym(text: str) -> str | None:
    letters = re.sub(r"[^A-Za-z]", "", text)
    return f"{SPELLED}{letters.upper()}" if letters else None


_READERS: dict[str, Callable[[str], str | None]] = {
    "characters": characters,
    "spell-out": characters,
    "verbatim": characters,
    "letters": characters,
    "acronym": _acronym,
    "cardinal": _cardinal,
    "number": _cardinal,
    "ordinal": _ordinal,
    "digits": _digits,
    "number_digit": _digits,
    "telephone": _digits,
    "fraction": _fraction,
    "time": _time,
    "currency": _currency,
    "unit": _unit,
    "address": _address,
    "name": _read,
    "interjection": _read,
    "expletive": lambda text: "beep",
    "bleep": lambda text: "beep",
}
KINDS = frozenset(_READERS) | {"date"}
"""Values of `interpret-as` that are known."""


def say_as(text: str, kind: str, form: str = "") -> str | None:
    """How a text of that kind is said; None if it is not such a thing, and is to be read like any other text."""
    if kind == "date":
        return tried(date, text, form.lower())
    reader = _READERS.get(kind)
    return tried(reader, text) if reader else None
