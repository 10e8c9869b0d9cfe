"""Languages whose questions for yes or no rise: those without a question word. Which words are some."""

from __future__ import annotations

import re

QUESTION_WORDS = {
    "es": frozenset("qué quién quiénes cuál cuáles cuándo cuánto cuánta cuántos cuántas dónde adónde cómo".split()),
    "fr": frozenset("qui quoi quand où comment pourquoi combien quel quelle quels quelles lequel laquelle".split()),
    "it": frozenset(
        "chi che cosa cos quale quali qual quando quanto quanta quanti quante dove dov come com perché".split()
    ),
    "pt": frozenset("quem quê qual quais quando quanto quanta quantos quantas onde aonde como".split()),
}
_PHRASES = {
    "fr": re.compile(r"(?:qu['’]est-ce|que\s|de quoi|à qui)"),
    "pt": re.compile(r"(?:(?:o|a|por|de|em|para)\s)?(?:que|porque)\s"),
}
"""At the beginning, of words that mean something else elsewhere."""
_CHOICE = {"es": ("o", "u"), "fr": ("ou",), "it": ("o", "oppure"), "pt": ("ou",)}
_NO_CHOICE = frozenset(("no", "non", "pas", "não"))
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 4
"""Words of a question among which its question word is: "¿Y para qué sirve?"."""


def rises_without_question_word(sentence: str, language: str) -> bool:
    """Whether a question, given without its mark, asks for yes or no; language: one of QUESTION_WORDS."""
    begin = sentence.lower().lstrip()
    words = _WORD.findall(begin)
    asks = any(word in QUESTION_WORDS[language] for word in words[:_LOOKED_AT])
    phrase = language in _PHRASES and _PHRASES[language].match(begin)
    chooses = any(
        word in _CHOICE[language] and after not in _NO_CHOICE for word, after in zip(words[1:], words[2:], strict=False)
    )
    return bool(words) and not asks and not phrase and not chooses
