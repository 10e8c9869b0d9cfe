"""Where `A` is the letter, not the article: vitamin A, an A in maths, from A to Z, A is for apple."""

from __future__ import annotations

from collections.abc import Sequence

_NAMED_BY_LETTERS = frozenset(
    "letter letters vitamin vitamins plan grade grades hepatitis type types group section appendix exhibit option "
    "class series schedule category influenza flu team ward gate terminal platform block building hall tier column "
    "row figure table note key variable choice answer unit zone floor annex line site set part point level straight "
    "triple double capital wing side node item blood size model".split()
)
_AFTER_THE_LETTER = frozenset(
    "is was or and to stands comes means minor major flat sharp level levels list star team plus minus stars "
    "road grade".split()
)
_ENDS = frozenset('. , ; : ! ? ) ” " ’ … —'.split())


def letter_a(words: Sequence[str]) -> list[int]:
    """The places where a word `a` or `A` is the name of the letter."""
    return [at for at, word in enumerate(words) if word in ("A", "a", "A.") and _is_letter(words, at)]


def _is_letter(words: Sequence[str], at: int) -> bool:
    before = words[at - 1].lower() if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    is_capital = words[at] != "a"
    if before in ("letter", "letters", "an"):
        return True
    if words[at] == "A.":
        return bool(after) and (after[0].isupper() or len(after) == 1)
    if not is_capital:
        return False
    if before in _NAMED_BY_LETTERS and (not after or after in _ENDS or not _is_shouted(words)):
        return True
    if not after or after in _ENDS or after in ("-", "'", "+", "&"):
        return True
    if at == 0 or words[at - 1] in (".", "!", "?", "“", '"', "—", ":", "("):
        return after.lower() in _AFTER_THE_LETTER and after.islower()
    return not _is_shouted(words) and not _is_title(words)


def _is_shouted(words: Sequence[str]) -> bool:
    return not any(word[0].islower() for word in words)


def _is_title(words: Sequence[str]) -> bool:
    """Whether most longer words are written with a capital, as in a headline."""
    longer = [word for word in words if len(word) > 3 and word.isalpha()]
    return len(longer) > 1 and sum(word[0].isupper() for word in longer) * 2 > len(longer)
