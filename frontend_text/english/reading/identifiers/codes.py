"""Letters and digits mixed: products, flights, rooms, forms, tickets, serial numbers, postcodes, roads."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, in_pairs, number, spell_digits
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_digit, at_word, spelled
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.lists import CODE_WORDS, FLIGHT_WORDS

_MIXED = re.compile(r"[A-Za-z]+\d[A-Za-z\d]*|\d+[A-Za-z][A-Za-z\d]*")
_DECIMAL = re.compile(r"[A-Za-z]{1,12}-?\d{1,3}(?:\.\d{1,3})+(?![\w.]\d|\w)")
_HYPHENED = re.compile(r"[A-Za-z0-9]{1,12}(?:\.\d{1,3})?(?:[-‑][A-Za-z0-9]{1,16}(?:\.\d{1,3}){0,2}){1,5}(?![\w-])")
PIECES = re.compile(r"[A-Za-z]+|\d+")
_VOWEL = re.compile(r"[AEIOUYaeiouy]")
_MEASURED = frozenset("mm cm km kg mg ml gb mb tb kb hz mph".split())


def letters(written: str, beside_number: bool = True) -> str:
    """Letters of a code: spelled if short or without vowels, else a word."""
    if len(written) <= 3 or not _VOWEL.search(written):
        return (
            SPELLED + written.upper()
            if (written.isupper() or len(written) <= 2 or not _VOWEL.search(written))
            else written
        )
    return written


def digits(written: str, one_by_one: bool = False, pairs: bool = True) -> str:
    """Digits of a code: '850' -> 'eight fifty', '0123' and long ones one by one."""
    if one_by_one or len(written) > 4 or (written[0] == "0" and len(written) > 1):
        return spell_digits(written)
    return in_pairs(written) if pairs and len(written) >= 3 else cardinal(written)


def _scattered(written: str) -> bool:
    """Whether letters and digits alternate so often that only single ones can be said."""
    return len(PIECES.findall(written)) >= 4


def mixed(written: str, one_by_one: bool = False) -> str:
    """'XK7Q9P' letter by letter, 'SAVE20' as word and number, 'B12' as letter and number."""
    pieces = PIECES.findall(written)
    single = _scattered(written)
    said = []
    for piece in pieces:
        if piece.isdecimal():
            said.append(
                spell_digits(piece)
                if single and len(piece) > 1 and not (len(piece) == 2 and len(pieces) == 4 and piece[0] != "0")
                else digits(piece, one_by_one)
            )
        elif single:
            said.append(SPELLED + piece.upper())
        else:
            said.append(letters(piece))
    return " ".join(said)


@at_word
def letters_then_digits(sentence: Sentence, position: int) -> Candidate | None:
    """`B12`, `AA1234`, `MP3`, `t2000`, `SAVE20`."""
    return _mixed_code(sentence, position)


@at_digit
def digits_then_letters(sentence: Sentence, position: int) -> Candidate | None:
    """`402B`, `3D`, `720p`, `2OT`, `25d08A`."""
    return _mixed_code(sentence, position)


def _mixed_code(sentence: Sentence, position: int) -> Candidate | None:
    match = _MIXED.match(sentence.text, position)
    if (
        not match
        or not (sentence.free_left(position) or sentence.left(position) in "-/:.")
        or sentence.right(match.end()) == "_"
    ):
        return None
    written, end = match[0], match.end()
    if re.fullmatch(r"[A-Za-z]+\d+s", written):
        written, end = written[:-1], end - 1
    if not written.isascii() or written.lower().startswith("0x"):
        return None
    before = sentence.before(position, 3)
    one_by_one = bool(before) and (
        not FLIGHT_WORDS.isdisjoint(before)
        or any(word in CODE_WORDS for word in before if word not in ("number", "ext"))
        or sentence.next(end).lower() in FLIGHT_WORDS
    )
    if (
        one_by_one
        and not re.fullmatch(r"[A-Za-z]{4,}\d{1,2}", written)
        and any(word in CODE_WORDS - {"ext"} for word in before)
    ):
        pieces = PIECES.findall(written)
        said = " ".join(
            SPELLED + piece.upper()
            if piece.isalpha()
            else (cardinal(piece) if re.fullmatch(r"[1-9]000", piece) else spell_digits(piece))
            for piece in pieces
        )
    else:
        said = mixed(written, one_by_one and bool(re.search(r"\d{3}", written)))
    suffix = re.compile(r"['’]?s(?!\w)").match(sentence.text, end)
    if suffix and written[-1].isdecimal():
        from frontend_text.english.numbers import plural

        head, _, last = said.rpartition(" ")
        said, end = f"{head} {plural(last) if len(suffix[0]) == 1 else last + chr(39) + 's'}", suffix.end()
    if sentence.text[end : end + 1] == "+" and not sentence.right(end + 1).isalnum():
        said, end = f"{said} plus", end + 1
    return Candidate("code", position, end, said, 52, "letters and digits in one word")


@at_word
def letters_then_decimal(sentence: Sentence, position: int) -> Candidate | None:
    """`GPT-3.5`, `PM2.5`, `v2.0`, `USB3.0`, `Llama-3.1`."""
    match = _DECIMAL.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    text = match[0]
    word = re.match(r"[A-Za-z]+", text)
    assert word
    numbers = text[word.end() :].lstrip("-")
    from frontend_text.english.reading.quantities.cardinal import version

    name = word[0]
    if name in ("v", "V", "ver", "Ver"):
        name = "version" if sentence.last(position) != "version" else ""
    elif len(name) == 1 or name.isupper() and len(name) <= 4:
        name = SPELLED + name.upper()
    said = version(numbers) if numbers.count(".") > 1 else number(numbers)
    end = match.end()
    if sentence.text[end : end + 1] == "+" and not sentence.right(end + 1).isalnum():
        said, end = f"{said} plus", end + 1
    return Candidate("version", position, end, f"{name} {said}".strip(), 70, "letters before a decimal")


@at_word
def aperture(sentence: Sentence, position: int) -> Candidate | None:
    """`f/2.8`."""
    match = re.compile(r"[fF]/(\d{1,2}(?:\.\d)?)(?![\w/])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate("code", position, match.end(), f"{SPELLED}F {number(match[1])}", 74, "an aperture")


@at_word
def version_number(sentence: Sentence, position: int) -> Candidate | None:
    """`v2`, `Version v1.0.0`."""
    match = re.compile(r"[vV](\d{1,3})(?![\w.]\w)(?!\w)").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    name = "" if sentence.last(position) == "version" else "version "
    return Candidate("version", position, match.end(), name + cardinal(match[1]), 66, "v before a number")


@at_word
def hyphened(sentence: Sentence, position: int) -> Candidate | None:
    """`ABC-123`, `COVID-19`, `Llama-3.1-70B-Instruct`, `21-CV-01234`."""
    return _hyphened(sentence, position)


@at_digit
def hyphened_from_digit(sentence: Sentence, position: int) -> Candidate | None:
    """`1099-K`, `7-Eleven`, `21-CV-01234`."""
    return _hyphened(sentence, position)


def _hyphened(sentence: Sentence, position: int) -> Candidate | None:
    match = _HYPHENED.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    text, end = match[0], match.end()
    if not any(c.isdecimal() for c in text) or not any(c.isalpha() for c in text):
        return None
    parts = re.split(r"[-‑]", text)
    if parts[0] in ("GMT", "UTC"):
        return None
    if (
        re.fullmatch(r"\d+(?:\.\d+)?", parts[0])
        and len(parts) == 2
        and re.fullmatch(r"\d+(?:\.\d+)?(?:[a-z]{1,4}|[KMGT]?B|[KM]|[A-Z]?Hz|[VWFC]|AM|PM)", parts[1])
    ):
        return None  # a range with a unit
    if (
        any(re.fullmatch(r"\d+(?:st|nd|rd|th|s)", part) for part in parts)
        or re.fullmatch(r"\d+(?:\.\d+)?", parts[0])
        and len(parts) >= 2
        and parts[1].isalpha()
        and parts[1].islower()
        and len(parts[1]) > 1
    ):
        return None
    coded = any(
        word in CODE_WORDS or word in ("case", "ticket", "order", "invoice") for word in sentence.before(position, 3)
    )
    said = []
    for part in parts:
        said.append(_part(part, coded, len(parts)))
    score = 62 if not parts[0].isdecimal() or len(parts) > 2 or len(parts[1]) == 1 else 50
    return Candidate("code", position, end, " ".join(said), score, "letters and numbers with hyphens")


def _part(part: str, coded: bool, count: int) -> str:
    if part.isdecimal():
        if coded and len(part) >= 3:
            return spell_digits(part)
        if count > 3 and len(part) == 3:
            return cardinal(part, joined=False)
        return digits(part, pairs=len(part) == 3 or len(part) == 4 and part[0] in "12")
    if re.fullmatch(r"\d*\.\d+|\d+\.", part):
        return number(part)
    if part.isalpha():
        if (
            len(part) == 1
            or part.isupper()
            and (len(part) <= 3 or not _VOWEL.search(part))
            and part not in ("GO", "BY", "IN")
        ):
            return SPELLED + part.upper()
        return part
    scaled = re.fullmatch(r"(\d+(?:\.\d+)?)([A-Za-z])", part)
    if scaled:
        return f"{number(scaled[1])} {SPELLED}{scaled[2].upper()}"
    return mixed(part)


_CASE_WORDS = frozenset("no number case docket case's dkt order".split())


@at_digit
def case_number(sentence: Sentence, position: int) -> Candidate | None:
    """`No. 22-451`: one number in two parts, no range."""
    match = re.compile(r"(\d{2})-(\d{2,5})(?![\w-]|[.,:/]\d)").match(sentence.text, position)
    if not match or sentence.last(position) not in _CASE_WORDS or not sentence.free_left(position):
        return None
    return Candidate(
        "code", position, match.end(), f"{digits(match[1])} {digits(match[2])}", 78, "the number of a case"
    )


@at_digit
def letters_after_unit_number(sentence: Sentence, position: int) -> Candidate | None:
    """`exit 12A`, `room 402B`, `No. 221B`."""
    match = re.compile(r"(\d{1,4})([A-Za-z])(?![\w'’])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    said = digits(match[1]) if not sentence.british or len(match[1]) < 3 else cardinal(match[1])
    return Candidate("code", position, match.end(), f"{said} {spelled(match[2])}", 54, "a number with a letter")


@at_digit
def hexadecimal(sentence: Sentence, position: int) -> Candidate | None:
    """`0x1F`."""
    match = re.compile(r"0x([0-9a-fA-F]{1,16})(?!\w)").match(sentence.text, position)
    if not match:
        return None
    said = " ".join(cardinal(c) if c.isdecimal() else SPELLED + c.upper() for c in match[1])
    return Candidate("code", position, match.end(), f"zero {SPELLED}X {said}", 72, "a hexadecimal number")
