"""Make frontend_text/english/pronunciation/cmudict_words.tsv out of CMUdict: python scripts/make_english_words.py FILE

FILE is `cmudict.dict` as the package `cmudict` (1.1.3, its data under BSD-2-Clause) carries it. Kept are the words that
the lexicon of `hibari-tts` lacks, and those that it works out from endings or has from its second dictionary in
another way than CMUdict, beyond notation (see comparison.py). What its first dictionary says stands, except for
`corrections.tsv`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from hibari.g2p import G2P, Context
from hibari.g2p.token import Tok

from frontend_text.english.pronunciation.arpabet import misaki_of_arpabet
from frontend_text.english.pronunciation.comparison import same_up_to_notation
from frontend_text.english.pronunciation.dictionary import CMUDICT_WORDS, extend

_HEADER = """\
# English words and names: word, tab, American sounds in the voices' alphabet (misaki's). Sorted by bytes.
# From the CMU Pronouncing Dictionary, Copyright (C) 1993-2015 Carnegie Mellon University; conditions and disclaimer in
# CMUDICT-LICENSE.txt beside this file. Made by scripts/make_english_words.py.
"""
_WORD = re.compile(r"(?=..)[a-z]+(?:'[a-z]+)*")
_LEXICON_KNOWS_BETTER = frozenset(
    "im that'll that'd there'll there'd it'd what'd who'd colin fellas memes hectares synonyms synonym association's "
    "employees emailed emails schizophrenic endurance refugees vegan meme outta whatcha gotcha".split()
)
"""Of what CMUdict says otherwise; chosen by eye among the words that people use most."""


def pronunciations(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Each word of CMUdict with its pronunciations, the first one first."""
    said: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").split("\n"):
        word, *sounds = line.partition("#")[0].split() or [""]
        if sounds:
            said.setdefault(re.sub(r"\(\d+\)$", "", word), []).append(misaki_of_arpabet(sounds))
    yield from said.items()


def main() -> None:
    said_of = dict(pronunciations(Path(sys.argv[1])))
    wanted = {word: said for word, said in said_of.items() if _WORD.fullmatch(word)}
    for word in [*_LEXICON_KNOWS_BETTER, *(word for word in wanted if word[-2:] == "'s" and word[:-2] in wanted)]:
        wanted.pop(word, None)  # a possessive comes from its stem
    kept: dict[str, str] = {}
    for is_again in (False, True):  # with the words of the first round, other stems are found for some
        lexicon = G2P(oov=False).lexicon
        if is_again:
            extend(lexicon, british=False)
        for word, said in wanted.items():
            if word not in kept and word not in lexicon.golds:
                known, _ = lexicon(Tok(word, "NN"), Context())
                if known is None or not any(same_up_to_notation(known, one) for one in said):
                    kept[word] = said[0]
        write(kept)


def write(words: dict[str, str]) -> None:
    lines = sorted(f"{word}\t{said}\n" for word, said in words.items())
    CMUDICT_WORDS.write_text(_HEADER + "".join(lines), encoding="utf-8")
    print(f"{len(words)} words in {CMUDICT_WORDS.name}")


if __name__ == "__main__":
    main()
