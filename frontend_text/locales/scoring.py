"""How many lines of a table each language reads right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from frontend_text.scoring import comparable, read_cases


def score_by_language(table: Path, normalizer_of: Callable[[str], Callable[[str], str]]) -> dict[str, tuple[int, int]]:
    """Lines read right and all lines of each language, in the order of the table.

    table: columns `lang`, `category`, `input`, `expected`, as `scoring.read_cases` takes them; normalizer_of: gives the
    function that reads a line of a language.
    """
    scores: dict[str, tuple[int, int]] = {}
    readers: dict[str, Callable[[str], str]] = {}
    for case in read_cases(table):
        reader = readers.setdefault(case.language, normalizer_of(case.language))
        said = comparable(reader(case.written))
        right, total = scores.get(case.language, (0, 0))
        is_right = said in [comparable(expected) for expected in case.expected]
        scores[case.language] = (right + is_right, total + 1)
    return scores
