"""Plain numbers, ranges, results, fractions, sums and Roman numerals."""

from __future__ import annotations

import re

from frontend_text.reading.locale import Locale, Rule
from frontend_text.reading.numerals import ROMAN, roman_value
from frontend_text.reading.quantities import DASH, signed

_NEXT_WORD = re.compile(r"\s+([^\W\d_][\w’'-]*)")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[.,]?\s$")
_VULGAR = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅛": (1, 8), "⅕": (1, 5), "⅖": (2, 5)}
_OPERATORS = {"–": "-", "−": "-", "*": "×", "x": "×", "/": "÷", ":": "÷"}


def word_after(match: re.Match[str]) -> str:
    """The word that follows a match, empty if a sign does."""
    found = _NEXT_WORD.match(match.string, match.end(), match.end() + 40)
    return found[1] if found else ""


def word_before(match: re.Match[str]) -> str:
    """The word before a match, empty if there is none."""
    found = _WORD_BEFORE.search(match.string[max(0, match.start() - 30) : match.start()])
    return found[1] if found else ""


def _clause(match: re.Match[str]) -> str:
    """What stands around a match, as far as the next semicolon."""
    before = match.string[max(0, match.start() - 60) : match.start()].rpartition(";")[2]
    return f"{before} {match.string[match.end() : match.end() + 40].partition(';')[0]}"


def rules(locale: Locale) -> list[Rule]:
    """From the longest shape to the single number."""
    return [*_sums(locale), *_ranges(locale), *_fractions(locale), *_roman(locale)]


def plain_rules(locale: Locale) -> list[Rule]:
    """What is left of numbers, tried last."""

    def say(match: re.Match[str]) -> str:
        number = locale.parse(match["a"])
        form = "" if number.decimals or number.code else form_of(match, number.whole, locale)
        if number.whole == 1 and number.decimals == "5":  # one and a half has a gender where two has
            form = locale.form_before(word_after(match), 2) if locale.spaced else ""
        year = 1100 <= number.whole < 2100 and match["a"].isdigit() and len(match["a"]) == 4
        if locale.plain_years and year and not match["sign"] and not form and not number.decimals:
            return locale.year(number.whole)
        return signed(locale.number(number, form), match["sign"], locale)

    def version(match: re.Match[str]) -> str | None:
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", match[0]):
            return None
        return f" {locale.marks['.']} ".join(locale.number(locale.parse(part)) for part in match[0].split("."))

    def digits(match: re.Match[str]) -> str:
        return locale.number(locale.parse(match[0]))

    def postal(match: re.Match[str]) -> str:
        return locale.digits(match["p"])

    return [
        *([locale.rule("digits", locale.postal, postal)] if locale.postal else []),
        *(
            [locale.rule("version", r"(?<![\d.,])\d{1,4}(?:\.\d{1,4}){2,4}(?![\d]|\.\d)", version)]
            if locale.marks
            else []
        ),
        locale.rule("cardinal", locale.sign + (r"{L}" if locale.spaced else "") + r"(?P<a>{N})", say),
        locale.rule("digits", r"\d+", digits),
    ]


def form_of(match: re.Match[str], n: int, locale: Locale) -> str:
    """The form of a number that its neighbours ask for."""
    asked = locale.form_after(match.string[max(0, match.start() - 20) : match.start()])
    if locale.spaced:
        return locale.combine(locale.form_before(word_after(match), n), asked)
    return asked


def _sums(locale: Locale) -> list[Rule]:
    def say(match: re.Match[str]) -> str | None:
        if "=" not in match[0]:
            return None
        said = []
        for part in re.findall(rf"{locale.numeral}|[-+−–×*x÷/:=]", match[0]):
            sign = _OPERATORS.get(part, part)
            spoken = locale.signs.get(sign) or {"-": locale.minus}.get(sign)
            said.append(spoken or (locale.number(locale.parse(part)) if part[0].isdigit() else ""))
        return " ".join(said)

    return [locale.rule("maths", r"{L}[-−]?{N}(?:\s?[-+−–×*x÷/:=]\s?[-−]?{N}){1,8}(?!\d)", say)]


