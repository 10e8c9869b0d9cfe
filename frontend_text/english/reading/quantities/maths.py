"""Mathematics in plain text: operators between numbers and letters, powers, roots, functions."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, number, ordinal
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_digit, at_sign, at_word, at_words
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.signs import IN_CODE, SUBSCRIPTS, SUPERSCRIPTS
from frontend_text.english.tables.units import UNITS

_NOT_SAID = frozenset("++ -- ** // ... .. << >> :: ---".split())

_EXPRESSION = re.compile(
    r"\d{1,18}(?:[.,]\d{1,9}){0,5}(?:\s?%)?(?:\s?[-–−]\s?\$?\d{1,18}(?:[.,]\d{1,9}){0,5}(?:\s?%)?){1,20}(?=\s?[=≈])"
)
_SUBTRACT = re.compile(r"\s?[-–−]\s?(?=\d|\$)")
_POWERS = {"2": "squared", "3": "cubed"}
_FUNCTIONS = {
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "log": "log",
    "ln": "natural log",
    "exp": "\ue000EXP",
    "sqrt": "square root",
    "lim": "limit",
    "arcsin": "arc sine",
    "arccos": "arc cosine",
    "arctan": "arc tangent",
    "sinh": "hyperbolic sine",
    "cosh": "hyperbolic cosine",
    "max": "max",
    "min": "min",
    "det": "determinant",
}
_SCIENTIFIC = re.compile(r"(\d+(?:\.\d+)?)\s?[x×·*⋅]\s?10(?:\^\{?([-−+]?\d{1,4})\}?|([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}))")
_E_NOTATION = re.compile(r"(\d+(?:\.\d+)?)[eE]([-+]?\d{1,3})(?![\w.])")


def power(exponent: str) -> str:
    """What is said after a base: '2' -> 'squared', '-3' -> 'to the power of minus three'."""
    if exponent in _POWERS:
        return _POWERS[exponent]
    sign = "minus " if exponent[0] in "-−" else "plus " if exponent[0] == "+" and len(exponent) > 1 else ""
    exponent = exponent.lstrip("-−+")
    if exponent.isdecimal():
        return (
            f"to the {sign}{cardinal(exponent)}" if sign or len(exponent) > 3 else f"to the {ordinal(exponent, False)}"
        )
    if re.fullmatch(r"\d+(?:\.\d+)?", exponent):
        return f"to the power of {sign}{number(exponent)}"
    if exponent.isalpha() and len(exponent) <= 2:
        return f"to the {sign}" + " ".join(f"{SPELLED}{letter.upper()}" for letter in exponent)
    return f"to the power of {sign}{exponent}"


@at_digit
def subtraction(sentence: Sentence, position: int) -> Candidate | None:
    """`7-3=4`, `100% - 81% = 19%`, `10 – 3 = 7`: a dash before an equals sign takes away."""
    match = _EXPRESSION.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    parts = re.split(r"\s?[-–−]\s?", match[0])
    said = []
    for part in parts:
        digits = re.sub(r"[^\d.]", "", part)
        said.append(
            ("$" in part and f"{number(digits)} dollars") or number(digits) + (" percent" if "%" in part else "")
        )
    return Candidate("maths", position, match.end(), " minus ".join(said), 84, "an equals sign follows")


@at_sign("-–−")
def minus_between(sentence: Sentence, position: int) -> Candidate | None:
    """A dash with blanks between terms, in a text that calculates."""
    match = re.compile(r"[-–−](?=\s)").match(sentence.text, position)
    left = sentence.lead(position).rstrip()
    tight = sentence.left(position).isdecimal() and re.match(r"[-–−]\s\d", sentence.text[position : position + 3])
    if not match or not (sentence.left(position).isspace() or tight) or not left:
        return None
    right = sentence.text[position + 1 :].lstrip()
    operands = (left[-1].isdecimal() or left[-1] in ")²³%" or re.search(r"(?<![^\W\d_])[a-zA-Zα-ω]$", left)) and (
        right[:1].isdecimal() or right[:1] in "(√$" or re.match(r"[a-zA-Zα-ω](?![a-z])", right)
    )
    if operands and (tight or re.search(r"[=<>^²³√+×÷*≤≥≈]", sentence.text)):
        return Candidate("maths", position, position + 1, "minus", 64, "a dash in a calculation")
    return None


@at_digit
def scientific(sentence: Sentence, position: int) -> Candidate | None:
    """`3.0 x 10^8`, `6.02 × 10²³`, `6.02e23`."""
    if not sentence.free_left(position):
        return None
    match = _SCIENTIFIC.match(sentence.text, position)
    if match:
        exponent = match[2] or "".join(SUPERSCRIPTS[c] for c in match[3])
        said, end = f"{number(match[1])} times ten {_tenth_power(exponent)}", match.end()
    else:
        match = _E_NOTATION.match(sentence.text, position)
        if not match:
            return None
        said, end = f"{number(match[1])} times ten {_tenth_power(match[2].lstrip('+'))}", match.end()
    from frontend_text.english.reading.quantities.measure import measured

    with_unit = measured(sentence, position, end, said, False, 86, "scientific notation with a unit")
    return with_unit or Candidate("maths", position, end, said, 84, "scientific notation")


def _tenth_power(exponent: str) -> str:
    sign = "minus " if exponent[0] in "-−" else ""
    digits = exponent.lstrip("-−+")
    return f"to the {sign}{cardinal(digits)}" if sign else f"to the {ordinal(digits, False)}"


@at_sign("^")
def caret(sentence: Sentence, position: int) -> Candidate | None:
    """`x^2`, `10^-3`, `2^{10}`."""
    match = re.compile(
        r"\^(?:\{([^{}]{1,12})\}|\(([^()]{1,12})\)|([-−+]?\d{1,6}(?:\.\d+)?|[-−]?[A-Za-z](?![a-z])))"
    ).match(sentence.text, position)
    left = sentence.left(position)
    if not match or not (left.isalnum() or left in ")]}"):
        return None
    return Candidate("maths", position, match.end(), " " + power(match[1] or match[2] or match[3]) + " ", 70, "a power")


@at_sign("".join(SUPERSCRIPTS))
def superscript(sentence: Sentence, position: int) -> Candidate | None:
    """`10⁵`, `xⁿ`, `cm⁻¹`."""
    match = re.compile("[" + "".join(SUPERSCRIPTS) + "]{1,8}").match(sentence.text, position)
    left = sentence.left(position)
    if not match or not (left.isalnum() or left in ")]}"):
        return None
    exponent = "".join(SUPERSCRIPTS[c] for c in match[0])
    if not re.fullmatch(r"[-+]?(?:\d+|[nix])", exponent):
        return None
    if left.isdecimal() and exponent.isdecimal() and len(exponent) > 1 or left.isalnum():
        return Candidate("maths", position, match.end(), " " + power(exponent) + " ", 66, "a raised number")
    return Candidate("maths", position, match.end(), " " + power(exponent) + " ", 60, "a raised number")


@at_word
def inverse_unit(sentence: Sentence, position: int) -> Candidate | None:
    """`cm⁻¹`, `m s⁻²`: a unit that something is counted by."""
    match = re.compile(r"([A-Za-zµΩ]{1,4})⁻([¹²³])(?!\w)").match(sentence.text, position)
    if not match or match[1] not in UNITS:
        return None
    name = UNITS[match[1]]
    size = {"¹": "", "²": "square ", "³": "cubic "}[match[2]]
    if name == "second" and size:
        return Candidate(
            "measure",
            position,
            match.end(),
            f"per second {'squared' if match[2] == '²' else 'cubed'}",
            80,
            "a unit with a raised minus",
        )
    return Candidate("measure", position, match.end(), f"per {size}{name}", 80, "a unit with a raised minus")


@at_sign("".join(SUBSCRIPTS))
def subscript(sentence: Sentence, position: int) -> Candidate | None:
    """`x₁`, `log₂`."""
    match = re.compile("[" + "".join(SUBSCRIPTS) + "]{1,8}").match(sentence.text, position)
    assert match
    index = "".join(SUBSCRIPTS[c] for c in match[0])
    said = (
        cardinal(index)
        if index.isdecimal()
        else " ".join(
            SPELLED + c.upper() if c.isalpha() else (cardinal(c) if c.isdecimal() else {"+": "plus", "-": "minus"}[c])
            for c in index
        )
    )
    if re.search(r"log$", sentence.lead(position)):
        said = f"base {said}"
    return Candidate("maths", position, match.end(), f" {said} ", 66, "a lowered number")


_IN_TEXT = {"->": "to", "=>": "to", "<-": "from", "!==": "not equals"}
"""Operators that are said otherwise in running text than in code."""


@at_sign("=!<>-&|+*:")
def operator(sentence: Sentence, position: int) -> Candidate | None:
    """`==`, `!=`, `>=`, `->`, `&&`: operators of more than one sign."""
    text = sentence.text
    for length in (3, 2):
        sign = text[position : position + length]
        if len(sign) < length or sign not in IN_CODE or sign in _NOT_SAID:
            continue
        said = _IN_TEXT.get(sign) or IN_CODE[sign]
        if sign == "&&" and text[position + 2 : position + 3] == "&":
            return None
        return Candidate("maths", position, position + length, f" {said} ", 65, "an operator")
    return None


@at_digit
def factorial(sentence: Sentence, position: int) -> Candidate | None:
    """`3! = 6`."""
    match = re.compile(r"(\d{1,4})!(?=\s?[=+*/×÷<>−-]|\s?\))").match(sentence.text, position)
    if match and sentence.free_left(position):
        return Candidate(
            "maths",
            position,
            match.end(),
            f"{cardinal(match[1])} factorial",
            76,
            "an exclamation mark in a calculation",
        )
    return None


@at_digit
def number_times(sentence: Sentence, position: int) -> Candidate | None:
    """`5*3`, `8 / 2 = 4`, `10x + 3`."""
    match = re.compile(r"(\d+(?:\.\d+)?)(\s?\*\s?|\s/\s|/)(?=\d)").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    if "/" in match[2] and not re.match(r"[\d\s./]*=", sentence.tail(match.end())):
        return None
    said = "divided by" if "/" in match[2] else "times"
    return Candidate("maths", position, match.end(), f"{number(match[1])} {said} ", 75, "a calculation")


@at_digit
def coefficient(sentence: Sentence, position: int) -> Candidate | None:
    """`3x` in a text that calculates."""
    match = re.compile(r"(\d+(?:\.\d+)?)([a-z])(?![A-Za-z0-9'’²³])").match(sentence.text, position)
    if match and sentence.free_left(position) and re.search(r"[=<>^²³√+≤≥]|\s-\s", sentence.text):
        return Candidate(
            "maths",
            position,
            match.end(),
            f"{number(match[1])} {SPELLED}{match[2].upper()}",
            67,
            "a number of a variable",
        )
    return None


@at_sign("√∛")
def root(sentence: Sentence, position: int) -> Candidate | None:
    """`√16`."""
    name = "cube root of" if sentence.text[position] == "∛" else "square root of"
    return Candidate("maths", position, position + 1, f"the {name} ", 60, "a root sign")


@at_words(_FUNCTIONS)
def function(sentence: Sentence, position: int) -> Candidate | None:
    """`sin(30°)`, `log₂ 8`."""
    match = re.compile(r"([A-Za-z]+)(?=\s?\(|[₀-₉]|\^|\s\d|\s[a-zθ-ω](?![a-z])|²)").match(sentence.text, position)
    if not match or match[1] not in _FUNCTIONS or match[1] in ("max", "min", "exp"):
        return None
    if match[1] in ("log", "tan", "sin") and sentence.right(match.end()) == " " and not sentence.has_equals:
        return None
    return Candidate("maths", position, match.end(), _FUNCTIONS[match[1]], 60, "a function before its argument")


@at_sign("×÷")
def times(sentence: Sentence, position: int) -> Candidate | None:
    """`5 × 6`, `10 ÷ 2`."""
    said = "times" if sentence.text[position] == "×" else "divided by"
    return Candidate("maths", position, position + 1, f" {said} ", 50, "an operator")


@at_words(("x",))
def times_x(sentence: Sentence, position: int) -> Candidate | None:
    """`2 x 500mg` is read with its numbers; a lone x between numbers is `times`."""
    if re.match(r"\s\d", sentence.text[position + 1 : position + 3]) and re.search(
        r"\d[\w%]{0,3}\s$", sentence.lead(position)
    ):
        return Candidate(
            "maths",
            position,
            position + 1,
            "times"
            if sentence.has_equals or "^" in sentence.text or re.search(r"[A-Za-z]\s$", sentence.lead(position))
            else "by",
            60,
            "x between numbers",
        )
    return None
