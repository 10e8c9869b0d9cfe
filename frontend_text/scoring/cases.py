"""Score normalisation against a table of written and spoken forms."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ALTERNATIVES = " ||| "


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a table: `[lang] category input expected`, tab-separated, under a header with these names.

    `readings` is another name for `expected`.
    """

    language: str
    category: str
    written: str
    expected: tuple[str, ...]


@dataclass(slots=True)
class Score:
    """How many cases of a category were right, and what the others gave."""

    right: int = 0
    wrong: list[tuple[Case, str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All cases."""
        return self.right + len(self.wrong)


def read_cases(file: Path, language: str = "en") -> Iterator[Case]:
    """The rows of a table; `language` is for tables without a column of it."""
    with file.open(encoding="utf-8", newline="\n") as lines:
        names = next(lines).rstrip("\n").split("\t")
        for line in lines:
            row = dict(zip(names, line.rstrip("\n").split("\t"), strict=False))
            expected = tuple((row.get("expected") or row.get("readings", "")).split(ALTERNATIVES))
            yield Case(row.get("lang", language), row.get("category", ""), row.get("input", ""), expected)


def comparable(spoken: str) -> str:
    """Without case, punctuation and repeated blanks: what is left is what is heard."""
    return " ".join(re.sub(r"[^\w\s]", " ", spoken.lower()).split())


def score(
    cases: Iterable[Case],
    normalizer_of: Callable[[str], Callable[[str], str]],
    forms: Callable[[str], set[str]] | None = None,
) -> dict[tuple[str, str], Score]:
    """Scores by (language, category); `normalizer_of` gives the function that normalises a language.

    forms: the forms of a reading, one of which must be shared; only `comparable` if there is none.
    """
    forms = forms or (lambda said: {comparable(said)})
    scores: dict[tuple[str, str], Score] = {}
    normalizers: dict[str, Callable[[str], str]] = {}
    for case in cases:
        if case.language not in normalizers:
            normalizers[case.language] = normalizer_of(case.language)
            normalizers[case.language]("5")  # load before the clock starts
        begin = time.perf_counter()
        said = normalizers[case.language](case.written)
        result = scores.setdefault((case.language, case.category), Score())
        result.seconds.append(time.perf_counter() - begin)
        heard = forms(said)
        if any(not heard.isdisjoint(forms(expected)) for expected in case.expected):
            result.right += 1
        else:
            result.wrong.append((case, said))
    return scores


def report(scores: dict[tuple[str, str], Score], show_wrong: bool = False) -> Iterator[str]:
    """A table of the scores, one line per category, the last line for all."""
    seconds = sorted(s for result in scores.values() for s in result.seconds)
    for (language, category), result in sorted(scores.items()):
        percent = 100 * result.right / result.total
        yield f"{language:5} {category:24} {result.right:5} / {result.total:<5} {percent:6.1f} %"
        if show_wrong:
            for case, said in result.wrong:
                yield f"      {case.written!r}: {said!r}, expected {' or '.join(map(repr, case.expected[:3]))}"
    right = sum(result.right for result in scores.values())
    total = sum(result.total for result in scores.values())
    median_ms = 1000 * seconds[len(seconds) // 2] if seconds else 0.0
    yield f"all   {right} / {total} = {100 * right / max(total, 1):.2f} %, median {median_ms:.2f} ms a case"
