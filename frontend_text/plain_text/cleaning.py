"""All that happens to plain text before it is read: Unicode forms, then markup, with places in the original."""

from __future__ import annotations

import bisect
import re

from frontend_text.plain_text.latex import latex_edits
from frontend_text.plain_text.markdown import code_edits, markdown_edits
from frontend_text.plain_text.policy import READ_ALL, MarkupPolicy
from frontend_text.plain_text.rewriting import Edit, Rewritten, compose, rewrite
from frontend_text.plain_text.tags import entity_edits, tag_edits
from frontend_text.plain_text.unicode_forms import in_one_form

MAYBE_MARKUP = re.compile(r"[`*_~<|\[&$\\^\u2500-\u259f]|^[ ]{0,3}[#>=-]|\n[ ]{0,3}[#>=-]|:[a-z+-][a-z0-9_]*:")
"""Anything that could be markup: most texts have none of it and are not looked at again."""
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\u200d\ufe0f\U000e0020-\U000e007f]+")


def clean(text: str, language: str = "en", policy: MarkupPolicy = READ_ALL) -> Rewritten | None:
    """The text as it is to be read; None if it is to be read as it stands."""
    result = in_one_form(text, language)
    shown = result.text if result else text
    for find in (_markup, _entities):
        edits = find(shown, language, policy)
        if edits:
            changed = rewrite(shown, edits)
            result = compose(result, changed) if result else changed
            shown = result.text
    return result


def _markup(text: str, language: str, policy: MarkupPolicy) -> list[Edit]:
    english = language == "en"
    edits: list[Edit] = []
    if policy.emoji == "skip" and not english and not text.isascii():
        edits += [Edit(match.start(), match.end(), "") for match in _EMOJI.finditer(text)]
    if not MAYBE_MARKUP.search(text):
        return edits
    code, taken = code_edits(text, policy, english)
    others = [*edits, *markdown_edits(text, policy), *tag_edits(text), *(latex_edits(text) if english else ())]
    return code + _without_conflicts(_outside(others, taken))


def _outside(edits: list[Edit], taken: list[tuple[int, int]]) -> list[Edit]:
    """The edits that touch none of the stretches (sorted, side by side)."""
    if not taken:
        return edits
    starts = [start for start, _ in taken]
    kept = []
    for edit in edits:
        before = bisect.bisect_right(starts, edit.start) - 1
        inside = before >= 0 and edit.start < taken[before][1]
        reaches = before + 1 < len(taken) and edit.end > starts[before + 1]
        if not inside and not reaches:
            kept.append(edit)
    return kept


def _without_conflicts(edits: list[Edit]) -> list[Edit]:
    """Edits that do not overlap, where a longer one goes before those inside it."""
    kept: list[Edit] = []
    end = -1
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if edit.start >= end:
            kept.append(edit)
            end = edit.end
    return kept


def _entities(text: str, language: str, policy: MarkupPolicy) -> list[Edit]:
    return list(entity_edits(text))
