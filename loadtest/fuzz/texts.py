"""Texts, SSML documents and lexicons that nobody means: rows of signs, damaged sentences, trees of odd elements."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from xml.sax.saxutils import quoteattr

ATOMS = (
    *"abxAZ019.,;:!?'\"`*_~<>[](){}|#-=+\\/^$&@% \n\t\u00a0é中ア한ء\u0301\u200d\ufe0f\u2028\u202e\u0000😀🇩½²Ⅷ€—…",
    "a1", "aB", "1.", "1/", "1-", "1,", "a.", "A.", "a b ", "1/2/2003 ", "12:34", "$1.50", "5-10kg", "http://a.b/",
    "x@y.z ", "```\n", "`a", "**a", "*a ", "_a ", "~~a", "==a", "[a](b)", "[a](/ə/)", "![a](", "[^1]", "a[1]", "| a ",
    "|-", "> ", "# ", "- ", "1) ", "<a ", "<b>", "</b>", "<!--", "-->", "<!---->", "<?xml", "<speak>", "<script>",
    "&amp;", "&#", "\\(", "\\)", "\\[", "\\frac{", "\\begin{a}", "$a", "$$", "^2", "_{1}", ":smile:", "II ", "Dr. ",
    "No. ", "5'3\" ", "3x4", "1e9", "-40°C ", "COVID-19 ", "I'm", "e.g. ", "+1 (555) ", "0x1F ", "1st ", "🏽", "👩‍👩‍👧",
    "ｶﾞ", "①", "㎏", "\u1100\u1161", "www.", "a&b", "a+b", "a_b", "n't ", "Mr", "\r\n", "    ", "''", "Π", "ß", "ğ",
)  # fmt: skip
SENTENCES = (
    "Dr. Smith paid $3.50 on 2024-03-15 at 9:30 p.m., for 5-10 kg of apples.",
    "The quick brown fox jumps over the lazy dog; it isn't amused (not at all)!",
    "Call +1 (555) 123-4567 or write to someone@example.com, see https://example.com/a?b=c#d.",
    "# Title\n\n- one\n- two **bold** and `code`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "Solve $\\frac{a}{b} = \\sqrt{x^2 + y^2}$ for x \\in R, where 3x + 4 \\leq 10.",
    "Größe: 1.234,56 €; наступит 1 января 2024 г.; 今天是2024年3月15日。",
)
ELEMENTS = (
    "break", "prosody", "voice", "lang", "emphasis", "mark", "bookmark", "mstts:silence", "audio", "p", "s", "sub",
    "phoneme", "say-as", "w", "token", "desc", "metadata", "speak", "x", "amazon:effect",
)  # fmt: skip
ATTRIBUTES = (
    "time", "strength", "rate", "pitch", "range", "volume", "duration", "contour", "name", "xml:lang", "level", "alias",
    "ph", "alphabet", "interpret-as", "format", "value", "type", "role", "mark", "xmlns:a",
)  # fmt: skip
VALUES = (
    "", "0", "1s", "10s", "500ms", "1e99s", "99999999999s", "-1s", "x", "x-loud", "+50%", "-100%", "0%", "1000%",
    "+6dB", "nan", "inf", "1e400", "+12st", "-99Hz", "(0%,+20Hz) (100%,-2st)", "(0%,", "heart", "nobody",
    "../../etc/passwd", "a+b:c", "de", "zh-CN", "en", "xx", "ja", "strong", "none", "la la la",
    "1/2/2003 12:34:56.789 $1.50/5-10kg", "həˈloʊ", "HH AH0", "h\u0361", "ipa", "x-sampa", "sapi", "ups", "date",
    "time", "characters", "cardinal", "ordinal", "telephone", "fraction", "unit", "currency", "address", "digits",
    "verbatim", "expletive", "dmy", "abc", "ymdymd", "\n\u2028\u202e",
)  # fmt: skip


class TextMaker:
    """Makes one after the other, the same ones from the same seed; each at most so many characters long."""

    def __init__(self, seed: int | str, longest: int = 100_000) -> None:
        self.random, self._longest = random.Random(seed), longest

    def text(self) -> str:
        """A text or a document, not empty."""
        makers: tuple[Callable[[], str], ...] = (self._row, self._mixture, self._damaged, self._document)
        return self.random.choices(makers, (3, 3, 2, 3))[0]()[: self._longest] or "a"

    def lexicon(self) -> str:
        """Mostly one that can be used; "" now and then."""
        r = self.random
        kind = r.randrange(6)
        if kind == 0:
            return ""
        if kind == 1:
            return r.choice(
                ("[" * 99_999, "{", '{"a":1}', '{"\\ud800":"a"}', '{"a":"\\udfff"}', "<lexicon>", "null", "NaN")
            )
        if kind == 2:
            lexemes = "".join(
                f"<lexeme><grapheme>{self._word()}</grapheme><alias>{self._word()}</alias></lexeme>"
                for _ in range(r.randrange(50))
            )
            return f'<lexicon version="1.0" alphabet="ipa">{lexemes}</lexicon>'[:99_999]
        entries = {self._key(): self._said() for _ in range(r.choice((1, 3, 30, 300)))}
        return json.dumps(entries, ensure_ascii=r.random() < 0.5)[:99_999]

    def _size(self) -> int:
        return min(self._longest, self.random.choice((1, 10, 60, 200, 400, 2000, 20_000, 100_000)))

    def _row(self) -> str:
        """A few signs again and again, with something before and after."""
        r = self.random
        unit = "".join(r.choice(ATOMS) for _ in range(r.randint(1, 3)))
        row = unit * (self._size() // len(unit))
        return r.choice(("", "x", " ", r.choice(SENTENCES))) + row + r.choice(("", "x", "\n", ".", r.choice(ATOMS)))

    def _mixture(self) -> str:
        r, size = self.random, self._size()
        atoms = [r.choice(ATOMS) for _ in range(r.randint(2, 12))]
        return "".join(r.choices(atoms, k=size // 2 + 1))

    def _damaged(self) -> str:
        r = self.random
        text = " ".join(r.choice(SENTENCES) for _ in range(r.randint(1, 4)))
        for _ in range(r.randint(1, 12)):
            place, end = sorted((r.randrange(len(text) + 1), r.randrange(len(text) + 1)))
            end = min(end, place + 20)
            text = text[:place] + r.choice(("", text[place:end] * r.randint(2, 9), r.choice(ATOMS))) + text[end:]
        return text

    def _document(self) -> str:
        r = self.random
        inside = "".join(self._element(0) for _ in range(r.choice((1, 2, 5, 20))))
        if r.random() < 0.3:
            inside *= max(1, self._size() // (len(inside) + 1))
        if r.random() < 0.1:
            place = r.randrange(len(inside) + 1)
            inside = (
                inside[:place] + r.choice(("<", "&", "]]>", "<![CDATA[a]]>", "<!--a-->", "</p>", "\0")) + inside[place:]
            )
        return f"{r.choice(('', '', ' ', '<?xml version=1.0?>', '<!---->', '<!-- a -->' * 20))}<speak>{inside}</speak>"

    def _element(self, depth: int) -> str:
        r = self.random
        name = r.choice(ELEMENTS)
        chosen = dict.fromkeys(r.choices(ATTRIBUTES, k=r.randrange(3)))
        if name == "say-as":
            chosen["interpret-as"] = None
        written = "".join(f" {key}={quoteattr(self._value())}" for key in chosen)
        inside = "".join(
            self._element(depth + 1) if depth < 6 and r.random() < 0.4 else self._word() for _ in range(r.randrange(4))
        )
        return f"<{name}{written}>{inside}</{name}>"

    def _value(self) -> str:
        r = self.random
        value = r.choice(VALUES)
        return value * r.choice((1, 1, 1, 2, 9, 5000 // (len(value) + 1))) if r.random() < 0.5 else value

    def _word(self) -> str:
        r = self.random
        word = "".join(r.choice(ATOMS) for _ in range(r.randint(1, 8))) * r.choice((1, 1, 1, 30))
        return word.replace("&", "&amp;").replace("<", "&lt;").replace("\0", "")

    def _key(self) -> str:
        return self.random.choice(("a", "a a a", "the", "Dr", "x" * 200, "a " * 9 + "a", "1", "aB", self._word()))[:200]

    def _said(self) -> str:
        r = self.random
        return r.choice(
            ("/ə/", "/" + "w" * 190 + "/", "la " * 66, "1/2/2003 12:34:56.789 $1.50 " * 7, "w" * 190, self._word())
        )[:200]
