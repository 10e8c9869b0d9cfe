"""How signs are called, and which are punctuation."""

from __future__ import annotations

SYMBOLS = {
    "&": "and", "@": "at", "#": "hash", "%": "percent", "‰": "per mille", "+": "plus", "=": "equals",
    "<": "less than",
    ">": "greater than", "*": "star", "/": "slash", "\\": "backslash", "|": "pipe", "_": "underscore",
    "^": "caret", "~": "tilde", "°": "degrees", "º": "degrees", "§": "section", "¶": "paragraph", "©": "copyright",
    "®": "registered", "™": "trademark", "±": "plus or minus", "∓": "minus or plus", "×": "times", "⋅": "times",
    "÷": "divided by", "≈": "is about",
    "≃": "is about", "≅": "is congruent to", "∼": "is about", "≡": "is equivalent to", "∝": "is proportional to",
    "≠": "is not equal to", "≤": "less than or equal to", "≥": "greater than or equal to", "≪": "much less than",
    "≫": "much greater than", "∞": "infinity",
    "√": "square root of", "∛": "cube root of", "∑": "sum", "∏": "product", "∫": "integral", "∂": "partial",
    "∇": "del", "∆": "delta",
    "∈": "in", "∉": "not in", "∋": "contains", "⊂": "subset of", "⊆": "subset of", "⊃": "superset of",
    "⊇": "superset of", "∪": "union", "∩": "intersection", "∅": "empty set", "∀": "for all", "∃": "there exists",
    "∄": "there is no", "¬": "not", "∧": "and", "∨": "or", "⊕": "exclusive or", "∴": "therefore", "∵": "because",
    "→": "to", "←": "from", "↑": "up", "↓": "down", "↔": "to and from", "⇒": "implies", "⇐": "is implied by",
    "⇔": "if and only if", "↦": "maps to", "⟶": "to", "➔": "to", "➜": "to", "➞": "to",
    "−": "minus", "$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "¢": "cent", "₹": "rupee", "₩": "won",
    "₪": "shekel", "₱": "peso", "₫": "dong", "₦": "naira", "฿": "baht", "₺": "lira", "₴": "hryvnia",
    "₽": "ruble", "₿": "bitcoin", "‖": "parallel", "∥": "parallel", "⊥": "perpendicular", "∠": "angle", "‵": "prime",
    "′": "prime", "″": "double prime", "†": "dagger", "‡": "double dagger", "№": "number", "℃": "degrees Celsius",
    "℅": "care of",
    "℉": "degrees Fahrenheit", "µ": "micro", "Ω": "ohm", "²": "squared", "³": "cubed", "¹": "to the first", "`": "",
    "✓": "check", "✔": "check", "✗": "cross", "✘": "cross", "♥": "heart", "♡": "heart", "♠": "spades",
    "♣": "clubs", "♦": "diamonds",
    "★": "star", "☆": "star", "♪": "music note", "♫": "music notes", "♯": "sharp", "♭": "flat", "♮": "natural",
    "♀": "female", "♂": "male",
    "ª": "", "¤": "currency",
}  # fmt: skip
"""How a symbol is read when no class knew better."""

PUNCTUATION = {
    "“": "“", "”": "”", "„": "“", "«": "“", "»": "”", "「": "“", "」": "”", "『": "“", "』": "”", '"': '"',
    "‘": "'", "’": "'", "'": "'", "‚": "'", "‛": "'", "(": "(", ")": ")", "[": "(", "]": ")", "{": "(", "}": ")",
    "（": "(", "）": ")", "【": "(", "】": ")", "《": "“", "》": "”", "〈": "“", "〉": "”", "〔": "(", "〕": ")",
    ",": ",", ";": ";", ":": ":", ".": ".", "!": "!", "?": "?", "…": "…", "—": "—", "–": "—", "―": "—", "‒": "—",
    "、": ",", "，": ",", "。": ".", "．": ".", "！": "!", "？": "?", "；": ";", "：": ":", "·": ",", "•": ",",
    "‥": "…", "⋯": "…", "¿": "", "¡": "", "‹": "“", "›": "”", "-": "-", "‐": "-", "‑": "-", "〜": "—", "～": "—",
    "‣": ",", "◦": ",", "▪": ",", "●": ",", "■": ",", "¦": ",", "।": ".", "؟": "?", "،": ",", "؛": ";", "○": ",",
    "□": ",", "▫": ",", "◆": ",", "◇": ",", "▶": ",", "►": ",", "‽": "?!",
    "׃": ":", "։": ".", "´": "'", "｡": ".", "､": ",", "\\": " ", "⁇": "??", "⁈": "?!", "⁉": "!?", "︵": "", "︶": "",
}  # fmt: skip
"""How punctuation is written in spoken text (the symbols that voices know)."""
SPOKEN_PUNCTUATION = frozenset("“”\"'(),;:.!?…—-/")

VULGAR_FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7),
    "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip

VULGAR = "".join(VULGAR_FRACTIONS)

SUPERSCRIPTS = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱˣ", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "-", "n", "i", "x"], strict=True)
)
SUBSCRIPTS = dict(
    zip(
        "₀₁₂₃₄₅₆₇₈₉₊₋ₙᵢₓₐ",
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "-", "n", "i", "x", "a"],
        strict=True,
    )
)

IN_CODE = {
    "==": "equals equals", "===": "triple equals", "!=": "not equals", "!==": "not double equals",
    ">=": "greater than or equal to", "<=": "less than or equal to", "=>": "arrow", "->": "arrow", "<-": "from",
    "&&": "and", "||": "or",
    "++": "plus plus", "--": "dash dash", "+=": "plus equals", "-=": "minus equals", "*=": "times equals",
    "/=": "divided by equals", "**": "to the power of", "//": "slash slash", "::": "colon colon", ":=": "becomes",
    "<<": "shift left", ">>": "shift right", "...": "", "..": "dot dot", "|>": "pipe",
}  # fmt: skip
"""Operators of more than one sign."""
CODE_SIGNS = {
    "+": "plus", "-": "dash", "*": "star", "/": "slash", "=": "equals", "<": "less than", ">": "greater than",
    "|": "pipe", "&": "and", "^": "caret", "~": "tilde", "%": "percent", "@": "at", "#": "hash", "$": "dollar",
    "\\": "backslash", "_": "underscore", "!": "not", "?": "question mark",
    "(": "", ")": "", "[": "", "]": "", "{": "", "}": "", ";": ",", ",": ",", '"': "", "'": "", ":": ":",
    ".": "dot", "`": "",
}  # fmt: skip
