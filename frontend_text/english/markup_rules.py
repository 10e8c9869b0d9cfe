"""Rules for what is left of markup and of drawing: bullets, lines of signs, HTML, Markdown."""

from __future__ import annotations

import html
import re

from frontend_text.english import vocabulary as words
from frontend_text.english.rule_book import (
    RuleBook,
)

rule = RuleBook()


@rule(r"^\s*[-*+•‣◦▪●–—]\s+(?=[^\s*·•~-])", early=True)
def bullet(match: re.Match[str]) -> str:
    return ""


@rule(r"[*·•~]\s+[*·•~](?:\s+[*·•~])*(?!\S)", early=True)
def line_of_signs(match: re.Match[str]) -> str:
    return "—"


@rule(r"(?<=\d)\s?\*\s?(?=\d)", early=True)
def multiplication(match: re.Match[str]) -> str:
    return " times "


_TAGS = (
    "a|abbr|b|big|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|figure|font|footer|h[1-6]|head|header|hr|html|"
    "i|img|ins|kbd|li|main|mark|nav|ol|p|pre|q|s|section|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|title|"
    "tr|tt|u|ul"
)


@rule(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,300}})?/?>", flags=re.I, early=True)
def html_tag(match: re.Match[str]) -> str:
    return " "


@rule(
    r"&(amp|lt|gt|quot|apos|nbsp|copy|reg|trade|mdash|ndash|hellip|euro|pound|cent|deg|times|#39|#34|#160);", early=True
)
def html_entity(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return f" {words.SYMBOLS[character]} " if character in words.SYMBOLS else character.replace("\u00a0", " ")


@rule(r"!?\[([^\[\]]{1,200})\]\((?:https?:|www\.|mailto:|#|/|\.)[^()\s]{0,300}\)", early=True)
def markdown_link(match: re.Match[str]) -> str | None:
    return match[1] if re.fullmatch(r"[\w\s'’,.!?-]*", match[1]) and not re.search(r"\d", match[1]) else None


@rule(r"^\s*(?:#{1,6}|>+)\s+(?=\S)|```\w*|^\s*\[[ xX]\]\s+", early=True)
def markdown_mark(match: re.Match[str]) -> str:
    return ""


@rule(r"``|''(?!\w)", early=True)
def typewriter_quote(match: re.Match[str]) -> str:
    return '"'


@rule(r"(?<!\w)(\*{1,3}|_{1,3}|~~|`)(?=\w[^*_~`]*\1)|(?<=[\w.,!?])(\*{2,3}|__|~~)(?!\w)", early=True)
def emphasis_mark(match: re.Match[str]) -> str:
    return ""


@rule(r"</?[A-Za-z](?:[^\W\d]|-)*\s?/?>", early=True)
def unknown_tag(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")
