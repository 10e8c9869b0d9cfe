"""Emoji and faces made of signs."""

from __future__ import annotations

import re

from frontend_text import characters
from frontend_text.english.reading.candidate import SPELLED, Candidate, at_sign, at_word
from frontend_text.english.reading.sentence import Sentence

_CHEEKS = "-'^o"
FACES = re.compile(
    r"(?:[:;=8][-'^o]?[)(DPpOo/\\|\]\[}{*3@$]|[)(\]\[D][-']?[:;=](?![\w/])|<3|</3|\^_+\^|-_+-|>_<|[Tt]_[Tt]"
    r"|[oO]_[oO]|[xX]D|:'\(|\\o/)(?![\w/])"
)
_KAOMOJI = re.compile(
    r"[(（][^\w\s()（）]{0,3}[°ಠ╯•◕‿ツ´`；;ω▽∀ᴥ≧≦￣゜д益]\S{0,12}[)）][^\w\s]{0,6}(?:\s?[┻┬─━ノﾉ彡]+)*|¯\\?_\(ツ\)_/¯"
    r"|[┻┬][─━]+[┻┬]|ʕ\S{1,6}ʔ"
)
_NAMES = {
    "❤": "heart", "♥": "heart", "💔": "broken heart", "👍": "thumbs up", "👎": "thumbs down", "🎉": "party popper",
    "🔥": "fire", "✅": "check mark", "✔": "check mark", "❌": "cross mark", "😀": "grinning face",
    "😂": "face with tears of joy", "🤣": "rolling on the floor laughing", "😊": "smiling face with smiling eyes",
    "😍": "heart eyes", "😭": "crying face", "😢": "crying face", "🙏": "folded hands", "👏": "clapping hands",
    "💯": "one hundred points", "⚠": "warning", "➡": "right arrow", "⬅": "left arrow", "⬆": "up arrow",
    "⬇": "down arrow", "⭐": "star", "🌟": "glowing star", "👉": "pointing right", "👈": "pointing left",
    "💡": "light bulb", "📌": "pin", "📞": "telephone", "☎": "telephone", "✉": "envelope", "📧": "e-mail",
    "🥳": "partying face", "😎": "smiling face with sunglasses", "🤔": "thinking face",
    "😅": "grinning face with sweat", "🙂": "slightly smiling face", "🙃": "upside down face", "😉": "winking face",
    "😡": "angry face", "😱": "screaming face", "💪": "flexed biceps", "👋": "waving hand", "👌": "OK hand",
    "✌": "victory hand", "🤝": "handshake", "👀": "eyes", "🚀": "rocket", "☀": "sun", "☁": "cloud", "☔": "umbrella",
    "❄": "snowflake", "⚡": "lightning", "☕": "coffee", "✨": "sparkles", "❗": "exclamation mark",
    "❓": "question mark", "‼": "double exclamation mark",
    "☺": "smiling face", "☹": "frowning face", "✂": "scissors", "✏": "pencil", "⏰": "alarm clock", "⌚": "watch",
    "♻": "recycling", "☮": "peace", "⚽": "soccer ball", "⚾": "baseball", "▶": "play", "⏸": "pause", "➕": "plus",
    "➖": "minus", "➗": "divided by", "♠": "spades", "♣": "clubs", "♦": "diamonds",
}  # fmt: skip
_DROPPED = frozenset("symbol sign black white heavy medium with".split())
_EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[\u00a9\u00ae\u203c\u2049\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\U0001f000-\U0001faff]"
    "[\ufe0e\ufe0f\u20e3]*[\U0001f3fb-\U0001f3ff]?\ufe0f?(?:\u200d[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f]?[\U0001f3fb-\U0001f3ff]?)*[\U000e0020-\U000e007f]*)"
)
_ZWJ = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u20e3]")


def short_name(emoji: str) -> str:
    """'🎉' -> 'party popper'; the parts of a joined one after another, skin tones left out."""
    first = ord(emoji[0])
    if 0x1F1E6 <= first <= 0x1F1FF:
        return (
            "flag " + SPELLED + "".join(chr(ord(c) - 0x1F1E6 + ord("A")) for c in emoji if 0x1F1E6 <= ord(c) <= 0x1F1FF)
        )
    said = []
    for character in _ZWJ.sub("", emoji):
        name = _NAMES.get(character)
        if name is None:
            words = characters.name(character).split()
            name = " ".join(
                word for word in words if word not in ("symbol", "white", "black", "heavy", "medium")
            ) or " ".join(words)
        if name and name not in said:
            said.append(name)
    return " ".join(said)


@at_sign("")
def emoji(sentence: Sentence, position: int) -> Candidate | None:
    """`🎉`, `👩🏽‍💻`, `🇺🇸`; a run of the same is said once."""
    if sentence.text[position] < "\u00a9":
        return None
    match = _EMOJI.match(sentence.text, position)
    if not match or match[0][0] in "©®™":
        return None
    character = sentence.text[position]
    if "\u2194" <= character <= "\u21aa" and "\ufe0f" not in match[0]:
        return None
    if "\u25aa" <= character <= "\u25fe" and "\ufe0f" not in match[0] or character in "♯♭♮♪♫":
        return None
    end = match.end()
    while sentence.text.startswith(match[0], end):
        end += len(match[0])
    return Candidate("emoji", position, end, f" {short_name(match[0])} ", 62, "an emoji")


@at_sign(":;=8<^->()\\ಠ┻┬¯ʕ（D")
def face(sentence: Sentence, position: int) -> Candidate | None:
    """`:)`, `<3`, `(╯°□°)╯︵ ┻━┻`: silent."""
    if sentence.left(position).isalnum():
        return None
    match = _KAOMOJI.match(sentence.text, position)
    if match:
        return Candidate("emoji", position, match.end(), " ", 80, "a face made of signs")
    match = FACES.match(sentence.text, position)
    if not match:
        return None
    left = sentence.left(position)
    if not left.isspace() and (left not in "!?.," or match[0][0] in ")]([D"):
        return None
    if match[0] == "<3":
        if re.match(r"\s?\w", sentence.tail(match.end())) and re.match(
            r"\s(?:[a-z]+s|%|percent|in)\b", sentence.tail(match.end())
        ):
            return None
        return Candidate("emoji", position, match.end(), " heart ", 64, "a heart made of signs")
    if match[0][0] in ")(" and len(match[0]) < 2:
        return None
    return Candidate("emoji", position, match.end(), " ", 64, "a face made of signs")


@at_word
def laughing_face(sentence: Sentence, position: int) -> Candidate | None:
    """`xD`."""
    match = re.compile(r"[xX]D(?!\w)").match(sentence.text, position)
    if (
        match
        and sentence.left(position).isspace()
        and match[0] != "XD"
        or match
        and sentence.left(position).isspace()
        and not sentence.tail(match.end()).strip(" .!")
    ):
        return Candidate("emoji", position, match.end(), " ", 60, "a laughing face")
    return None
