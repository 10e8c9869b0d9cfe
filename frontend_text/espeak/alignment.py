"""Which part of a sentence's phonemes is each word's, where espeak joins words or says one as several.

espeak reads "il y a un homme" as `il iʲ a œ̃n ˈɔm` and "1990" as four words. The same words read one by one have known
borders; where the two readings agree symbol by symbol, the borders carry over.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from frontend_text.pronunciation.layout import JOINED


def divide(sentence: str, alone: Sequence[str]) -> list[str]:
    """The sentence's phonemes cut into one piece per word, in order; nothing is lost, nothing changed.

    alone: each word's own phonemes, "" for what has no sound. A piece that continues the one before it, with no blank
    between, begins with JOINED.
    """
    symbols, blanks = _symbols(sentence)
    words = [_symbols(word)[0] for word in alone]
    borders = _borders(words, symbols, blanks)
    pieces = []
    for begin, end in zip(borders, borders[1:], strict=False):
        piece = "".join(
            (" " if place in blanks and place > begin else "") + symbols[place] for place in range(begin, end)
        )
        pieces.append(JOINED + piece if piece and begin and begin not in blanks else piece)
    return pieces


def _symbols(phonemes: str) -> tuple[list[str], frozenset[int]]:
    """Symbols with what belongs to them (stress before, modifiers after), and before which of them there is a blank."""
    symbols: list[str] = []
    blanks: set[int] = set()
    stress = ""
    for symbol in phonemes:
        if symbol == " ":
            blanks.add(len(symbols))
        elif symbol in "ˈˌ":
            stress += symbol
        elif (
            symbols
            and not stress
            and len(symbols) not in blanks
            and (symbol in "ːˑʲʰʷ" or "\u0300" <= symbol < "\u0370")
        ):
            symbols[-1] += symbol
        else:
            symbols.append(stress + symbol)
            stress = ""
    if stress and symbols:
        symbols[-1] += stress
    return symbols, frozenset(blanks)


def _borders(words: list[list[str]], symbols: list[str], blanks: frozenset[int]) -> list[int]:
    """Where each word begins among the sentence's symbols, and where the last one ends."""
    alone = [symbol.strip("ˈˌ") for word in words for symbol in word]
    together = [symbol.strip("ˈˌ") for symbol in symbols]
    blocks = SequenceMatcher(None, alone, together, autojunk=False).get_matching_blocks()
    borders, position, block, last = [0], 0, 0, 0
    sounding = [number for number, word in enumerate(words) if word]
    for number, word in enumerate(words):
        position += len(word)
        if not word or number == sounding[-1]:
            borders.append(len(symbols) if sounding and number >= sounding[-1] else last)
            last = borders[-1]
            continue
        while blocks[block].a + blocks[block].size < position:
            block += 1
        here = blocks[block]
        if here.a < position:  # within a stretch on which both readings agree, or at its end
            at = here.b + position - here.a
            if position == here.a + here.size:  # what follows differs: the border may lie later, at a blank
                following = blocks[min(block + 1, len(blocks) - 1)]
                at = next(
                    (place for place in range(at, following.b + 1) if place in blanks and following.a == position), at
                )
        else:  # between two such stretches: in proportion, at a blank if there is one near
            before = blocks[block - 1] if block else None
            a, b = (before.a + before.size, before.b + before.size) if before else (0, 0)
            share = (position - a) / max(1, here.a - a)
            at = b + round(share * (here.b - b))
            near = [place for place in blanks if b <= place <= here.b]
            at = min(near, key=lambda place: abs(place - at), default=at)
        last = max(last, at)
        borders.append(last)
    for number, word in enumerate(words[:-1]):  # a word left without a sound takes the first of several of the next
        begin, end = borders[number + 1], borders[number + 2]
        if word and borders[number] == begin:
            borders[number + 1] = min((place for place in blanks if begin < place < end), default=begin)
    return borders
