"""Plain numbers: counts, decimals, signs before them, what is glued behind them."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, in_pairs, number, plural, spell_digits, year
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_digit, at_sign
from frontend_text.english.reading.quantities.written_number import number_at, with_scale
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.lists import CODE_WORDS, DIAL_WORDS

_SKIPPED = frozenset("is was the number no in with your my to a enter of".split())
_DIALLED = DIAL_WORDS - {"number", "reach", "mobile", "cell"}
_LINKING = frozenset("is was number in with no of".split())

_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){2,8}(?![\w.]\d|\w)")
_GROUPS_BY_DOT = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\.?\d)")


@at_digit
def plain_number(sentence: Sentence, position: int) -> Candidate | None:
    """`25000`, `1,234.5`, `007`, `1.5 million`, `12,000+`."""
    found = number_at(sentence, position)
    if found is None or not sentence.free_left(position):
        return None
    text, why, score = sentence.text, "a number", 40
    if found.whole and len(found.digits) > 1 and found.digits[0] == "0" and text[position] == "0":
        return Candidate("cardinal", position, found.end, spell_digits(found.digits), 40, "a leading zero", None)
    scaled = with_scale(sentence, found)
    right = sentence.right(found.end)
    alone = not (right == "," and sentence.right(found.end + 1).isdecimal()) and (
        right == "-"
        and sentence.right(found.end + 1).isalpha()
        or not (
            sentence.left(position) in "-–./:@#$_"
            or sentence.right(found.end) in "-–/:@_."
            and sentence.right(found.end + 1).strip()
        )
    )
    said = scaled.said(joined=sentence.british or not scaled.whole or not alone or bool(scaled.scale))
    if found.whole and len(found.digits) == 4 and not scaled.scale and "," not in text[position : found.end]:
        name = re.search(r"(?<!\w)[A-Z]{2,4}\s$", sentence.lead(position))
        if name and "0" not in found.digits[::2] and not sentence.all_capitals:
            return Candidate(
                "code", position, found.end, in_pairs(found.digits), 50, "four digits after a name in capitals"
            )
        said, why = _four_digits(sentence, found.digits, not alone), "four digits, read as a year or in hundreds"
    if sentence.right(found.end) == "." and sentence.right(found.end + 1).isdecimal():
        score = 25
    end = scaled.end
    bare = said
    if (
        text[end : end + 1] == "+"
        and not text[end + 1 : end + 2].isalnum()
        and text[end + 1 : end + 2] not in ("+", "=")
    ):
        end, said, why = end + 1, f"{said} plus", "a number and more"
    return Candidate("cardinal", position, end, said, score, why, found.value, bare, ("", ""))


def _four_digits(sentence: Sentence, digits: str, glued: bool) -> str:
    if digits[0] == "0":
        return spell_digits(digits)
    if digits[0] == "1" or digits[:2] == "20" or (digits[2:] == "00" and digits[1] != "0"):
        return year(digits) if digits != "1000" else cardinal(digits)
    return cardinal(digits, joined=sentence.british or glued)


@at_digit
def digit_by_digit(sentence: Sentence, position: int) -> Candidate | None:
    """Numbers after words such as `code`, `PIN`, `account ending in`, `dial`."""
    match = re.compile(r"\d{2,19}").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    end = match.end()
    if sentence.right(end).isalnum() or sentence.right(end) in ",.-–/:" and sentence.right(end + 1).isdecimal():
        return None
    digits = match[0]
    if len(digits) >= 5 and sentence.left(position) == "#":
        return Candidate("code", position, end, spell_digits(digits), 70, "a long number after #")
    if len(digits) > 15:
        return Candidate("code", position, end, spell_digits(digits), 60, "more digits than a number has")
    found = _after_code_word(sentence, position, end, digits) or _after_dial_word(sentence, position, end, digits)
    if found is None and digits[0] == "0" and len(digits) > 2:
        return Candidate("code", position, end, spell_digits(digits), 45, "leading zeros")
    return found


def _after_code_word(sentence: Sentence, position: int, end: int, digits: str) -> Candidate | None:
    """Digits after `code`, `PIN`, `account ending in`."""
    before = sentence.before(position, 4)
    last = before[-1] if before else ""
    near = next((word for word in reversed(before) if word not in _SKIPPED), "")
    if near not in CODE_WORDS or (last != near and last not in _LINKING) or (near == "account" and last == "of"):
        return None
    if len(digits) < 3 and near not in ("pin", "code", "digits"):
        return None
    return Candidate("code", position, end, spell_digits(digits), 72, f"digits after {near!r}")


def _after_dial_word(sentence: Sentence, position: int, end: int, digits: str) -> Candidate | None:
    """Digits after `dial`, `call`, `text … to`."""
    before = sentence.before(position, 4)
    last = before[-1] if before else ""
    if last == "to" and 5 <= len(digits) <= 6 and "text" in before:
        return Candidate("telephone", position, end, spell_digits(digits), 72, "a number that texts are sent to")
    if last not in _DIALLED or not 3 <= len(digits) <= 8 or not sentence.left(position).isspace():
        return None
    following = sentence.next(end).lower()
    if following.endswith("s") and following not in ("us", "as", "is", "this"):
        return None
    return Candidate("telephone", position, end, spell_digits(digits), 70, f"digits after {last!r}")


@at_digit
def dotted_number(sentence: Sentence, position: int) -> Candidate | None:
    """`3.11.7`, `127.0.0.1:3000`: versions and addresses."""
    if not sentence.free_left(position):
        return None
    match = _GROUPS_BY_DOT.match(sentence.text, position)
    if match and all(int(part) < 1000 for part in match[0].split(".")):
        said = " dot ".join(spell_digits(part) for part in match[0].split("."))
        end = match.end()
        port = re.compile(r":(\d{2,5})(?!\d)").match(sentence.text, end)
        if port:
            said, end = f"{said} colon {port_number(port[1])}", port.end()
        return Candidate("electronic", position, end, said, 76, "four numbers with dots: an address")
    match = _VERSION.match(sentence.text, position)
    if match:
        return Candidate("version", position, match.end(), version(match[0]), 60, "numbers with dots")
    return None


def version(written: str) -> str:
    """'3.11.7' -> 'three point eleven point seven'."""
    return " point ".join(
        cardinal(part) if part[0] != "0" or len(part) == 1 else spell_digits(part) for part in written.split(".")
    )


def port_number(digits: str) -> str:
    """'8080' -> 'eighty eighty', '3000' -> 'three thousand'."""
    if len(digits) == 4 and digits[2:] != "00" and digits[0] != "0" and digits[2] != "0":
        return f"{cardinal(digits[:2])} {cardinal(digits[2:])}"
    return cardinal(digits)


@at_digit
def team(sentence: Sentence, position: int) -> Candidate | None:
    """`49ers`, `76ers`."""
    match = re.compile(r"(\d{2})ers(?!\w)").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    said = cardinal(match[1])
    return Candidate("cardinal", position, match.end(), said + ("rs" if said.endswith("e") else "ers"), 60, "a team")


@at_digit
def wireless(sentence: Sentence, position: int) -> Candidate | None:
    """`802.11ax`."""
    match = re.compile(r"802\.(\d{1,2})([a-z]{0,2})(?![\w.])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    letters = f" {SPELLED}{match[2].upper()}" if match[2] else ""
    return Candidate("code", position, match.end(), f"eight oh two dot {cardinal(match[1])}{letters}", 70, "a standard")


_STATUS = frozenset("error http status errors".split())


@at_digit
def status(sentence: Sentence, position: int) -> Candidate | None:
    """`Error 404`, `HTTP 500`."""
    match = re.compile(r"[1-5]\d\d(?![\w%]|[.,:/-]\d)").match(sentence.text, position)
    if not match or sentence.last(position) not in _STATUS or not sentence.free_left(position):
        return None
    return Candidate("code", position, match.end(), in_pairs(match[0]), 60, "the number of an error")


_BRANDS = frozenset(
    "boeing airbus office xbox porsche levi's fahrenheit peugeot ferrari nikon canon mercedes cessna blink".split()
)


@at_digit
def brand(sentence: Sentence, position: int) -> Candidate | None:
    """`Xbox 360`, `Boeing 787`: three digits after the name of what is made."""
    match = re.compile(r"\d{3}(?![\w%]|[.,:/-]\d)").match(sentence.text, position)
    if not match or sentence.last(position) not in _BRANDS or not sentence.free_left(position):
        return None
    return Candidate("code", position, match.end(), in_pairs(match[0]), 60, "a model's number")


@at_digit
def plural_number(sentence: Sentence, position: int) -> Candidate | None:
    """`7s and 8s`, `501s`, `747's`."""
    match = re.compile(r"(\d{1,4})(['’]?s)(?![\w'’])").match(sentence.text, position)
    if not match or not sentence.free_left(position) or match[1][0] == "0" and match[1] != "0":
        return None
    digits, ending = match.groups()
    said = number(digits, False)
    if len(digits) == 3 and digits[1:] != "00":
        said = in_pairs(digits)
    if len(ending) == 2 and len(digits) != 4:
        following = sentence.next(match.end())
        if (
            len(digits) == 2
            and digits[1] == "0"
            and int(digits) >= 20
            and (not following or following[0].islower())
            and sentence.last(position) not in ("a", "an", "it's", "number")
        ):
            head, _, last = said.rpartition(" ")
            return Candidate("date", position, match.end(), f"{head} {plural(last)}".strip(), 60, "a decade")
        return Candidate("cardinal", position, match.end(), f"{said}'s", 55, "a number that owns something")
    head, _, last = said.rpartition(" ")
    return Candidate("cardinal", position, match.end(), f"{head} {plural(last)}".strip(), 58, "several of a number")


@at_sign(".")
def point_first(sentence: Sentence, position: int) -> Candidate | None:
    """`.75`, `.1665`."""
    if sentence.left(position).isalnum() or sentence.left(position) in ".)":
        return None
    found = number_at(sentence, position)
    if found is None:
        return None
    found = with_scale(sentence, found)
    return Candidate(
        "cardinal",
        position,
        found.end,
        found.said(),
        45,
        "a decimal without its zero",
        found.value,
        found.said(),
        ("", ""),
    )


@at_sign("-−–")
def minus(sentence: Sentence, position: int) -> Candidate | None:
    """A minus sign before a number: `-5`, `(-4)`, `−3`, `GMT-5`."""
    right, left = sentence.right(position + 1), sentence.left(position)
    sign = sentence.text[position]
    amount = re.compile(r"(?:[\d$£€¥₹]|\.\d)").match(sentence.text, position + 1)
    if not amount:
        if right in "∞π√" and not left.isalnum():
            return Candidate("maths", position, position + 1, "minus", 60, "a minus sign")
        if sign == "−":
            return Candidate("maths", position, position + 1, "minus", 30, "a minus sign")
        if (
            sentence.has_equals
            and re.match(r"-[a-z](?![a-z])", sentence.text[position : position + 3])
            and (not left.strip() or left in "(=+*/")
        ):
            return Candidate("maths", position, position + 1, "minus", 55, "a minus before a letter")
        return None
    if sign == "–" and left.strip() and left not in "([=":
        return None
    zone = re.search(r"(?:GMT|UTC|EST|CET|PST)\s?$", sentence.lead(position))
    powered = re.search(r"\^\{?\w{1,6}\}?$|[⁰¹²³⁴⁵⁶⁷⁸⁹]$", sentence.lead(position))
    if zone or powered or not left.strip() or left in "([{=<>≤≥:,/*×^\"'“‘|≈?!+":
        if (
            left.isspace()
            and re.search(r"\d\s+$", sentence.text[max(0, position - 4) : position])
            and sentence.right(position + 1) != " "
        ):
            return Candidate("maths", position, position + 1, "minus", 62, "a minus between numbers")
        return Candidate("maths", position, position + 1, "minus", 62, "a minus sign before a number")
    return None


@at_sign("+")
def plus(sentence: Sentence, position: int) -> Candidate | None:
    """`+5%`, `UTC+2`."""
    if re.compile(r"[\d$£€]").match(sentence.text, position + 1):
        return Candidate("maths", position, position + 1, "plus", 40, "a plus sign before a number")
    return None


@at_sign("~≈∼")
def about(sentence: Sentence, position: int) -> Candidate | None:
    """`~5 of them`."""
    match = re.compile(r".\s?(?=[\d$£€.])").match(sentence.text, position)
    if match and sentence.text[position] == "~" and not sentence.left(position).isalnum():
        return Candidate("maths", position, match.end(), "about", 60, "a tilde before a number")
    return None


@at_sign("#№")
def number_sign(sentence: Sentence, position: int) -> Candidate | None:
    """`#1`, `№ 5`."""
    match = re.compile(r".\s?(?=\d)").match(sentence.text, position)
    if match and not sentence.left(position).isalnum():
        return Candidate("abbreviation", position, match.end(), "number", 60, "a number sign")
    return None
