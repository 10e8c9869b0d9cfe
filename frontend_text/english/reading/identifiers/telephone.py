"""Telephone numbers of America, Britain and anywhere else, services, and cards with their groups of digits."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, spell_digits
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_digit, at_sign, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.lists import DIAL_WORDS, SERVICE_NUMBERS

_CALLED = frozenset(("operator operators dispatcher dispatch call calls emergency hotline lifeline").split())

_EXTENSION = r"(?:,?\s?(?:ext\.?|x|extension)\s?(\d{1,6}))?"
_AMERICAN = re.compile(
    rf"(?:(1)[-. ]?)?\(?(\d{{3}})\)?[-. ]?(\d{{3}})[-.‑ ](\d{{4}})(?:-(\d{{1,4}}))?{_EXTENSION}(?![\w-]|[.,]\d)"
)
_BRACKETED = re.compile(rf"\((\d{{2,5}})\)[-. ]?(\d{{3,4}})[-. ](\d{{3,4}}){_EXTENSION}(?![\w-]|[.,]\d)")
_LOCAL = re.compile(rf"(\d{{3}})([-. ])(\d{{4}}){_EXTENSION}(?![\w-]|[.,/]\d|\s\d)")
_INTERNATIONAL = re.compile(r"\+(\d{1,3})((?:[-. ]{0,2}\(?\d{1,5}\)?){1,6})(?!\w|[.,-]\d)")
_LEADING_ZERO = re.compile(r"\(?(0\d{1,5})\)?((?:[ -]\d{2,8}){1,5})(?![\w-]|[.,/:]\d)")
_VANITY = re.compile(r"1-([89]\d\d)-([A-Z0-9]+(?:-[A-Z0-9]+){0,3})(?![\w-])")
_CARD = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?!\d)|\d{4}([ -])\d{6}\2\d{5}(?!\d)")
_SOCIAL = re.compile(r"(\d{3})-(\d{2})-(\d{4})(?![\w-])")
_GROUPS = re.compile(r"\d{2,4}(?:[ ]\d{2,4}){2,6}(?![\w,/:-]|\.\d)")
_NOT_NOUNS = frozenset("now today or and before after if to for between ask with at when in on please".split())


def said_in_groups(groups: list[str]) -> str:
    """Digits one by one with a breath between groups; an eight hundred number has its name."""
    return ", ".join(spell_digits(group) for group in groups if group)


def _extension(said: str, digits: str | None) -> str:
    return f"{said}, extension {spell_digits(digits)}" if digits else said


@at_digit
def american(sentence: Sentence, position: int) -> Candidate | None:
    """`555-123-4567`, `1 800 555 0199`, `917 555 0133`, `555.123.4567 ext. 5`."""
    match = _AMERICAN.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    if (
        re.fullmatch(r"\d{7,11}", match[0])
        or re.fullmatch(r"\d{10,11}", re.sub(r"\D", "", match[0])) is None
        and not match[5]
        and not match[6]
    ):
        return None
    said = said_in_groups([match[1] or "", match[2], match[3], match[4], match[5] or ""])
    if match[1] and match[2] in ("800", "900"):
        said = said.replace("eight zero zero" if match[2] == "800" else "nine zero zero", f"{cardinal(match[2])}", 1)
    return Candidate("telephone", position, match.end(), _extension(said, match[6]), 88, "three, three and four digits")


@at_sign("(")
def bracketed(sentence: Sentence, position: int) -> Candidate | None:
    """`(555) 010-9988`."""
    match = _BRACKETED.match(sentence.text, position)
    if not match:
        found = _LEADING_ZERO.match(sentence.text, position)
        return _leading_zero(sentence, position) if found and ")" in found[0] else None
    return Candidate(
        "telephone",
        position,
        match.end(),
        _extension(said_in_groups([match[1], match[2], match[3]]), match[4]),
        88,
        "an area code in brackets",
    )


@at_digit
def local(sentence: Sentence, position: int) -> Candidate | None:
    """`555-1234`, `867-5309`, `tel. 555 1234`."""
    match = _LOCAL.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    called = sentence.mentions(
        position, DIAL_WORDS | frozenset(("is", "at", "me", "us", "on")) if match[2] != " " else DIAL_WORDS, 3
    )
    following = sentence.next(match.end()).lower()
    score = 40
    if called or match[1] == "555" or match[3][0] == "0":
        score = 86
    elif match[2] == "-" and (not following or following in _NOT_NOUNS or not following.endswith("s")):
        score = 74
    elif match[2] != "-":
        return None
    return Candidate(
        "telephone",
        position,
        match.end(),
        _extension(said_in_groups([match[1], match[3]]), match[4]),
        score,
        "three and four digits",
    )


@at_sign("+")
def international(sentence: Sentence, position: int) -> Candidate | None:
    """`+44 20 7946 0958`, `+1 (123)-123-5678`."""
    match = _INTERNATIONAL.match(sentence.text, position)
    if not match or sentence.left(position).isalnum():
        return None
    digits = re.sub(r"\D", "", match[0])
    if not 8 <= len(digits) <= 15:
        return None
    groups = re.findall(r"\d+", match[2])
    country = match[1]
    if len(groups) == 1:
        country, rest = (digits[:1], digits[1:]) if digits[0] == "1" else (digits[:2], digits[2:])
        groups = [rest[:3], rest[3:6], rest[6:]]
    return Candidate(
        "telephone",
        position,
        match.end(),
        f"plus {spell_digits(country)}, {said_in_groups(groups)}",
        88,
        "a country code and groups of digits",
    )


@at_digit
def with_leading_zero(sentence: Sentence, position: int) -> Candidate | None:
    """`020 7946 0958`, `07700 900123`, `0800 1111`."""
    return _leading_zero(sentence, position)


def _leading_zero(sentence: Sentence, position: int) -> Candidate | None:
    match = _LEADING_ZERO.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    groups = re.findall(r"\d+", match[0])
    if not 7 <= sum(map(len, groups)) <= 15:
        return None
    return Candidate("telephone", position, match.end(), said_in_groups(groups), 86, "groups of digits after a zero")


@at_digit
def vanity(sentence: Sentence, position: int) -> Candidate | None:
    """`1-800-FLOWERS`, `1-888-GO-SOLAR`, `1-800-GO-U-HAUL`."""
    match = _VANITY.match(sentence.text, position)
    if not match or not re.search(r"[A-Z]", match[2]):
        return None
    area = "eight hundred" if match[1] == "800" else "nine hundred" if match[1] == "900" else spell_digits(match[1])
    parts = [
        part if part.isalpha() else (spell_digits(part) if part.isdecimal() else part) for part in match[2].split("-")
    ]
    words = [SPELLED + part if len(part) == 1 else part for part in parts]
    return Candidate("telephone", position, match.end(), f"one, {area}, {' '.join(words)}", 90, "a number with letters")


@at_digit
def card(sentence: Sentence, position: int) -> Candidate | None:
    """`4111 1111 1111 1111`, `4111-1111-1111-1111`."""
    match = _CARD.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate(
        "code",
        position,
        match.end(),
        said_in_groups(re.findall(r"\d+", match[0])),
        90,
        "a card's groups of four digits",
    )


@at_digit
def book_number(sentence: Sentence, position: int) -> Candidate | None:
    """`978-3-16-148410-0`: four groups and more."""
    match = re.compile(r"\d{1,7}(?:-\d{1,7}){3,5}(?:-[\dX])?(?![\w-])").match(sentence.text, position)
    if not match or not sentence.free_left(position) or sentence.has_equals:
        return None
    said = ", ".join(spell_digits(group) for group in re.findall(r"\d+", match[0]))
    return Candidate("code", position, match.end(), said, 84, "four groups of digits and more")


@at_digit
def social_security(sentence: Sentence, position: int) -> Candidate | None:
    """`078-05-1120`."""
    match = _SOCIAL.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate(
        "code", position, match.end(), said_in_groups(list(match.groups())), 86, "three, two and four digits"
    )


@at_digit
def groups_after_word(sentence: Sentence, position: int) -> Candidate | None:
    """Groups of digits after a word that goes with telephones or cards: `Mobile: 77 00 90 01 23`."""
    match = _GROUPS.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    if not sentence.mentions(
        position, DIAL_WORDS | frozenset(("card", "visa", "mastercard", "account", "iban", "code")), 3
    ):
        return None
    return Candidate(
        "telephone",
        position,
        match.end(),
        said_in_groups(match[0].split()),
        82,
        "groups of digits after a word that goes with them",
    )


@at_digit
def service(sentence: Sentence, position: int) -> Candidate | None:
    """`911`, `988`, `(988)` beside words that go with calls."""
    match = re.compile(r"\d{3}(?![\w%$°]|[.,:/-]\d)").match(sentence.text, position)
    if not match or match[0] not in SERVICE_NUMBERS or not sentence.free_left(position):
        return None
    near = sentence.mentions(
        position,
        frozenset(
            (
                "call calls called calling dial dialed dialled dialing text hotline helpline lifeline emergency ring "
                "phone contact via"
            ).split()
        ),
        4,
    )
    after = sentence.next(match.end()).lower() in _CALLED
    if not near and not after or sentence.next(match.end()).lower() in ("people", "times", "calls") and not after:
        return None
    return Candidate("telephone", position, match.end(), spell_digits(match[0]), 80, "a service that is called")


@at_words(("iban", "gb", "de", "fr", "nl", "es", "it", "ch", "at", "be"))
def iban(sentence: Sentence, position: int) -> Candidate | None:
    """`GB29 NWBK 6016 1331 9268 19`."""
    match = re.compile(r"([A-Z]{2})(\d{2})((?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)(?!\w)").match(
        sentence.text, position
    )
    if not match:
        return None
    said = [SPELLED + match[1], spell_digits(match[2])]
    for group in re.findall(r"[A-Z]+|\d+", match[3]):
        said.append(SPELLED + group if group.isalpha() else spell_digits(group))
    return Candidate("code", position, match.end(), " ".join(said), 88, "an international account number")


def in_digits(written: str) -> str:
    """Every digit by name."""
    return " ".join(cardinal(digit) for digit in written if digit.isdecimal())
