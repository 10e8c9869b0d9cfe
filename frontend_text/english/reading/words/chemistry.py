"""Chemical formulas, ions, isotopes; and music's sharps and flats, which look alike."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_sign, at_word
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.signs import SUBSCRIPTS, SUPERSCRIPTS

_NO_IONS = frozenset("I C F B K As In Am No".split())
_AFTER_KEY = frozenset("major minor flat clarinet sax saxophone trumpet scale chord instrument".split())
_LANGUAGES = frozenset("C c F J g G f Notepad".split())

ELEMENTS = {
    "H": "hydrogen", "He": "helium", "Li": "lithium", "Be": "beryllium", "B": "boron", "C": "carbon",
    "N": "nitrogen", "O": "oxygen", "F": "fluorine", "Ne": "neon", "Na": "sodium", "Mg": "magnesium",
    "Al": "aluminum", "Si": "silicon", "P": "phosphorus", "S": "sulfur", "Cl": "chlorine", "Ar": "argon",
    "K": "potassium",
    "Ca": "calcium", "Ti": "titanium", "V": "vanadium", "Cr": "chromium", "Mn": "manganese", "Fe": "iron",
    "Co": "cobalt", "Ni": "nickel", "Cu": "copper", "Zn": "zinc", "Ga": "gallium", "Ge": "germanium",
    "As": "arsenic", "Se": "selenium", "Br": "bromine", "Kr": "krypton", "Rb": "rubidium", "Sr": "strontium",
    "Y": "yttrium", "Zr": "zirconium", "Mo": "molybdenum", "Tc": "technetium", "Ag": "silver", "Cd": "cadmium",
    "In": "indium", "Sn": "tin", "Sb": "antimony", "I": "iodine", "Xe": "xenon", "Cs": "cesium", "Ba": "barium",
    "W": "tungsten", "Pt": "platinum", "Au": "gold", "Hg": "mercury", "Tl": "thallium", "Pb": "lead",
    "Bi": "bismuth", "Po": "polonium", "Rn": "radon", "Ra": "radium", "Th": "thorium", "U": "uranium",
    "Pu": "plutonium", "Am": "americium",
}  # fmt: skip
_SYMBOL = "|".join(sorted(ELEMENTS, key=len, reverse=True))
_DIGITS = r"[0-9₀-₉]{0,2}"
_FORMULA = re.compile(
    rf"(?:\((?=[A-Z])|\){_DIGITS}|(?:{_SYMBOL}){_DIGITS}){{1,14}}(?:([⁰¹²³⁴-⁹]?[⁺⁻])|(\^?\d?[+−-])(?![\w]))?(?![A-Za-z0-9₀-₉])"
)
_PART = re.compile(rf"({_SYMBOL})|([0-9₀-₉]+)")
_LOWERED = re.compile("[₀-₉]")
_ISOTOPE = re.compile(rf"([⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})({_SYMBOL})(?![a-z])")
_KNOWN_TWO = frozenset(
    "NaCl KCl HCl NaOH KOH CO NO HF HBr KBr NaF LiCl AgCl ZnO MgO CaO CuO FeO NaBr NaI KI HCN SiC GaAs GaN TiN".split()
)
_IONS = frozenset("Na K Li H Cl Br I F Ca Mg Ag Cu NH OH NO".split())


def _say(formula: str) -> str:
    said: list[str] = []
    run = ""
    for symbol, index in _PART.findall(formula):
        if symbol:
            run += symbol.upper()
        else:
            said += [SPELLED + run] if run else []
            run = ""
            digits = "".join(SUBSCRIPTS.get(c, c) for c in index)
            said.append(cardinal(digits))
    if run:
        said.append(SPELLED + run)
    return " ".join(said)


@at_word
def formula(sentence: Sentence, position: int) -> Candidate | None:
    """`CO₂`, `H2SO4`, `CaCO3`, `Na+`, `Ca²⁺`, `NH4+`."""
    match = _FORMULA.match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    charge = match[1] or match[2] or ""
    body = match[0][: len(match[0]) - len(charge)] if charge else match[0]
    symbols = [symbol for symbol, _ in _PART.findall(body) if symbol]
    if not symbols or body.count("(") != body.count(")"):
        return None
    if charge and charge[0] not in SUPERSCRIPTS:
        if not _is_ion(sentence, body, charge, match.end()):
            return None
    elif not charge and not _LOWERED.search(body) and not _is_formula(sentence, body, symbols, match.end()):
        return None
    said = _say(body)
    if charge:
        digits = "".join(SUPERSCRIPTS.get(c, c) for c in charge).replace("^", "").replace("−", "-")
        said += (
            " "
            + (f"{cardinal(digits[0])} " if digits[0].isdecimal() else "")
            + ("plus" if digits[-1] == "+" else "minus")
        )
    return Candidate("chemistry", position, match.end(), said, 75, "symbols of elements")


def _is_ion(sentence: Sentence, body: str, charge: str, end: int) -> bool:
    """Whether a plus or hyphen behind symbols is a charge: `Na+`, `Cl-`; not `C-4`, `In-`."""
    after = sentence.right(end)
    if charge[-1] in "-−" and (after.isalnum() or after in "-−"):
        return False
    known = any(c.isdecimal() for c in body) or body in _IONS or (body in ELEMENTS and len(body) == 2)
    return known and body not in _NO_IONS


def _is_formula(sentence: Sentence, body: str, symbols: list[str], end: int) -> bool:
    """Whether letters and digits on the line are a formula: `H2SO4`, `NaCl`; not `B12`, `USB3.0`, `NO`."""
    if re.search(r"0|[2-9]\d", body) or (sentence.right(end) == "." and sentence.right(end + 1).isdecimal()):
        return False
    if not any(c.isdecimal() for c in body):
        return body in _KNOWN_TWO and body not in ("CO", "NO", "HF")
    if len(symbols) == 1:
        return body in ("O2", "O3", "N2", "H2", "F2")
    return True


@at_sign("⁰¹²³⁴⁵⁶⁷⁸⁹")
def isotope(sentence: Sentence, position: int) -> Candidate | None:
    """`¹⁴C`, `³He`."""
    match = _ISOTOPE.match(sentence.text, position)
    if not match or sentence.left(position).isalnum():
        return None
    digits = "".join(SUPERSCRIPTS[c] for c in match[1])
    return Candidate(
        "chemistry",
        position,
        match.end(),
        f"{ELEMENTS[match[2]]} {cardinal(digits)}",
        82,
        "a raised number before an element",
    )


@at_word
def acidity(sentence: Sentence, position: int) -> Candidate | None:
    """`pH`."""
    match = re.compile(r"p(H|Ka)(?![a-z])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate(
        "chemistry",
        position,
        match.end(),
        f"{SPELLED}P {SPELLED}H" if match[1] == "H" else f"{SPELLED}P {SPELLED}KA",
        70,
        "a measure of acidity",
    )


@at_word
def key(sentence: Sentence, position: int) -> Candidate | None:
    """`Eb major`, `F# minor`, `B♭`, `C#`."""
    match = re.compile(r"([A-G])(#|♯|♭|b|♮)(m|maj7|7)?(?![\w])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    following = sentence.next(match.end()).lower()
    if match[2] == "b" and not (
        following in _AFTER_KEY
        or sentence.mentions(position, frozenset(("key", "in")), 2)
        and sentence.last(position) in ("of", "in")
    ):
        return None
    name = {"#": "sharp", "♯": "sharp", "♭": "flat", "b": "flat", "♮": "natural"}[match[2]]
    suffix = {"m": " minor", "7": " seven", "maj7": " major seven"}.get(match[3] or "", "")
    return Candidate("music", position, match.end(), f"{SPELLED}{match[1]} {name}{suffix}", 72, "a note")


@at_word
def grade(sentence: Sentence, position: int) -> Candidate | None:
    """`A+`, `B-`: marks of school."""
    match = re.compile(r"(AB|[A-FO])([+−-])(?![\w+=-])").match(sentence.text, position)
    if (
        not match
        or not sentence.free_left(position)
        or re.match(r"\s?[\d(]", sentence.tail(match.end()))
        and sentence.has_equals
    ):
        return None
    if (
        match[2] == "-"
        and sentence.text[match.end() : match.end() + 1].isspace()
        and match[1] in "A"
        and sentence.begins(position)
    ):
        return None
    return Candidate(
        "code",
        position,
        match.end(),
        f"{SPELLED}{match[1]} {'plus' if match[2] == '+' else 'minus'}",
        66,
        "a mark of school",
    )


@at_word
def plus_after_letters(sentence: Sentence, position: int) -> Candidate | None:
    """`LGBTQ+`, `C++`, `C#`, `Ctrl+C`, `F#`."""
    text = sentence.text
    match = re.compile(r"([A-Za-z]{1,2})(\+\+|#)(?![\w])").match(text, position)
    if match and sentence.free_left(position) and match[1] in _LANGUAGES:
        name = "plus plus" if match[2] == "++" else "sharp"
        return Candidate(
            "technical", position, match.end(), f"{SPELLED}{match[1].upper()} {name}", 74, "a programming language"
        )
    match = re.compile(
        r"(Ctrl|Alt|Shift|Cmd|Command|Control|Option|Fn|Win|Esc|Tab|Enter|⌘)((?:\s?[+-]\s?(?:[A-Z][a-z]+|[A-Z]"
        r"|F\d{1,2}|\d))+)(?![\w])",
        re.I,
    ).match(text, position)
    if match and sentence.free_left(position):
        said = [_KEYS.get(match[1].lower(), match[1])]
        for part in re.findall(r"[A-Za-z]+|\d+", match[2]):
            said.append(
                _KEYS.get(part.lower())
                or (cardinal(part) if part.isdecimal() else SPELLED + part.upper() if len(part) == 1 else part)
            )
        return Candidate("technical", position, match.end(), " ".join(said), 76, "keys pressed together")
    return None


_KEYS = {
    "ctrl": "control",
    "cmd": "command",
    "esc": "escape",
    "win": "windows",
    "fn": "function",
    "del": "delete",
    "alt": "alt",
}
