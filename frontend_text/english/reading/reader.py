"""Read an English sentence: collect candidates at each place, let the surest win, join ranges, say what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frontend_text.english.reading import classes  # noqa: F401  (registers the readers)
from frontend_text.english.reading.candidate import (
    AT_DIGIT,
    AT_NAMED_WORD,
    AT_SIGN,
    AT_WORD,
    SPELLED,
    Candidate,
    Reader,
)
from frontend_text.english.reading.ranges import CONNECTOR, joined
from frontend_text.english.reading.sentence import Kind, Sentence, Token
from frontend_text.english.reading.words.signs import read_token
from frontend_text.tried import tried

_UNREMARKABLE = frozenset(' \u00a0,;!?)”"…\n')
_SUPERSCRIPT = re.compile("[₀-₉⁰-⁹⁺⁻²³¹]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the sentence and how it is said."""

    start: int
    end: int
    said: str
    kind: str = "plain"
    unspoken: bool = False
    rivals: tuple[Candidate, ...] = ()
    """Everything that was offered for the place, the winner first; for explanations."""


def candidates(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    """What is offered for the place where a token begins."""
    for reader in _readers(sentence, token):
        found = tried(reader, sentence, token.start)
        if found is not None and found.end > found.start:
            yield found


def _readers(sentence: Sentence, token: Token) -> list[Reader]:
    if token.kind is Kind.DIGITS:
        return AT_DIGIT
    if token.kind is Kind.SIGN:
        found = AT_SIGN.get(token.text, [])
        return found + AT_SIGN[""] if token.text >= "\u00a9" else found
    named = AT_NAMED_WORD.get(token.text.lower(), [])
    text = token.text
    if len(text) > 1 and (text.islower() or text.istitle()):
        right = sentence.right(token.end)
        if right in _UNREMARKABLE or (right == "." and not sentence.right(token.end + 1).isalnum()):
            return named
        if right in "'’-—–" and sentence.right(token.end + 1).isalpha() and "." not in sentence.text:
            return named
    return named + AT_WORD


def choose(sentence: Sentence, token: Token) -> tuple[Candidate, ...]:
    """The candidates of a place, the surest first; of equals the longer one."""
    return tuple(sorted(candidates(sentence, token), key=lambda c: (-c.score, -c.end)))


def read(sentence: Sentence, keep_emoji: bool = True) -> list[Piece]:
    """The sentence in pieces, side by side, blanks left out."""
    tokens = sentence.tokens
    at = {token.start: index for index, token in enumerate(tokens)}
    pieces: list[Piece] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind is Kind.BLANK:
            index += 1
            continue
        rivals = choose(sentence, token)
        if rivals:
            winner = _with_range(sentence, rivals[0], tokens, at)
            said = winner.said if keep_emoji or winner.kind != "emoji" else " "
            offered = (winner, *rivals[winner is rivals[0] :])
            for start, end, words in winner.parts or ((winner.start, winner.end, said),):
                pieces.append(Piece(start, end, words, winner.kind, rivals=offered))
                offered = ()
            end = winner.end
        else:
            said, end, unspoken = read_token(sentence, token)
            pieces.append(Piece(token.start, end, said, unspoken=unspoken))
        if end in at:
            index = at[end]
            continue
        while index < len(tokens) and tokens[index].end <= end:
            index += 1
        if index < len(tokens) and tokens[index].start < end:
            rest = tokens[index]  # a reading ended inside a word, as `29th` of `29th's`
            pieces.append(Piece(end, rest.end, rest.text[end - rest.start :].replace("’", "'")))
            index += 1
    return pieces


def _with_range(sentence: Sentence, first: Candidate, tokens: list[Token], at: dict[int, int]) -> Candidate:
    """The candidate, or the range that it begins."""
    connector = CONNECTOR.match(sentence.text, first.end)
    if not connector or connector.end() not in at:
        return first
    sentence.range_starts.add(connector.end())
    following = choose(sentence, tokens[at[connector.end()]])
    for second in following[:2]:
        found = tried(joined, sentence, first, second)
        if found:
            return found
    return first


def chunks(sentence: Sentence, pieces: list[Piece]) -> Iterator[tuple[int, int, str]]:
    """The blank-separated parts of the sentence, as (start, end, how it is said); a piece may hold blanks."""
    said, start, end = "", -1, -1
    for piece in pieces:
        if start >= 0 and sentence.text[end : piece.start].strip() == "" and piece.start > end:
            yield start, end, said
            said, start = "", -1
        if start < 0:
            start = piece.start
        said, end = _join(said, piece.said), piece.end
    if start >= 0:
        yield start, end, said


def _join(left: str, right: str) -> str:
    """Two parts of one written word; a blank between them only if both sides are words."""
    if left and right and (left[-1].isalnum() or left[-1] in ",;") and (right[0].isalnum() or right[0] == SPELLED):
        return f"{left} {right}"
    return left + right


_TIDY = re.compile(r"\s+([,;:.!?…)])")
_DOUBLE_COMMA = re.compile(r",(?:\s*,)+|,(?=[.;:!?])")


def spoken_words(said: str) -> list[tuple[str, bool]]:
    """The words of a reading, each with whether its letters are said one by one."""
    if "," in said or "  " in said or " " in said:
        said = _DOUBLE_COMMA.sub(
            lambda m: "," if m[0].rstrip().endswith(",") and m.end() < len(said) or len(m[0]) > 1 else "",
            _TIDY.sub(r"\1", said),
        )
    words: list[tuple[str, bool]] = []
    for word in said.split():
        if SPELLED not in word:
            words.append((word, False))
            continue
        for part in re.split(r"-(?=[\w\ue000])", word) if "-" in word else [word]:
            text = part.replace(SPELLED, "")
            if text:
                words.append((text, SPELLED in part))
    return words
