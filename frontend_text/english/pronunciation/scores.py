"""Score English sounds against tables of words and of sentences with homographs.

python -m frontend_text.english.pronunciation.scores tests/data/pronunciation/*.tsv [--wrong]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from frontend_text.english.pronunciation.arpabet import misaki_of_arpabet
from frontend_text.english.pronunciation.comparison import same_up_to_notation
from frontend_text.spoken import SpokenWord

Phonemize = Callable[[Sequence[SpokenWord]], list[str]]


@dataclass(slots=True)
class WordScore:
    """How many sounds were right, and what the others were."""

    right: int = 0
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    """Word or sentence, what was said, what was expected."""

    @property
    def total(self) -> int:
        """All cases."""
        return self.right + len(self.wrong)

    def report(self, name: str, show_wrong: bool) -> Iterator[str]:
        """A line with the score, and one for each that was wrong."""
        yield f"{name:30} {self.right:5} / {self.total:<5} {100 * self.right / max(self.total, 1):6.1f} %"
        if show_wrong:
            for written, said, expected in self.wrong:
                yield f"      {written}: {said}, expected {expected}"

    def add(self, written: str, said: str, expected: str, is_right: bool) -> None:
        """Count one case."""
        if is_right:
            self.right += 1
        else:
            self.wrong.append((written, said, expected))


def score_table(phonemize: Phonemize, table: Path) -> WordScore:
    """The score of a table of words or of homographs, which its header tells apart."""
    with table.open(encoding="utf-8") as lines:
        has_sentences = "sentence" in next(lines).rstrip("\n").split("\t")
    return score_homographs(phonemize, table) if has_sentences else score_words(phonemize, table)


def score_words(phonemize: Phonemize, table: Path) -> WordScore:
    """Words said alone against a table with the columns of `census_names.tsv`: any of its pronunciations will do."""
    score = WordScore()
    for row in _rows(table):
        written = row.get("name") or row["word"]
        (said,) = phonemize([SpokenWord(written, 0, len(written))])
        expected = [misaki_of_arpabet(sounds.split()) for sounds in row["arpabet"].split(" / ")]
        score.add(written, said, " / ".join(expected), any(same_up_to_notation(said, one) for one in expected))
    return score


def score_homographs(phonemize: Phonemize, table: Path, only: str | None = None) -> WordScore:
    """Homographs in their sentences, by their exact sound; `only` one set of the table."""
    score = WordScore()
    for row in _rows(table):
        if only in (None, row["set"]):
            said = sound_in_sentence(phonemize, row["sentence"], row["word"])
            score.add(row["sentence"], said, row["sound"], said == row["sound"])
    return score


def sound_in_sentence(phonemize: Phonemize, sentence: str, word: str) -> str:
    """How the first place of a word in a sentence is said. Raises StopIteration if it is not there."""
    words = sentence.split()
    place = next(at for at, written in enumerate(words) if re.match(rf"\W*{re.escape(word)}\b", written, re.I))
    return phonemize([SpokenWord(written, 0, len(written)) for written in words])[place].strip('.,;:!?"“”() ')


def _rows(table: Path) -> Iterator[dict[str, str]]:
    with table.open(encoding="utf-8") as lines:
        names = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(names, line.rstrip("\n").split("\t"), strict=True))


def main(arguments: Sequence[str]) -> None:
    """Print the score of each table, with `--wrong` also what was wrong."""
    from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme

    engine = HibariGraphemeToPhoneme()
    for table in arguments:
        if table != "--wrong":
            score = score_table(engine.phonemize, Path(table))
            for line in score.report(Path(table).stem, "--wrong" in arguments):
                print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
