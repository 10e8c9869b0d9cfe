"""HTML and SSML tags, comments and entities in text that is not SSML: taken out, or what stands for them put in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from frontend_text.plain_text.rewriting import Edit

_BREAKING = frozenset(
    (
        "p div li ul ol tr table thead tbody h1 h2 h3 h4 h5 h6 summary details section article header footer "
        "main nav aside blockquote dl dt dd figure figcaption body title caption hr pre form"
    ).split()
)
_CELLS = frozenset(("td", "th", "br"))
_KNOWN = (
    _BREAKING
    | _CELLS
    | frozenset(
        (
            "a abbr b big center cite code del em font html head i img ins kbd label link mark meta small span "
            "strike strong sub sup tt u q s var samp time button input option select svg path video source "
            "iframe wbr address bdi bdo ruby rt rp picture col colgroup tfoot "
            "speak break emphasis prosody voice phoneme audio desc lang w sentence paragraph metadata lexicon "
            "lookup token bookmark silence effect domain style express-as say-as"
        ).split()
    )
)
"""Tags that are never spoken; others are taken for words that somebody wrote between such signs."""
_PAUSES = frozenset(("break", "mstts:silence"))
BREAK = "\ue00b"
"""Stands for a tag that asks for a pause."""
_BREAK_TAG = re.compile(r"<(?:break|mstts:silence)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([A-Za-z]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=/]+))")
_PREFIXES = ("amazon:", "mstts:", "google:", "ssml:")
_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})((?:\s+[\w:.-]{1,40}(?:\s*=\s*(?:\"[^\"<>]{0,400}\"|'[^'<>]{0,400}'"
    r"|[^\s\"'<>=]{1,200}))?){0,12})\s{0,10}/?>"
)
_TAGS_BEFORE = re.compile(r"(?:<[^<>]{0,100}>){1,4}$")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,24}|#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,6});")
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_SMALL = re.compile(r"<(sub|sup)>([0-9+n-]{1,6})</\1>", re.I)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]{0,300}>", re.I)


def tag_edits(text: str) -> Iterator[Edit]:
    """Comments, scripts and tags of a text, and what is put in their place."""
    if "<" not in text:
        return
    yield from _comments(text)
    yield from _hidden_elements(text)
    for match in _SMALL.finditer(text):
        table = _LOWERED if match[1].lower() == "sub" else _RAISED
        yield Edit(match.start(), match.end(), match[2].translate(table))
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name in _KNOWN or name.startswith(_PREFIXES):
            yield Edit(match.start(), match.end(), _instead(text, match, name))


def break_attributes(text: str, start: int, end: int) -> dict[str, str] | None:
    """The attributes of a tag that asks for a pause in characters [start, end) of a text, None if none is there.

    Names in small letters; the `value` of mstts:silence is a `time` too.
    """
    tag = _BREAK_TAG.search(text, start, end)
    if tag is None:
        return None
    found = {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(tag[1])}
    return {"time": found["value"]} if "value" in found else found


def _comments(text: str) -> Iterator[Edit]:
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            return
        yield Edit(start, end + 3, _gap(text, start, end + 3))
        start = text.find("<!--", end + 3)


def _hidden_elements(text: str) -> Iterator[Edit]:
    lower = text.lower() if _HIDDEN.search(text) else ""
    closes = dict.fromkeys(("script", "style"), 0)  # where the next end of each stands; -1: there is none any more
    for match in _HIDDEN.finditer(text) if lower else ():
        name = match[1].lower()
        if 0 <= closes[name] < match.end():
            closes[name] = lower.find(f"</{name}>", match.end())
        close = closes[name]
        if close >= 0:
            yield Edit(match.start(), close + len(match[1]) + 3, " ")


def _instead(text: str, match: re.Match[str], name: str) -> str:
    """What a tag leaves: the pause of a block, the words of a picture, nothing."""
    if name in _PAUSES:
        return "" if match[1] or re.search(r"none|[\"']0m?s", match[3]) else BREAK
    if name == "img":
        alt = _ALT.search(match[3])
        return (alt[1] or alt[2] or "") if alt else ""
    before = _TAGS_BEFORE.sub("", text[max(0, match.start() - 200) : match.start()])[-1:] or " "
    if name in _CELLS:
        return ", " if before.isalnum() and text[match.end() : match.end() + 1].strip() else " "
    if name in _BREAKING:
        ends = before.isalnum() or before in ")]%"
        return ". " if ends else " "
    return ""


def _gap(text: str, start: int, end: int) -> str:
    """A blank where taking something out would join two words."""
    return " " if text[max(0, start - 1) : start].isalnum() and text[end : end + 1].isalnum() else ""


def entity_edits(text: str) -> Iterator[Edit]:
    """`&amp;`, `&rarr;`, `&#39;` as the characters they stand for."""
    if "&" not in text:
        return
    for match in _ENTITY.finditer(text):
        character = html.unescape(match[0])
        if character != match[0] and ";" not in character:
            yield Edit(match.start(), match.end(), character.replace("\u00a0", " ").replace("\u00ad", ""))
