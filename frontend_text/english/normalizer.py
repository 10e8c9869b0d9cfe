"""Normalise an English sentence: rules for what they know, then every remaining character by what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frontend_text import characters
from frontend_text.english import vocabulary
from frontend_text.english.numbers import cardinal, number, spell_digits
from frontend_text.english.rule_book import SPELLED, Rule, spelled
from frontend_text.english.rules import EARLY_RULES, RULES
from frontend_text.grammars.grammar import Grammar, Token, group_by_word
from frontend_text.grammars.normalizer import DIGIT_RUN, SAME_LENGTH, stretches
from frontend_text.pronunciation.romanisation import MARKS
from frontend_text.spoken import SpokenText, SpokenWord

_PLAIN = re.compile(
    r"(?:[A-Za-z]+(?:['’-][A-Za-z]+)*[,;:!?'’]*(?:\s+|$)|[A-Za-z]+['’-]?[A-Za-z]{2,}\.[”\"]?(?:\s+|$))+"
)
"""Words and plain punctuation only: nothing that any rule would change, once abbreviations are ruled out."""
_DOTTED_WORD = re.compile(r"\b(\w{1,7})\.")
_MAYBE_TITLE_OR_ROMAN = re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr|St|Mt|Prof|vs)\b|\s[IVXLC]+\b")
_ABBREVIATED = frozenset(
    {a.rstrip(".").rpartition(".")[2] for a in vocabulary.ABBREVIATIONS}
    | set(vocabulary.TITLES)
    | set(vocabulary.BEFORE_NUMBER)
)

_PUNCTUATION = {
    "“": "“", "”": "”", "„": "“", "«": "“", "»": "”", "「": "“", "」": "”", "『": "“", "』": "”", '"': '"',
    "‘": "'", "’": "'", "'": "'", "‚": "'", "‛": "'", "(": "(", ")": ")", "[": "(", "]": ")", "{": "(", "}": ")",
    "（": "(", "）": ")", "【": "(", "】": ")", "《": "“", "》": "”", "〈": "“", "〉": "”", "〔": "(", "〕": ")",
    ",": ",", ";": ";", ":": ":", ".": ".", "!": "!", "?": "?", "…": "…", "—": "—", "–": "—", "―": "—", "‒": "—",
    "、": ",", "，": ",", "。": ".", "．": ".", "！": "!", "？": "?", "；": ";", "：": ":", "·": ",", "•": ",",
    "‥": "…", "⋯": "…", "¿": "", "¡": "", "‹": "“", "›": "”", "-": "-", "‐": "-", "‑": "-", "〜": "—", "～": "—",
    "‣": ",", "◦": ",", "▪": ",", "●": ",", "■": ",", "¦": ",", "|": ",", "।": ".", "؟": "?", "،": ",", "؛": ";",
    "׃": ":", "։": ".", "´": "'", "｡": ".", "､": ",", "¬": "", "\\": " ",
}  # fmt: skip
"""How punctuation is written in spoken text (the symbols that voices know)."""
_SPOKEN_PUNCTUATION = frozenset("“”\"'(),;:.!?…—-/")

_SAID = re.compile(rf"{SPELLED}?[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’-][A-Za-z]+)*[,.;:!?]*")
"""A word as the grammar says it, with nothing left in it to be read."""
_OTHER_LETTER = r"[^\W\d_\u00aa\u00b2\u00b3\u00b9\u00ba\u00bc-\u00be\u2070-\u2189\u2460-\u24ff\u2776-\u2793]"
_PIECE = re.compile(
    r"""(?P<rule>([-=_*~#+.·•—–―/\\|<>^%&$@])\2{3,})        # a line drawn with one sign, or a run of dots
      | (?P<word>[A-Za-zÀ-ÖØ-öø-˿Ḁ-ỿ]+(?:['’][A-Za-zÀ-ÖØ-öø-˿Ḁ-ỿ]+)*)
      | (?P<digits>\d+(?:[.,]\d+)*)
      | (?P<dots>\.{2,}|…+)
      | (?P<dash>-{2,3}(?![-\w]))
      | (?P<flag>[\U0001f1e6-\U0001f1ff]{1,2})
      | (?P<letters>"""
    + rf"{_OTHER_LETTER}+(?:[{MARKS}]+{_OTHER_LETTER}*)*)"
    + r"""
      | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)


_FOR_GRAMMAR = re.compile(r"[\d$€£¥₩%&@#/+=°º§¢~]|[A-Za-z]\.\S|[A-Z]\.|``")
"""Whether there is anything in a sentence that the grammar would change."""


class EnglishNormalizer:
    """Rules and grammar first, then characters; what none can say is reported."""

    def __init__(self, grammar: Grammar | None = None) -> None:
        """grammar: NeMo's; without it the rules read everything, which is faster and knows less."""
        self._grammar = grammar

    def normalize(self, sentence: str) -> SpokenText:
        if self._is_plain(sentence):
            return SpokenText(
                tuple(SpokenWord(m[0].replace("’", "'"), m.start(), m.end()) for m in re.finditer(r"\S+", sentence))
            )
        unspoken: list[tuple[int, int]] = []
        words: list[SpokenWord] = []
        for start, end, said in _chunks(sentence, self._claims(sentence), unspoken):
            for text in said.split():
                if SPELLED in text:
                    words.append(SpokenWord(text.replace(SPELLED, ""), start, end, spelled=True))
                else:
                    words.append(SpokenWord(text, start, end))
        return SpokenText(tuple(words), tuple(unspoken))

    @staticmethod
    def _is_plain(sentence: str) -> bool:
        if not _PLAIN.fullmatch(sentence) or _MAYBE_TITLE_OR_ROMAN.search(sentence):
            return False
        return not any(word in _ABBREVIATED for word in _DOTTED_WORD.findall(sentence))

    def _claims(self, sentence: str) -> list[Claim]:
        """What rules and grammar read, in the order of the sentence, without overlap."""
        taken = bytearray(len(sentence))
        if self._grammar is None or not _FOR_GRAMMAR.search(sentence):
            return sorted(_apply(RULES, sentence, taken))
        claims = _apply(EARLY_RULES, sentence, taken)
        for run in DIGIT_RUN.finditer(sentence):
            if 1 not in taken[run.start() : run.end()]:
                taken[run.start() : run.end()] = b"\x01" * len(run[0])
                claims.append((run.start(), run.end(), _digits(run[0])))
        text = sentence.translate(SAME_LENGTH)
        for start, end in stretches(text, taken):
            for claim in self._grammar_claims(text[start:end], start):
                taken[claim[0] : claim[1]] = b"\x01" * (claim[1] - claim[0])
                claims.append(claim)
        return sorted(claims + _apply(RULES, sentence, taken))

    def _grammar_claims(self, text: str, offset: int) -> list[Claim]:
        """What the grammar changes in a stretch of text, as whole written words."""
        assert self._grammar is not None
        if not _FOR_GRAMMAR.search(text):
            return []
        tokens = self._grammar.tag(text)
        claims = []
        for start, end, group in group_by_word(text, tokens or ()):
            if any(token.kind != "name" for token in group) or _squeeze(text[start:end]) != _squeeze(
                "".join(token.text for token in group)
            ):
                claims.append((start + offset, end + offset, _say(group, text[start:end], start)))
        return claims


Claim = tuple[int, int, str]
"""Start and end of what was read, and how it is said."""


def _apply(rules: tuple[Rule, ...], sentence: str, taken: bytearray) -> list[Claim]:
    """What the rules read of the characters that are not taken; they are taken then."""
    has_digit = any(c.isdigit() for c in sentence)
    found = []
    for rule in rules:
        if rule.needs_digit and not has_digit:
            continue
        for match in rule.pattern.finditer(sentence):
            start, end = match.span()
            if start == end or 1 in taken[start:end]:
                continue
            said = rule.read(match)
            if said is not None:
                while end > start + 1 and sentence[end - 1].isspace():
                    end -= 1
                while start < end - 1 and sentence[start].isspace():
                    start += 1
                taken[start:end] = b"\x01" * (end - start)
                found.append((start, end, said))
    return found


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _say(tokens: list[Token], written: str, offset: int) -> str:
    """The words of tokens that stand in one written word, or in a few that belong together."""
    said = ""
    last_end = 0
    was_kind = "name"  # of the last word, punctuation aside
    for token in tokens:
        text = token.text
        if token.kind == "electronic":
            text = re.sub(r"\b([a-zA-Z]|[A-Z]{2,3})\b", lambda m: spelled(m[1]), text)
        elif token.kind != "name":
            text = re.sub(r"(?<!\w)([B-HJ-Zb-hj-z])(?!\w)", lambda m: spelled(m[1]), text)
        elif text not in written:
            text = re.sub(r"(?<!\w)([A-Z])(?=[ -])", lambda m: spelled(m[1]), text)
        words = [read_characters(word, 0, []) if not _SAID.fullmatch(word) else word for word in text.split()]
        text = " ".join(words)
        # A token's place is known to within one character.
        apart = bool(re.search(r"\s", written[max(0, last_end - 1) : token.start - offset + 1]))
        apart = apart or (said[-1:] in set(",;:.?…)") and not (token.kind == was_kind == "name"))
        hyphen = text[:1] in ("-", "—") and token.text.strip("-–—") == ""
        if said and text and ((apart and text[0] not in ",;:.!?)") or hyphen or said.endswith((" -", " —"))):
            said = f"{said} {text}"
        else:
            said = _join(said, text)
        last_end = token.end - offset
        if token.text.strip(",;:.!?…()") or token.kind != "name":
            was_kind = token.kind
    return re.sub(r"(?<=\w)\.(?=[,;:])", "", said)  # of an abbreviation that is written out now


def _chunks(sentence: str, claims: list[Claim], unspoken: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Blank-separated pieces of the sentence, (start, end, how it is said); a claim may hold blanks."""
    position, next_claim = 0, 0
    said, chunk_start = "", None
    while position < len(sentence):
        if next_claim < len(claims) and position == claims[next_claim][0]:
            start, end, words = claims[next_claim]
            chunk_start = start if chunk_start is None else chunk_start
            said = _join(said, words)
            position, next_claim = end, next_claim + 1
            continue
        stop = claims[next_claim][0] if next_claim < len(claims) else len(sentence)
        if sentence[position].isspace():
            if chunk_start is not None:
                yield chunk_start, position, said
                said, chunk_start = "", None
            position += 1
            continue
        end = position
        while end < stop and not sentence[end].isspace():
            end += 1
        chunk_start = position if chunk_start is None else chunk_start
        said = _join(said, read_characters(sentence[position:end], position, unspoken))
        position = end
    if chunk_start is not None:
        yield chunk_start, len(sentence), said


def _join(left: str, right: str) -> str:
    """Two parts of one written word; a blank between them only if both sides are words."""
    if left and right and (left[-1].isalnum() or left[-1] == ";") and (right[0].isalnum() or right[0] == SPELLED):
        return f"{left} {right}"
    return left + right


def read_characters(written: str, offset: int, unspoken: list[tuple[int, int]]) -> str:
    """Say a written word piece by piece; spans (shifted by `offset`) that cannot be said are added to `unspoken`."""
    said = ""
    last_sign = None
    for match in _PIECE.finditer(written):
        kind, piece = match.lastgroup, match[0]
        if kind == "word":
            part = _latin_word(piece, written, match)
        elif kind == "digits":
            part = _digits(piece)
        elif kind == "rule":
            part = "…" if piece[0] in ".·•" else "—"
        elif kind == "dash":
            part = "—"
        elif kind == "dots":
            part = "…"
        elif kind == "flag":
            part = "flag " + SPELLED + "".join(chr(ord(c) - 0x1F1E6 + ord("A")) for c in piece)
        elif kind == "letters":
            part = _other_script(piece)
            if not part:
                unspoken.append((offset + match.start(), offset + match.end()))
        else:
            part = "" if piece == last_sign else _sign(piece, written, match.start())
            if not part and characters.is_unknown(piece):
                unspoken.append((offset + match.start(), offset + match.end()))
            if not characters.is_silent(piece):
                last_sign = piece if piece not in vocabulary.SYMBOLS and piece not in _PUNCTUATION else None
            said = f"{said}{part}" if part in _SPOKEN_PUNCTUATION else _join_named(said, part)
            continue
        last_sign = None
        said = _join(said, part)
    return said


def _join_named(left: str, right: str) -> str:
    if not right.strip():
        return left + (" " if right else "")
    return f"{left} {right} " if left and left[-1] not in ' (“"' else f"{left}{right} "


def _latin_word(piece: str, written: str, match: re.Match[str]) -> str:
    folded = piece.replace("’", "'")
    if len(folded) == 1 and folded.isalpha() and folded not in "aAI" and len(written.strip("\"'“”().,;:!?-")) == 1:
        return SPELLED + folded
    beside_digit = (match.start() and written[match.start() - 1].isdigit()) or written[
        match.end() : match.end() + 1
    ].isdigit()
    if beside_digit and (len(folded) == 1 or (folded.isupper() and len(folded) <= 3)) and folded.isalpha():
        return SPELLED + folded.upper()
    return folded


def _digits(piece: str) -> str:
    plain = "".join(str(_digit_value(c)) if c not in ".," else c for c in piece)
    if plain.count(".") > 1:
        return " dot ".join(cardinal(part) for part in plain.split("."))
    if "," in plain and not re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        return ", ".join(number(part) for part in plain.split(","))
    if plain.isdigit() and len(plain) > 4 and plain[0] == "0":
        return spell_digits(plain)
    return number(plain)


def _digit_value(character: str) -> int:
    import unicodedata

    return unicodedata.decimal(character)


def _other_script(letters: str) -> str:
    if len(letters) == 1 and "GREEK" in characters.unicode_name(letters):
        return characters.name(letters)
    return characters.romanise(letters).replace("  ", " ")


def _sign(sign: str, written: str, position: int) -> str:
    if sign in _PUNCTUATION and not (sign == "-" and written == "-"):
        if sign == "-" and (position == 0 or not written[position - 1].isalnum()):
            return "—" if written.strip("-") == "" else ""
        return _PUNCTUATION[sign]
    if sign == "-":
        return "—"
    if sign in vocabulary.SYMBOLS:
        if sign == "/" and 0 < position < len(written) - 1:
            return "/" if written[position - 1].isalnum() and written[position + 1].isalnum() else "slash"
        if sign == "*" and (len(written) > 1 and not written.replace("*", "").isdigit()):
            return ""  # emphasis marks of Markdown, footnote stars
        if sign in "_`" and len(written) > 1:
            return " "
        return vocabulary.SYMBOLS[sign]
    if characters.is_silent(sign) or "EMOJI MODIFIER" in characters.unicode_name(sign):
        return ""
    if sign.isalnum():
        folded = characters.fold_latin(sign)
        return folded if folded != sign and folded.isascii() and folded.isalpha() else characters.name(sign)
    return characters.name(sign)
