"""Markdown as language models write it: what of it is taken out, so that only words are left.

Code keeps its backticks for a reader that knows them (English); everywhere else the marks go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from frontend_text.plain_text.policy import MarkupPolicy
from frontend_text.plain_text.rewriting import Edit

_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?:[A-Za-z_][\w -]{0,60}:[^\n]{0,400}\r?\n|[ \t]+[^\n]{0,400}\r?\n"
    r"|- [^\n]{0,200}\r?\n|#[^\n]{0,200}\r?\n){1,60}(?:---|\.\.\.)[ \t]*(?:\r?\n|$)"
)
_FENCE = re.compile(r"(?m)^[ \t]{0,8}(`{3,}|~{3,})[ \t]*([\w+#.-]{0,20})[^\n`]{0,100}$")
_SPAN = re.compile(r"(?<!`)(`{1,3})(?!`)([^`\n]{1,500}?)\1(?!`)")
_LINK = re.compile(
    r"(!?)\[((?:[^\[\]\n]|\[[^\[\]\n]{0,80}\]){0,300})\](?:\((?!/[^()/\n]*[^\x00-\x7f][^()/\n]*/\))[^()\s]{0,5"
    r"00}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:\s+[\"'][^\"'\n]{0,200}[\"'])?\)|\[[^\[\]\n]{0,100}\])"
)
_ADDRESS = re.compile(r"https?://|mailto:")
_NUMBER_OR_BOX = re.compile(r"\d+|[ xX]")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)?[^\s<>@]{1,300}(?:@[^\s<>]{1,100})?)>")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\](:?)[ \t]?")
_CITATION = re.compile(
    r"(?<=[\w.,;:!?)”\"’])(?:\[\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,5}\]){1,8}(?=[\s.,;:!?)]|$)(?!\s?[=+*/<>]|\.\w)"
)
_REFERENCE = re.compile(
    r"(?m)^[ ]{0,3}\[[^\]\n^]{1,80}\]:[ \t]+<?(?:https?://|/|#|mailto:)\S{1,400}(?:[ \t]+[\"'(][^\n]{0,200})?[ \t]*$"
)
_HEADING = re.compile(r"(?m)^([ ]{0,3}#{1,6}[ \t]+)(?=\S)")
_HEADING_END = re.compile(r"(?m)(?<=\S)[ \t]+#{1,6}[ \t]*$")
_RULE = re.compile(r"(?m)^[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$")
_QUOTE = re.compile(
    r"(?m)^[ ]{0,3}(?:(?:>[ \t]?){1,6}(?=[^\s>=\d])|(?:>[ \t]){1,6}(?=\d{1,3}[.)]\s|\d[^\n]{0,80}[a-z]{3}))"
)
_CHECK_BOX = re.compile(r"(?m)^([ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+)\[[ xX]\][ \t]+|^[ \t]*\[[ xX]\][ \t]+(?=\S)")
_ALERT = re.compile(r"(?m)^([ ]{0,3}>?[ \t]*)\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]", re.I)
_TABLE_RULE = re.compile(r"(?m)^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*){0,40}\|?[ \t]*$")
_TABLE_ROW = re.compile(r"(?m)^[ \t]*\|(?P<cells>[ \t][^\n]*|[^\n|]*\|[^\n]*)\|[ \t]*$")
_OPEN_ROW = re.compile(r"(?m)^(?P<cells>[^\n|]{1,200}(?:\|[^\n|]{1,200}){1,30})$")
_EMPHASES = (
    re.compile(r"(?<![\w\\])(\*{2,3})(?=[^\s*])((?:[^*\n]|\*(?!\*)){1,400}?)(?<=\S)\1"),
    re.compile(r"(?<![\w*\\])(\*)(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\1(?![\w*])"),
    re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])([^\n]{1,300}?)(?<=[^\s_])\1(?!\w)"),
    re.compile(r"(?<!\\)(~~)(?=\S)([^~\n]{1,300}?)(?<=\S)\1"),
    re.compile(r"(?<![=\w])(==)(?=\w)([^=\n]{1,200}?)(?<=\w)\1(?![=\w])"),
    re.compile(r"(\|\|)(?=\w)([^|\n]{1,200}?)(?<=[\w.!?])\1"),
)
_LOWERED = re.compile(r"(?<=[A-Za-z])~([0-9+-]{1,3})~")
_RAISED = re.compile(r"(?<=[A-Za-z0-9)])\^([0-9]{1,3}|[A-Za-z]{1,2})\^")
_ESCAPE = re.compile(r"\\([*_`#\[\]~>|{}.!+-])")
_SHORT_CODE = re.compile(r"(?<![\w:]):([a-z][a-z0-9_]{1,30}|\+1|-1):(?![\w:])")
_DRAWING = re.compile(
    "[\u2500-\u259f]{2,}|(?<![^\\s\u2500-\u259f])[\u2500-\u259f](?![^\\s\u2500-\u259f])|[\u2502\u2551\u2503]"
)
_SUBSCRIPT = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_SUPERSCRIPT = {"n": "ⁿ"} | dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_CODE_NAMES = {
    "py": "Python",
    "python": "Python",
    "js": "JavaScript",
    "javascript": "JavaScript",
    "ts": "TypeScript",
    "sh": "shell",
    "bash": "shell",
    "cpp": "C plus plus",
    "c++": "C plus plus",
    "cs": "C sharp",
    "json": "JSON",
    "html": "HTML",
    "css": "CSS",
    "sql": "SQL",
    "yaml": "YAML",
    "rs": "Rust",
    "go": "Go",
    "java": "Java",
    "rb": "Ruby",
}


def code_edits(text: str, policy: MarkupPolicy, english: bool) -> tuple[list[Edit], list[tuple[int, int]]]:
    """Edits for code blocks and spans, and the stretches in which nothing else is markup."""
    edits: list[Edit] = []
    taken: list[tuple[int, int]] = []
    fences = list(_FENCE.finditer(text)) if "```" in text or "~~~" in text else []
    index = 0
    while index < len(fences):
        opening = fences[index]
        last = index + 1
        while last < len(fences) and not _closes(fences[last], opening):
            last += 1
        closing = fences[last] if last < len(fences) else None
        end = closing.end() if closing else len(text)
        edits += _block(text, opening, closing.start() if closing else end, end, policy, english)
        taken.append((opening.start(), end))
        index = last + 1
    if "`" in text:
        blocks, block = list(taken), 0
        for match in _SPAN.finditer(text):
            while block < len(blocks) and blocks[block][1] <= match.start():
                block += 1
            if block < len(blocks) and blocks[block][0] < match.end():
                continue
            if match[1] == "``" and "``" in text[match.end() :] and not match[2].startswith(" "):
                continue  # a typewriter's quotation marks
            taken.append(match.span())
            edits += _span(match, policy, english)
    return edits, sorted(taken)


def _closes(fence: re.Match[str], opening: re.Match[str]) -> bool:
    return fence[1][0] == opening[1][0] and len(fence[1]) >= len(opening[1]) and not fence[2]


def _span(match: re.Match[str], policy: MarkupPolicy, english: bool) -> list[Edit]:
    if policy.code == "skip":
        return [Edit(match.start(), match.end(), "")]
    if policy.code == "name":
        return [Edit(match.start(), match.end(), "code")] if english else [Edit(match.start(), match.end(), "")]
    if english:
        return []
    width = len(match[1])
    return [Edit(match.start(), match.start() + width, ""), Edit(match.end() - width, match.end(), "")]


def _block(
    text: str, opening: re.Match[str], inside_end: int, end: int, policy: MarkupPolicy, english: bool
) -> Iterator[Edit]:
    """A fenced block: its lines as code, its name, or nothing."""
    if policy.code == "skip" or (policy.code == "name" and not english):
        yield Edit(opening.start(), end, "")
        return
    if policy.code == "name":
        name = _CODE_NAMES.get(opening[2].lower(), opening[2])
        yield Edit(
            opening.start(), end, f"{name} code block.".strip().capitalize() if not name else f"{name} code block."
        )
        return
    yield Edit(opening.start(), opening.end(), "")
    if end > inside_end:
        yield Edit(inside_end, end, "")
    if not english:
        return
    for line in re.finditer(r"(?m)^([ \t]*)(\S[^\n]*)$", text[opening.end() : inside_end]):
        start = opening.end() + line.start(2)
        finish = opening.end() + line.end(2)
        for tick in re.finditer("`", line[2]):
            yield Edit(start + tick.start(), start + tick.end(), "'")
        yield Edit(opening.end() + line.start(), start, "`")
        yield Edit(finish, finish, "`")


def markdown_edits(text: str, policy: MarkupPolicy) -> Iterator[Edit]:
    """All marks but those of code."""
    front = _FRONT_MATTER.match(text)
    if front:
        yield Edit(0, front.end(), "")
    yield from _links(text)
    yield from _tables(text)
    yield from _lines(text)
    if any(mark in text for mark in "*_~=|"):
        yield from _emphases(text)
    if "~" in text or "^" in text:
        yield from _small_numbers(text)
    if "\\" in text:
        for match in _ESCAPE.finditer(text):
            yield Edit(match.start(), match.end(), match[1])
    if ":" in text:
        for match in _SHORT_CODE.finditer(text):
            name = {"+1": "thumbs up", "-1": "thumbs down"}.get(match[1], match[1].replace("_", " "))
            yield Edit(match.start(), match.end(), name if policy.emoji == "read" else "")
    for match in _DRAWING.finditer(text) if not text.isascii() else ():
        yield Edit(match.start(), match.end(), " ")


def _links(text: str) -> Iterator[Edit]:
    """Links and pictures by their words, addresses without their brackets, footnote marks not at all."""
    if "[" in text:
        yield from _bracketed(text)
    if "<" in text:
        for match in _AUTOLINK.finditer(text):
            if _ADDRESS.match(match[1]) or ("@" in match[1] and "." in match[1]):
                yield Edit(match.start(), match.start(1) + (7 if match[1].startswith("mailto:") else 0), "")
                yield Edit(match.end() - 1, match.end(), "")


def _bracketed(text: str) -> Iterator[Edit]:
    for match in _REFERENCE.finditer(text):
        yield Edit(match.start(), match.end(), "")
    for match in _ALERT.finditer(text):
        yield Edit(match.end(1), match.end(), match[2].capitalize() + ":")
    for match in _LINK.finditer(text):
        if not match[2].strip():
            yield Edit(match.start(), match.end(), "")
        elif not (match[0].endswith("]") and _NUMBER_OR_BOX.fullmatch(match[2])):
            yield Edit(match.start(), match.start(2), "")
            yield Edit(match.end(2), match.end(), "")
    for match in _FOOTNOTE.finditer(text):
        end = match.end() if match[1] else match.start() + len(match[0].rstrip(" \t"))
        yield Edit(match.start(), end, "")
    for match in _CITATION.finditer(text):
        yield Edit(match.start(), match.end(), "")
    for match in _CHECK_BOX.finditer(text):
        yield Edit(match.end(1) if match[1] else match.start(), match.end(), "")


def _tables(text: str) -> Iterator[Edit]:
    if "|" not in text:
        return
    for match in _TABLE_RULE.finditer(text):
        if "|" in match[0]:
            yield Edit(match.start(), match.end(), "")
    framed = [match for match in _TABLE_ROW.finditer(text)]
    for match in framed:
        yield from _row(text, match)
    if not framed and _TABLE_RULE.search(text) and "|" in (_TABLE_RULE.search(text) or [""])[0]:
        for match in _OPEN_ROW.finditer(text):
            if not _TABLE_RULE.fullmatch(match[0]):
                yield from _row(text, match)


def _row(text: str, match: re.Match[str]) -> Iterator[Edit]:
    """A row of a table: its cells with commas between and a period at the end."""
    start, end = match.span("cells")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if match.start() < start:
        yield Edit(match.start(), start, "")
    cell_start = start
    for bar in [*re.finditer(r"\s*(?<!\\)\|\s*", text[start:end]), None]:
        cell_end = start + bar.start() if bar else end
        cell = text[cell_start:cell_end].strip()
        if bar is None:
            last = text[start:end].rstrip()
            yield Edit(start + len(last), match.end(), "" if not last or last[-1] in ".!?:,;|" else ".")
            return
        joint = ", " if cell and cell[-1] not in ".!?:,;" else " "
        yield Edit(cell_end, start + bar.end(), joint)
        cell_start = start + bar.end()


def _lines(text: str) -> Iterator[Edit]:
    """Marks at the beginning of lines, and lines that are nothing but a mark."""
    if "#" in text:
        for match in _HEADING.finditer(text):
            yield Edit(match.start(), match.end(), "")
        if _HEADING.search(text):
            for match in _HEADING_END.finditer(text):
                yield Edit(match.start(), match.end(), "")
    for match in _RULE.finditer(text):
        yield Edit(match.start(), match.end(), "")
    if ">" in text:
        for match in _QUOTE.finditer(text):
            yield Edit(match.start(), match.end(), "")


def _emphases(text: str) -> Iterator[Edit]:
    for pattern in _EMPHASES:
        for match in pattern.finditer(text):
            width = len(match[1])
            yield Edit(match.start(), match.start() + width, "")
            yield Edit(match.end() - width, match.end(), "")


def _small_numbers(text: str) -> Iterator[Edit]:
    """`H~2~O` and `x^2^`."""
    for match in _LOWERED.finditer(text):
        yield Edit(match.start(), match.end(), match[1].translate(_SUBSCRIPT))
    for match in _RAISED.finditer(text):
        if all(c in _SUPERSCRIPT for c in match[1]):
            yield Edit(match.start(), match.end(), "".join(_SUPERSCRIPT[c] for c in match[1]))
        else:
            yield Edit(match.start(), match.end(), match[1])