def _ranges(locale: Locale) -> list[Rule]:
    def say(match: re.Match[str]) -> str | None:
        first, second = locale.parse(match["a"]), locale.parse(match["b"])
        if first.code or second.code or first.decimals != "" and second.decimals == "" and first.value > second.value:
            return None
        plain = not first.decimals and not second.decimals
        if plain and match["a"].isdigit() and len(match["a"]) == 4 and 1000 <= first.whole <= 2100:
            return _years(match, first.whole, locale)
        if plain and is_result(match, first.whole, second.whole, locale):
            return locale.score(first.whole, second.whole)
        form = form_of(match, second.whole, locale)
        return locale.range(locale.number(first, form), locale.number(second, form))

    def season(match: re.Match[str]) -> str | None:
        first, second = int(match["a"]), int(match["b"])
        follows = second in ((first + 1) % 100, first + 1)
        return (
            f"{locale.year(first)} {locale.year(second) if second > 99 else locale.cardinal(second)}"
            if follows
            else None
        )

    def times(match: re.Match[str]) -> str | None:
        near = _clause(match)
        if not match["c"] and locale.score_cues and re.search(locale.score_cues, near, re.IGNORECASE):
            return locale.score(int(match["a"]), int(match["b"]))
        by = locale.signs.get("×")
        if not by:
            return None
        return f" {by} ".join(locale.cardinal(int(part)) for part in match.group("a", "b", "c") if part)

    def result(match: re.Match[str]) -> str:
        return locale.score(int(match["a"]), int(match["b"]))

    return [
        locale.rule("range", rf"{{L}}(?P<a>{{N}}){DASH}(?P<b>{{N}})(?![\d-])", say),
        locale.rule("range", r"{L}(?P<a>[12]\d{3})/(?P<b>\d\d(?:\d\d)?)(?![\d/])", season),
        locale.rule(
            "times", r"{L}(?P<a>\d{1,4})\s?[x×]\s?(?P<b>\d{1,4})(?:\s?[x×]\s?(?P<c>\d{1,4}))?(?![\w,.]\d|\w)", times
        ),
        locale.rule("score", r"{L}(?P<a>\d{1,3})\s?:\s?(?P<b>\d{1,3})(?![\d:])", result),
    ]


def _years(match: re.Match[str], first: int, locale: Locale) -> str | None:
    written = match["b"]
    if not written.isdigit() or len(written) not in (2, 4):
        return None
    second = int(written) if len(written) == 4 else first // 100 * 100 + int(written)
    return locale.year_range(first, second) if second >= first else None


def is_result(match: re.Match[str], first: int, second: int, locale: Locale) -> bool:
    """Whether two numbers with a hyphen are points of two sides rather than a range."""
    if max(first, second) > 199 or re.search("[~〜～]", match[0]) or not match["a"].isdigit():
        return False
    if first < second and locale.counts(word_after(match)):
        return False
    near = _clause(match)
    return first >= second or bool(locale.score_cues and re.search(locale.score_cues, near, re.IGNORECASE))


def _fractions(locale: Locale) -> list[Rule]:
    def say(match: re.Match[str]) -> str | None:
        above, below = int(match["above"]), int(match["below"])
        part = locale.fraction(above, below)
        after = word_after(match)
        if (above, below) == (1, 2) and not match["whole"] and after in locale.half_of:
            return locale.half_of[after]
        form = locale.form_before(after, 1) if (above, below) == (1, 2) and not match["whole"] else ""
        if form in locale.halves:
            return signed(locale.halves[form], match["sign"], locale)
        if part is None or not match["whole"]:
            return part if part is None else signed(part, match["sign"], locale)
        return locale.mixed(int(match["whole"]), part)

    def sign(match: re.Match[str]) -> str | None:
        part = locale.fraction(*_VULGAR[match["part"]])
        if part is None or not match["whole"]:
            return part
        return locale.mixed(int(match["whole"]), part)

    return [
        locale.rule(
            "fraction",
            rf"{locale.sign}{{L}}(?:(?P<whole>\d{{1,3}})\s)?(?P<above>\d{{1,3}})/(?P<below>\d{{1,4}})(?![\d/])",
            say,
        ),
        locale.rule("fraction", rf"{{L}}(?:(?P<whole>\d{{1,4}})\s?)?(?P<part>[{''.join(_VULGAR)}])", sign),
    ]


def _roman(locale: Locale) -> list[Rule]:
    def say(match: re.Match[str]) -> str | None:
        return locale.roman(roman_value(match["n"]), match["n"], word_before(match), word_after(match))

    return [locale.rule("roman", rf"(?<![\w.]){'(?P<n>' + ROMAN + ')'}(?![\w’'])", say)]
