"""When two spoken forms sound the same to a listener: the comparison of the set that was written for this project.

Case, punctuation, accents and `and` do not count; letters said one by one may be written together; a few spellings are
one; a compound in camel case may be split. Where words begin and end does count.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SAME_WORDS = {
    "metres": "meters", "metre": "meter", "litres": "liters", "litre": "liter", "okay": "ok", "mrs": "missus",
    "misses": "missus", "missis": "missus", "backslash": "back slash", "e mail": "email", "wifi": "wi fi",
    "through": "to",
}  # fmt: skip
_SAME_COMPOUNDS = {
    "o clock": "oclock", "per cent": "percent", "git hub": "github", "local host": "localhost",
    "whats app": "whatsapp", "tik tok": "tiktok", "mac book": "macbook",
}  # fmt: skip
_LETTERS = re.compile(r"(?<= )[a-z](?: [a-z])+(?= )")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=8192)
def heard(said: str) -> frozenset[str]:
    """The forms of a reading; two readings sound the same if they share one."""
    return frozenset((_form(said), _form(_HUMP.sub(" ", said))))


def forms(said: str) -> set[str]:
    """`heard` as a set, for scoring."""
    return set(heard(said))


def _form(said: str) -> str:
    plain = unicodedata.normalize("NFKD", said.lower().replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.sub(r"[^\w ]+", " ", plain.replace("'", "").replace("_", " ")).split()
    form = " " + " ".join(words) + " "
    for _ in range(2):
        form = form.replace(" and ", " ")
    for written, same in _SAME_WORDS.items():
        form = form.replace(f" {written} ", f" {same} ")
    form = _LETTERS.sub(lambda match: match[0].replace(" ", ""), form)
    for written, same in _SAME_COMPOUNDS.items():
        form = form.replace(written, same)
    return form.strip()
