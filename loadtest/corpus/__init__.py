"""The texts that load tests speak: short, medium and long ones made of one corpus."""

from __future__ import annotations

from pathlib import Path

ENGLISH = Path(__file__).parent / "english.txt"
_JUDGED_TOO = ENGLISH.with_name("judged.txt")
_SHORT_WORDS = 16
_LONG_LINES = 8


def english() -> list[str]:
    """The lines of the corpus, one to three sentences each; what benchmarks use."""
    return _lines(ENGLISH)


def english_to_judge() -> list[str]:
    """Those and as many more that there are over 60 sentences: what engines are compared by."""
    return english() + _lines(_JUDGED_TOO)


def english_by_length() -> dict[str, list[str]]:
    """The same texts as `short` (one sentence), `medium` (the rest) and `long` (eight lines in one, about 90 s)."""
    lines = english()
    short = [line for line in lines if len(line.split()) <= _SHORT_WORDS]
    return {
        "short": short,
        "medium": [line for line in lines if line not in short],
        "long": [" ".join(lines[first : first + _LONG_LINES]) for first in range(0, len(lines), _LONG_LINES)],
    }


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line]
