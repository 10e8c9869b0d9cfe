"""Rules for roman numerals, titles, abbreviations and letters with periods."""

from __future__ import annotations

import re

from frontend_text.english import vocabulary as words
from frontend_text.english.numbers import cardinal, ordinal, roman_value, spell_digits
from frontend_text.english.rule_book import (
    ROMAN,
    RuleBook,
    any_of,
    kept_period,
    spelled,
)

rule = RuleBook()


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


@rule(rf"\b({any_of(_ROMAN_AFTER)}) ({ROMAN})\b(?!['’.]\w)", early=True)
def roman_cardinal(match: re.Match[str]) -> str:
    return f"{match[1]} {cardinal(str(roman_value(match[2])))}"


@rule(rf"\b(vol|Vol|ch|Ch|pt|Pt)\. ({ROMAN})\b(?!['’.]\w)", early=True)
def roman_after_abbreviation(match: re.Match[str]) -> str:
    said = words.BEFORE_NUMBER[match[1].lower()]
    return f"{said.capitalize() if match[1][0].isupper() else said} {cardinal(str(roman_value(match[2])))}"


@rule(rf"\b({any_of(_ROMAN_KINGS)}) ({ROMAN})\b(?!['’.]\w)", early=True)
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
    return f"{said}{kept_period(match)}"


@rule(r"\b((?:otp|pin|passcode|code|password)(?:\sis|:)?\s)([A-Za-z]{1,4})(\d{2,8})\b", flags=re.I, early=True)
def code(match: re.Match[str]) -> str:
    return (
        f"{match[1].replace(':', ',')} {spelled(match[2]) if len(match[2]) < 3 else match[2]} {spell_digits(match[3])}"
    )
