"""What no class has claimed, token by token: words as they are, digits, punctuation, the names of signs."""

from __future__ import annotations

import re
import unicodedata

from frontend_text import characters
from frontend_text.english.numbers import number, spell_digits
from frontend_text.english.reading.candidate import SPELLED
from frontend_text.english.reading.sentence import Kind, Sentence, Token
from frontend_text.english.tables.signs import PUNCTUATION, SPOKEN_PUNCTUATION, SYMBOLS

_RULE = re.compile(r"([-=_*~#+.·•—–―/\\|<>^%&$@])\1{3,}|\.{2,}|…+")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-˿Ḁ-ỿ]")


def read_token(sentence: Sentence, token: Token) -> tuple[str, int, bool]:
    """How a token is said, where it ends (a run of a sign is read at once), and whether nobody could say it."""
    if token.kind is Kind.WORD:
        return _word(sentence, token)
    if token.kind is Kind.DIGITS:
        digits = token.text
        said = spell_digits(digits) if len(digits) > 15 or digits[0] == "0" and len(digits) > 1 else number(digits)
        return said, token.end, False
    match = _RULE.match(sentence.text, token.start)
    if match:
        return ("…" if match[0][0] in ".·•…" else "—"), match.end(), False
    return sign(sentence, token.start)


def _word(sentence: Sentence, token: Token) -> tuple[str, int, bool]:
    text = token.text.replace("’", "'")
    if not _LATIN.match(text):
        said = _other_script(text)
        return said, token.end, not said
    alone = not sentence.left(token.start).isalnum() and not sentence.right(token.end).isalnum()
    if len(text) == 1 and text.isalpha() and text not in "aAI" and text.isascii():
        left, right = sentence.left(token.start), sentence.right(token.end)
        if left.isdecimal() or right.isdecimal() or (alone and not (left in "'’" or right in "'’")):
            return SPELLED + (text.upper() if left.isdecimal() or right.isdecimal() else text), token.end, False
    beside_digit = sentence.left(token.start).isdecimal() or sentence.right(token.end).isdecimal()
    if beside_digit and text.isupper() and len(text) <= 3 and text.isalpha():
        return SPELLED + text, token.end, False
    return text, token.end, False


def _other_script(letters: str) -> str:
    if len(letters) == 1 and "GREEK" in characters.unicode_name(letters):
        return characters.name(letters)
    return characters.romanise(letters).replace("  ", " ")


def sign(sentence: Sentence, position: int) -> tuple[str, int, bool]:
    """One sign that stands for itself."""
    text = sentence.text
    character, end = text[position], position + 1
    while (
        end < len(text)
        and text[end] == character
        and character not in PUNCTUATION
        and character not in SYMBOLS
        and not characters.is_silent(character)
    ):
        end += 1
    if character in PUNCTUATION:
        return _punctuation(sentence, position), end, False
    if character in SYMBOLS:
        return _symbol(sentence, position), end, False
    if "\u2500" <= character <= "\u25ff":
        while end < len(text) and "\u2500" <= text[end] <= "\u25ff":
            end += 1
        return " ", end, False
    if character.isdecimal():
        while end < len(text) and text[end].isdecimal():
            end += 1
        digits = "".join(str(unicodedata.decimal(c)) for c in text[position:end])
        return number(digits), end, False
    if characters.is_unknown(character):
        return "", end, True
    if characters.is_silent(character) or "EMOJI MODIFIER" in characters.unicode_name(character):
        return "", position + 1, False
    return f" {named(character)} ", end, False


def named(character: str) -> str:
    """What a character that is neither punctuation nor a usual sign is called."""
    if character.isalnum():
        folded = characters.fold_latin(character)
        if folded != character and folded.isascii() and folded.isalnum():
            return number(folded) if folded.isdecimal() else folded
        for form in ("NFKC",):
            plain = unicodedata.normalize(form, character)
            if plain != character and plain.isascii() and plain.isdecimal():
                return number(plain)
    return characters.name(character)


def _punctuation(sentence: Sentence, position: int) -> str:
    character = sentence.text[position]
    said = PUNCTUATION[character]
    if character in "-–":
        left, right = sentence.left(position), sentence.right(position + 1)
        if left.isspace() and right.isspace():
            return "—"
        if character == "–" and left.isalpha() and right.isalpha():
            return "—"
        if character == "-" and not left.isalnum():
            return "" if left not in ").,%" else "-"
    return said


def _symbol(sentence: Sentence, position: int) -> str:
    character = sentence.text[position]
    left, right = sentence.left(position), sentence.right(position + 1)
    if character == "/" and sentence.begins(position) and right.isspace():
        return "/"
    if character == "/":
        words = re.compile(r"[a-z]{5,}/[a-z]{5,}(?![a-z])").match(sentence.text, _word_start(sentence.text, position))
        joined = left.isalnum() and right.isalnum() and (left.isalpha() or right.isalpha())
        return "/" if joined and not words else " slash "
    if character == "º" or character == "ª":
        return " degrees " if character == "º" else ""
    return f" {SYMBOLS[character]} " if SYMBOLS[character] else " "


def _word_start(text: str, end: int) -> int:
    start = end
    while start and text[start - 1].isalpha() and end - start < 24:
        start -= 1
    return start


def is_punctuation(said: str) -> bool:
    """Whether a reading is nothing but a mark that voices know."""
    return said in SPOKEN_PUNCTUATION
