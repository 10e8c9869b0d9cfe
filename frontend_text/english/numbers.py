"""English number words: cardinals, ordinals, years, digit strings and decimals."""

from __future__ import annotations

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = ["", "thousand", "million", "billion", "trillion"]
MAX_CARDINAL_DIGITS = 15
"""Longer numbers are read digit by digit: nobody follows a quadrillion by ear."""

_IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def _below_thousand(number: int, joined: bool) -> list[str]:
    words = []
    if number >= 100:
        words += [ONES[number // 100], "hundred"]
        number %= 100
        if number and joined:
            words.append("and")
    if number >= 20:
        words.append(TENS[number // 10])
        number %= 10
        if number:
            words.append(ONES[number])
    elif number or not words:
        words.append(ONES[number])
    return words


def cardinal(digits: str, joined: bool = True) -> str:
    """'1234' -> 'one thousand two hundred and thirty four'; a leading zero or too many digits are spelled.

    joined: whether there is an `and` after the hundreds, or before what is left below them.
    """
    if len(digits) > MAX_CARDINAL_DIGITS or (len(digits) > 1 and digits[0] == "0"):
        return spell_digits(digits)
    groups = []
    number, scale = int(digits), 0
    small_end = joined and number > 1000 and 0 < number % 1000 < 100
    while number:
        number, group = divmod(number, 1000)
        if group:
            groups.append(" ".join(_below_thousand(group, joined)) + (f" {SCALES[scale]}" if scale else ""))
        scale += 1
    if small_end:
        groups[0] = f"and {groups[0]}"
    return " ".join(reversed(groups)) or "zero"


def ordinal(digits: str, joined: bool = True) -> str:
    """'23' -> 'twenty third'."""
    head, _, last = cardinal(digits.lstrip("0") or "0", joined).rpartition(" ")
    if last in _IRREGULAR_ORDINALS:
        last = _IRREGULAR_ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return f"{head} {last}".lstrip()


def year(digits: str) -> str:
    """'1905' -> 'nineteen oh five', '2024' -> 'twenty twenty four', '2000' -> 'two thousand'."""
    number = int(digits)
    century, rest = divmod(number, 100)
    if len(digits) != 4 or century < 10:
        return cardinal(digits, False)
    if rest == 0:
        return cardinal(digits, False) if century % 10 == 0 else f"{cardinal(str(century))} hundred"
    if rest < 10:
        return cardinal(digits, False) if century % 10 == 0 else f"{cardinal(str(century))} oh {ONES[rest]}"
    return f"{cardinal(str(century))} {cardinal(str(rest))}"


def spell_digits(digits: str) -> str:
    """'007' -> 'zero zero seven', with a breath after every fourth of a long run."""
    names = [ONES[int(digit)] for digit in digits]
    if len(names) <= 8:
        return " ".join(names)
    return ", ".join(" ".join(names[i : i + 4]) for i in range(0, len(names), 4))


def number(written: str, joined: bool = True) -> str:
    """A number as written, with thousands separators, decimals and sign: '-1,250.5'."""
    sign = ""
    if written[:1] in "-−+":
        sign = "plus " if written[0] == "+" else "minus "
        written = written[1:]
    whole, point, fraction = written.replace(",", "").partition(".")
    words = cardinal(whole, joined) if whole else ""
    if point and fraction:
        words = f"{words} point {spell_digits(fraction)}".lstrip()
    return sign + words


def plural(word: str) -> str:
    """The plural of a number word: 'six' -> 'sixes', 'twenty' -> 'twenties'."""
    if word.endswith("y"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("x", "s")) else "s")


def roman_value(numeral: str) -> int:
    """'XIV' -> 14; the caller has checked that it is a roman numeral."""
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[letter] for letter in numeral]
    return sum(-v if i + 1 < len(values) and values[i + 1] > v else v for i, v in enumerate(values))


def in_pairs(digits: str) -> str:
    """Three or four digits as people say numbers of things: '850' -> 'eight fifty', '1234' -> 'twelve thirty four'."""
    if len(digits) == 3 and digits[0] != "0":
        if digits[1:] == "00":
            return cardinal(digits)
        tail = f"oh {ONES[int(digits[2])]}" if digits[1] == "0" else cardinal(digits[1:])
        return f"{ONES[int(digits[0])]} {tail}"
    if len(digits) == 4 and digits[0] != "0":
        if digits[1:] == "000":
            return cardinal(digits)
        if digits[2:] == "00":
            return f"{cardinal(digits[:2])} hundred"
        tail = f"oh {ONES[int(digits[3])]}" if digits[2] == "0" else cardinal(digits[2:])
        return f"{cardinal(digits[:2])} {tail}"
    return cardinal(digits)


FRACTION_NAMES = {2: ("half", "halves"), 4: ("quarter", "quarters")}


def fraction(above: int, below: int, joined: bool = False) -> str:
    """(3, 4) -> 'three quarters'."""
    name = ordinal(str(below), joined)
    one, several = FRACTION_NAMES.get(below, (name, name + "s"))
    return f"{cardinal(str(above), joined)} {one if above == 1 else several}"
