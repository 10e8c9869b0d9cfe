"""What a voice's card says about its licence, and whether that leaves a doubt about commercial use."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"^\W*licen[sc]e\W*:\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_KNOWN = (
    (r"\bNC\b|non-?commercial|research (use )?only", None, "no"),
    (r"\bcc[- ]?0\b|public domain|creativecommons\.org/publicdomain", "CC0-1.0", "yes"),
    (r"\bcc[- ]by[- ]sa[- ]4|creativecommons\.org/licenses/by-sa/4", "CC-BY-SA-4.0", "yes"),
    (r"\bcc[- ]by[- ]4|creativecommons\.org/licenses/by/4|attribution 4\.0", "CC-BY-4.0", "yes"),
    (r"\bcc[- ]by[- ]3|creativecommons\.org/licenses/by/3", "CC-BY-3.0", "yes"),
    (r"\bapache", "Apache-2.0", "yes"),
    (r"\bmit\b", "MIT", "yes"),
    (r"\bbsd\b", "BSD-3-Clause", "yes"),
)
"""Patterns in a card's licence line; the first that is found decides."""
_DOUBTFUL_BASE = re.compile(r"\blessac\b|blizzard", re.IGNORECASE)
UNKNOWN = "unknown"
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Licence:
    """As a voice's manifest has it."""

    name: str
    """SPDX identifier where it is known, else what the card says, or UNKNOWN."""
    commercial_use: str
    """"yes", "check" or "no"."""
    note: str


def judge_licence(card: str) -> Licence:
    """The licence that a Piper MODEL_CARD names; card: its text, "" when there is none."""
    found = _LINE.search(card)
    if not found:
        return Licence(UNKNOWN, "check", "Nothing here names its licence: ask whoever made it.")
    said = found[1].strip()
    for pattern, name, allowed in _KNOWN:
        if re.search(pattern, said, re.IGNORECASE):
            licence = Licence(name or said[:_LONGEST_NAME], allowed, f"Its card says: {said}.")
            break
    else:
        licence = Licence(said[:_LONGEST_NAME], "check", f"Its card says: {said}.")
    if licence.commercial_use == "yes" and _DOUBTFUL_BASE.search(card):
        return Licence(
            licence.name,
            "check",
            f"{licence.note} But it also names lessac, whose recordings (Blizzard "
            "2013) are licensed for research: check before commercial use.",
        )
    return licence
