"""Everything the front end is scored on, section by section; `python -m frontend_text score` prints them all.

A section is a function under `@section`; it gives counts and what went wrong. The tests hold each section's number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from frontend_text.english.pronunciation.scores import score_table
from frontend_text.frontend import Frontend
from frontend_text.languages import load_grapheme_to_phoneme
from frontend_text.scoring.cases import read_cases, score
from frontend_text.scoring.hearing import forms

DATA = Path(__file__).parents[2] / "tests" / "data"
"""The cases lie beside the tests, not in the package."""


@dataclass(slots=True)
class Result:
    """What a section came to."""

    right: int
    total: int
    wrong: list[str] = field(default_factory=list)
    """A line for each case that went wrong."""
    worst: tuple[str, float] | None = None
    """The part that did worst, and its percentage."""

    @property
    def percent(self) -> float:
        """Of 100."""
        return 100 * self.right / max(self.total, 1)


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the table."""

    name: str
    title: str
    wanted_percent: float
    """What the tests hold it to."""
    run: Callable[[], Result]


SECTIONS: dict[str, Section] = {}


def section(name: str, title: str, wanted_percent: float) -> Callable[[Callable[[], Result]], Callable[[], Result]]:
    """Register the decorated function as a section."""

    def register(run: Callable[[], Result]) -> Callable[[], Result]:
        SECTIONS[name] = Section(name, title, wanted_percent, run)
        return run

    return register


def scored(table: Path, lenient: bool) -> Result:
    """The cases of one table; lenient: whatever sounds the same is right, else only case and punctuation are free."""
    frontends: dict[str, Frontend] = {}

    def normalizer_of(language: str) -> Callable[[str], str]:
        return frontends.setdefault(language, Frontend(language)).normalize

    scores = score(read_cases(table), normalizer_of, forms if lenient else None)
    wrong = [
        f"[{category}] {case.written!r}: {said!r}, expected {case.expected[0]!r}"
        for (_, category), result in scores.items()
        for case, said in result.wrong
    ]
    parts = {
        f"{language} {category}": 100 * result.right / result.total for (language, category), result in scores.items()
    }
    worst = min(parts.items(), key=lambda part: part[1]) if parts else None
    return Result(sum(r.right for r in scores.values()), sum(r.total for r in scores.values()), wrong, worst)


@section("written", "English as people and language models write it", 98)
def written() -> Result:
    """529 inputs with every reading that a careful person would accept."""
    return scored(DATA / "text_normalization" / "agent_en.tsv", lenient=True)


@section("variants", "English, own variants of every kind that once went wrong", 99)
def variants() -> Result:
    """A few hundred sentences of our own."""
    return scored(DATA / "text_normalization" / "reader.tsv", lenient=True)


@section("nemo", "English, NeMo's cases", 98)
def nemo() -> Result:
    """Half of NeMo's cases."""
    return scored(DATA / "text_normalization" / "en.tsv", lenient=False)


@section("own", "English and German, what NeMo misses", 99)
def own() -> Result:
    """Written for the grammars of the first round."""
    return scored(DATA / "text_normalization" / "own.tsv", lenient=False)


@section("languages", "eleven other languages, NeMo's cases", 99)
def languages() -> Result:
    """Half of NeMo's cases."""
    return scored(DATA / "text_normalization" / "other_languages.tsv", lenient=False)


@section("lines", "18 other languages, lines as people write them", 90)
def lines() -> Result:
    """Written for this project, with the reading of an educated speaker."""
    return scored(DATA / "text_normalization" / "languages.tsv", lenient=False)


def sounds_of(table: str) -> Result:
    """Words, or homographs in their sentences, as the American engine says them."""
    scores = score_table(load_grapheme_to_phoneme("en-us").phonemize, DATA / "pronunciation" / table)
    wrong = [f"{written}: {said}, expected {expected}" for written, said, expected in scores.wrong]
    return Result(scores.right, scores.total, wrong)


@section("names", "names of the US census, as CMUdict has them up to notation", 90)
def names() -> Result:
    """1,866 first and last names, each alone."""
    return sounds_of("census_names.tsv")


@section("words", "the commonest English words, likewise", 98.5)
def words() -> Result:
    """6,000 of them."""
    return sounds_of("common_words.tsv")


@section("homographs", "homographs in sentences of our own", 93)
def homographs() -> Result:
    """93 words in 829 sentences; of 338 that the rules had not seen, 330 were right at first sight."""
    return sounds_of("homographs.tsv")


def table(chosen_names: list[str], show_wrong: bool = False) -> Iterator[str]:
    """A line per section with its score, what is wanted, and its weakest part."""
    for name in chosen_names or SECTIONS:
        chosen = SECTIONS[name]
        result = chosen.run()
        mark = "" if result.percent >= chosen.wanted_percent else "  SHORT"
        part, least = result.worst or ("", 100.0)
        worst = f"  worst: {part} {least:.0f} %" if least < 100 else ""
        yield (
            f"{name:12} {result.right:5} / {result.total:<5} {result.percent:6.1f} % (wanted {chosen.wanted_percent:g})"
            f"{mark}  {chosen.title}{worst}"
        )
        if show_wrong:
            yield from (f"      {line}" for line in result.wrong)
