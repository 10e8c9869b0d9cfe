"""What was done to a fleet and what was seen: a row of the table, and what it misses of what is required."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loadtest.results.report import markdown_table


@dataclass(frozen=True)
class Row:
    """One thing that happens to a fleet."""

    what: str
    seen: str
    """In a sentence."""
    required: Mapping[str, bool]
    """What is asked, and whether it was so."""
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def missed(self) -> list[str]:
        """What is asked and was not so."""
        return [asked for asked, is_so in self.required.items() if not is_so]


def fleet_table(rows: list[Row]) -> str:
    """Markdown."""
    head = ("what happens", "seen", "required", "")
    return markdown_table(
        head, [(row.what, row.seen, "; ".join(row.required), "missed" if row.missed else "passed") for row in rows]
    )
