"""Program code between backticks, and what looks like it in running text."""

from __future__ import annotations

import re

from frontend_text.english.numbers import cardinal, number, spell_digits
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_sign, at_word
from frontend_text.english.reading.identifiers.codes import digits, letters
from frontend_text.english.reading.sentence import Sentence
from frontend_text.english.tables.signs import CODE_SIGNS, IN_CODE

_SPAN = re.compile(r"(`{1,3})(?!`)([^`]{1,400})\1(?!`)")
_PIECE = re.compile(
    r"(?P<number>\d+(?:\.\d+)*)|(?P<name>[A-Za-z]+)|(?P<operator>[=!<>+*/|&:-]{2,3}|\.{2,3})|(?P<blank>\s+)"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_HUMP = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z])|[A-Z]{2,}s?|[A-Z]?[a-z]+|[A-Z]")
_CALL = re.compile(r"[A-Za-z_][\w.]*\(\)")


def read_code(code: str) -> str:
    """Code in words: '--verbose' -> 'dash dash verbose', 'x >= 5' -> 'x greater than or equal to 5'."""
    if re.fullmatch(r"\s*[|*+=<>/\\&^~%@#$_!?:;.,()\[\]{}'\"-]\s*", code):
        return _NAMES_ALONE.get(code.strip()) or CODE_SIGNS.get(code.strip()) or code
    return " ".join(said for _, _, said in code_words(code)).strip(",; ")


def code_words(code: str) -> list[tuple[int, int, str]]:
    """The blank-separated words of code: start, end, and how each is said."""
    words: list[tuple[int, int, list[str]]] = []
    blank = True
    for match in _PIECE.finditer(code):
        kind, piece = match.lastgroup, match[0]
        if kind == "blank":
            blank = True
            continue
        if kind == "number":
            said = _number(piece, code, match.start())
        elif kind == "name":
            said = _name(piece, code, match)
        elif kind == "operator":
            said = _operator(piece)
        else:
            said = _sign(piece, code, match.start())
        if blank:
            words.append((match.start(), match.end(), [said]))
        else:
            start, _, parts = words[-1]
            words[-1] = (start, match.end(), [*parts, said])
        blank = False
    return [
        (start, end, re.sub(r"\s+([,;:])", r"\1", " ".join(part for part in parts if part)))
        for start, end, parts in words
    ]


_NAMES_ALONE = {
    "(": "open parenthesis", ")": "close parenthesis", "[": "open bracket", "]": "close bracket",
    "{": "open brace", "}": "close brace", ";": "semicolon", ":": "colon", ",": "comma", ".": "dot",
    "'": "single quote", '"': "double quote", "!": "exclamation mark", "*": "asterisk", "-": "dash",
}  # fmt: skip


def _number(piece: str, code: str, position: int) -> str:
    if piece.count(".") > 1:
        return " point ".join(cardinal(part) for part in piece.split("."))
    if position and (code[position - 1].isalpha() or code[position - 1] == "_"):
        return digits(piece) if "." not in piece else number(piece)
    return number(piece) if len(piece) < 8 else spell_digits(re.sub(r"\D", "", piece))


def _name(piece: str, code: str, match: re.Match[str]) -> str:
    if len(piece) == 1:
        return SPELLED + piece.upper()
    if re.search(r"\d", code[match.end() : match.end() + 1]) and piece.isupper():
        return letters(piece)
    humps = _HUMP.findall(piece)
    if len(humps) > 1 and not piece.isupper():
        return " ".join(SPELLED + hump.upper() if len(hump) == 1 and hump not in "AaI" else hump for hump in humps)
    if len(piece) <= 4 and not re.search(r"[aeiouyAEIOUY]", piece):
        return SPELLED + piece.upper()
    if piece.isupper() and len(piece) > 3:
        return piece.lower()
    return piece


def _operator(piece: str) -> str:
    if piece in IN_CODE:
        return IN_CODE[piece]
    if re.fullmatch(r"-+", piece):
        return " ".join(["dash"] * len(piece))
    return " ".join(CODE_SIGNS.get(sign, "") for sign in piece)


def _sign(sign: str, code: str, position: int) -> str:
    if sign == "!" and not code[position + 1 : position + 2].isalnum():
        return ","
    if sign == ".":
        following = code[position + 1 : position + 2]
        return "dot" if following.isalnum() or following == "_" else ","
    if (
        sign == "-"
        and code[position + 1 : position + 2].isdecimal()
        and (position == 0 or code[position - 1] in " (=,[")
    ):
        return "minus"
    if sign == "-" and code[position - 1 : position] == " " and code[position + 1 : position + 2] == " ":
        return "minus"
    if sign == "'" and position and code[position - 1].isalpha() and code[position + 1 : position + 2].isalpha():
        return ""
    if sign in CODE_SIGNS:
        return CODE_SIGNS[sign]
    return sign if sign.isalpha() else ""


@at_sign("`")
def code_span(sentence: Sentence, position: int) -> Candidate | None:
    """`` `max_tokens` ``; the marks themselves are silent."""
    match = _SPAN.match(sentence.text, position)
    if not match:
        quote = re.compile(r"``").match(sentence.text, position)
        if quote:
            return Candidate("markup", position, position + 2, '"', 40, "a typewriter's quotation mark")
        return Candidate("markup", position, position + 1, " ", 20, "a mark of code")
    content = match[2]
    if match[1] == "``" and re.match(r"[\w'].* ", content) and not re.search(r"[=(){};<>_|\[\]]", content):
        return Candidate("markup", position, position + 2, '"', 40, "a typewriter's quotation mark")
    if match[1] == "``" and re.search(r"``", sentence.tail(match.end())) and len(content) > 20:
        return None
    said = read_code(content)
    words = code_words(content) if " " in content.strip() else []
    begin = match.start(2)
    parts = [(begin + start, begin + end, word) for start, end, word in words]
    if parts:  # the marks belong to the words beside them
        parts[0] = (position, *parts[0][1:])
        parts[-1] = (parts[-1][0], match.end(), parts[-1][2].strip(",; "))
    return Candidate("code", position, match.end(), said, 95, "between backticks", parts=tuple(parts))


@at_word
def snake_case(sentence: Sentence, position: int) -> Candidate | None:
    """`max_tokens`, `print("Hello")`, `foo()`."""
    text = sentence.text
    match = re.compile(r"[A-Za-z][A-Za-z0-9]{0,60}(?:_[A-Za-z0-9]{1,60}){1,20}(?:\(\))?(?![\w@])").match(text, position)
    if match and sentence.free_left(position):
        return Candidate("code", position, match.end(), read_code(match[0]), 64, "words joined by underscores")
    match = _CALL.match(text, position)
    if match and sentence.free_left(position):
        return Candidate("code", position, match.end(), read_code(match[0]), 60, "a call")
    return None


@at_word
def camel_case(sentence: Sentence, position: int) -> Candidate | None:
    """`myVariableName`, `getUserById`; not `iPhone`, `McKellen`."""
    match = re.compile(r"[a-z]{2,}(?:[A-Z][a-z]+)+(?![\w'’])").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate("code", position, match.end(), " ".join(_HUMP.findall(match[0])), 58, "capitals inside a word")


@at_word
def method(sentence: Sentence, position: int) -> Candidate | None:
    """`np.array`, `os.path.join(a)`."""
    match = re.compile(r"[a-z]{1,8}(?:\.[a-z_]+){1,4}\([^()\s]{0,40}\)").match(sentence.text, position)
    if not match or not sentence.free_left(position):
        return None
    return Candidate("code", position, match.end(), read_code(match[0]), 82, "a call of a method")
