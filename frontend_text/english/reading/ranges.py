"""Two readings with a dash between them: ranges of numbers, sums, measures, times and dates."""

from __future__ import annotations

import re
from dataclasses import replace

from frontend_text.english.numbers import cardinal, ordinal
from frontend_text.english.reading.candidate import Candidate
from frontend_text.english.reading.sentence import Sentence

CONNECTOR = re.compile(r"\s?[-–—−]\s?(?=[\w$£€¥₹.~('’])|\s(?:[-–—])\s(?=\w)")
_JOINABLE = frozenset(("cardinal", "date", "time", "measure", "money", "ordinal", "roman", "fraction"))


def joined(sentence: Sentence, first: Candidate, second: Candidate) -> Candidate | None:
    """Both as one range, None if the dash between them is something else."""
    if first.kind == "date" and second.kind == "code" and "/" in sentence.text[second.start : second.end]:
        return None
    if first.kind not in _JOINABLE or second.kind not in _JOINABLE:
        return None
    said = _said(sentence, first, second)
    if said is None:
        return None
    if sentence.last(first.start) == "between" and said.startswith(f"{first.bare or first.said} to "):
        said = said.replace(" to ", " and ", 1)
    kind = second.kind if first.kind == "cardinal" else first.kind
    return replace(
        second,
        kind="range",
        start=first.start,
        said=said,
        score=max(first.score, second.score),
        why=f"a {kind} to a {second.kind}; {second.why}",
        value=None,
    )


def _said(sentence: Sentence, first: Candidate, second: Candidate) -> str | None:
    kinds = (first.kind, second.kind)
    if kinds == ("date", "cardinal") and first.bare and first.unit is None:
        day = second.value
        return f"{first.said} to {ordinal(str(int(day)))}" if day and day <= 31 and day == int(day) else None
    if kinds == ("date", "ordinal") and first.bare:
        return f"{first.said} to {second.said}"
    if second.value == 5000.0 and kinds[1] == "time":
        return f"{first.said} to {second.said}" if kinds[0] in ("date", "time", "cardinal") else None
    if (
        kinds == ("date", "cardinal")
        and first.unit == ("", "")
        and second.value is not None
        and second.value < 100
        and second.end - second.start == 2
    ):
        return (
            f"{first.said} to {cardinal(sentence.text[second.start : second.end])}"
            if second.value > (first.value or 0) % 100
            else None
        )
    if kinds == ("date", "date"):
        if first.unit == ("", "") == second.unit:
            return f"{first.said} to {second.said}" if (first.value or 0) < (second.value or 0) else None
        return f"{first.said} to {second.said}"
    if "time" in kinds:
        ok = kinds == ("time", "time") or kinds == ("cardinal", "time") and (first.value or 99) <= 24
        if kinds == ("cardinal", "time") and second.value is not None and ok:
            return f"{first.bare or first.said} to {second.said}"
        return f"{first.said} to {second.said}" if ok else None
    if kinds == ("ordinal", "ordinal") or kinds == ("fraction", "fraction"):
        return f"{first.said} to {second.said}"
    return _of_quantities(sentence, first, second)


def _of_quantities(sentence: Sentence, first: Candidate, second: Candidate) -> str | None:
    if first.value is None or second.value is None or sentence.has_equals:
        return None
    rises = first.value < second.value or bool(
        second.unit and second.unit[0] in ("thousand", "million", "billion") and not (first.unit and first.unit[0])
    )
    if first.kind == second.kind == "money" or (first.kind == second.kind == "measure"):
        percent = first.kind == "measure" and first.unit == second.unit
        return (
            f"{first.said} to {second.said}"
            if rises or percent and first.value != second.value or first.kind == "measure" and first.unit != second.unit
            else None
        )
    if first.kind in ("cardinal", "date") and second.kind in ("measure", "money", "cardinal", "date"):
        written = (sentence.text[first.start : first.end], sentence.text[second.start : second.end])
        if (
            not rises
            or second.prefix
            or any(part[0] == "0" and len(part) > 1 and part[1].isdecimal() for part in written)
        ):
            return None
        if (
            second.kind in ("cardinal", "date")
            and all(part.isdecimal() for part in written)
            and len(written[1]) > len(written[0]) + 1
        ):
            return None
        return f"{first.bare or first.said} to {second.said}"
    return None
