"""Compare what the front end gives a Piper voice with what espeak-ng says, sentence by sentence.

    python -m loadtest.peers.compare_phonemes                                        3,000 English sentences
    python -m loadtest.peers.compare_phonemes --language es --words spanish.txt      sentences drawn from a word list
    python -m loadtest.peers.compare_phonemes --language es --text book.txt          the lines of a text

English sentences are templates filled with words of hibari's lexicon. A word list has one word a line, the most
frequent first; sentences are drawn from it at random, half of the words from the first 150. Needs the extra `espeak`.
Prints the segment error rate (edit distance over espeak's symbols) and the most frequent differences, then one JSON
line.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from frontend_text import ESPEAK, Frontend
from frontend_text.espeak.process import EspeakProcess, espeak
from frontend_text.espeak.voices import espeak_voice
from tritone.families.piper.phonemes import espeak_spelling

TEMPLATES = (
    "The {} of the {} was in a {} and nobody had seen it.",
    "I have to go to the {}, but I don't know what {} means to you.",
    "She would have been at her {} if it were not for an {} or two.",
    "We can {} them from the {} that he gave us, can't we?",
    "There is a {} on every {}, so they are all going to {} again.",
    "When did you {} your {} with him?",
    "After the {} he said that his {} should be as {} as mine.",
    "Most of our {} are about {}; some of them do not {}.",
    "It is not only the {}, it's also what you do with that {}.",
    "Who could have {} such a {} before the end of the year?",
    "You'll find that these {} were made by people who {} in another country.",
    "Because of the {}, neither the {} nor its {} will be here until tomorrow.",
)
MARKS = re.compile(r"[.,;:!?\"()\-]")
STRESS = re.compile(r"[ˈˌ]")
STRESS_AND_LENGTH = re.compile(r"[ˈˌː]")


def english_words() -> list[str]:
    """Ordinary words of hibari's lexicon."""
    import hibari.g2p

    with gzip.open(Path(hibari.g2p.ASSETS) / "lexicon_us_gold.json.gz", "rt", encoding="utf-8") as file:
        return sorted(word for word in json.load(file) if re.fullmatch(r"[a-z]{3,11}", word))


def english(count: int, draw: random.Random) -> Iterator[str]:
    words = english_words()
    for number in range(count):
        yield re.sub(r"\{\}", lambda _: draw.choice(words), TEMPLATES[number % len(TEMPLATES)])


def from_words(file: Path, count: int, draw: random.Random) -> Iterator[str]:
    words = file.read_text(encoding="utf-8").split()
    for _ in range(count):
        chosen = [draw.choice(words[:150] if draw.random() < 0.5 else words) for _ in range(draw.randint(5, 10))]
        chosen[len(chosen) // 2] += "," * (draw.random() < 0.4)
        yield " ".join(chosen) + "."


def ours(frontend: Frontend, sentence: str) -> str:
    phonemes = " ".join(segment.phonemes for segment in frontend.read(sentence, 0, 10_000).segments)
    return "".join(espeak_spelling(phonemes, frontend.language))


def espeaks(worker: EspeakProcess, voice: str, sentence: str) -> str:
    [clauses] = worker.phonemize(voice, [sentence])
    return " ".join(phonemes + mark for phonemes, mark in clauses)


def symbols(phonemes: str) -> list[str]:
    """Without punctuation and blanks, which are not sounds: espeak leaves blanks out between some words."""
    return list(unicodedata.normalize("NFD", MARKS.sub("", phonemes).replace(" ", "")))


def distance(left: Sequence[str], right: Sequence[str]) -> int:
    """Least number of symbols to insert, remove or replace."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        above = row
        row = [i]
        for j, b in enumerate(right, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1]


@dataclass
class Comparison:
    """What differs between espeak-ng and the front end, summed over sentences."""

    sentences: int = 0
    same: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """Symbols to insert, remove or replace, by kind of comparison."""
    lengths: Counter[str] = field(default_factory=Counter)
    """Symbols that espeak-ng says."""
    symbols_changed: Counter[tuple[str, str]] = field(default_factory=Counter)
    words_changed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, expected: str, said: str) -> None:
        """Compare one sentence."""
        self.sentences += 1
        self.same += expected.split() == said.split()
        for kind, left_out in (("all", None), ("no stress", STRESS), ("no stress or length", STRESS_AND_LENGTH)):
            pair = [symbols(left_out.sub("", text) if left_out else text) for text in (expected, said)]
            self.errors[kind] += distance(*pair)
            self.lengths[kind] += len(pair[0])
        a, b = (symbols(STRESS.sub("", text)) for text in (expected, said))
        for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if kind != "equal":
                self.symbols_changed["".join(a[a1:a2]), "".join(b[b1:b2])] += 1
        a, b = (MARKS.sub("", text).split() for text in (expected, said))
        for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if kind == "replace" and a2 - a1 == b2 - b1:
                self.words_changed.update(zip(a[a1:a2], b[b1:b2], strict=True))

    def rates(self) -> dict[str, float]:
        """Shares of all sentences and symbols."""
        return {"identical": round(self.same / self.sentences, 4)} | {
            f"segment error rate, {kind}": round(self.errors[kind] / self.lengths[kind], 4) for kind in self.errors
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", default="en-us")
    parser.add_argument("--sentences", type=int, default=3000, help="how many (default: %(default)s)")
    parser.add_argument("--words", type=Path, help="word list to draw sentences from")
    parser.add_argument("--text", type=Path, help="text, one sentence a line")
    parser.add_argument("--shown", type=int, default=25, help="differences shown (default: %(default)s)")
    chosen = parser.parse_args()
    draw = random.Random(1)
    if chosen.text:
        sentences = chosen.text.read_text(encoding="utf-8").splitlines()[: chosen.sentences]
    elif chosen.words:
        sentences = list(from_words(chosen.words, chosen.sentences, draw))
    elif chosen.language.startswith("en"):
        sentences = list(english(chosen.sentences, draw))
    else:
        parser.error("languages other than English need --words or --text")
    frontend, worker = Frontend(chosen.language, alphabet=ESPEAK), espeak()
    voice = {"en-us": "en-us", "en-gb": "en-gb-x-rp"}.get(chosen.language) or espeak_voice(chosen.language)
    compared = Comparison()
    for sentence in sentences:
        compared.add(espeaks(worker, voice, sentence), ours(frontend, sentence))
    result = {"language": chosen.language, "sentences": len(sentences), **compared.rates()}
    for key, value in result.items():
        print(f"{key:42} {value}")
    for title, counted in (("symbols", compared.symbols_changed), ("words", compared.words_changed)):
        print(f"\n{title}: espeak-ng → front end, how often")
        for (expected, said), count in counted.most_common(chosen.shown):
            print(f"  {expected or '-':14} → {said or '-':14} {count}")
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
