"""Words that no dictionary has, made of parts that one has: compounds, names with usual endings, Mc and Mac."""

from __future__ import annotations

from collections.abc import Callable

_ENDINGS = {
    "man": "mən", "mann": "mən", "berg": "bˌɜɹɡ", "berger": "bˌɜɹɡəɹ", "burg": "bˌɜɹɡ", "stein": "stˌIn",
    "feld": "fˌɛld", "field": "fˌild", "ville": "vˌɪl", "worth": "wəɹθ", "baum": "bˌWm", "bauer": "bˌWəɹ",
    "hoff": "hˌɔf", "dorf": "dˌɔɹf", "haus": "hˌWs", "er": "əɹ", "ist": "ɪst", "ists": "ɪsts", "ness": "nəs",
    "less": "ləs", "ful": "fəl", "ship": "ʃˌɪp", "like": "lˌIk", "bury": "bˌɛɹi", "stone": "stˌOn", "smith": "smˌɪθ",
    "wright": "ɹˌIt", "dale": "dˌAl", "wick": "wˌɪk", "ware": "wˌɛɹ", "house": "hˌWs", "s": None, "es": None,
}  # fmt: skip
"""How usual endings of names and words sound; without a sound: the plural. Only those that help (see the tests)."""
_BY_LENGTH = sorted(_ENDINGS, key=len, reverse=True)
_LEAST = 3
_LEAST_OF_COMPOUND = 4
"""Letters of each part: shorter ones are found in too many words by chance."""

Known = Callable[[str], str | None]
Accent = Callable[[str, str], str]
"""American sounds, as a word is written -> in the accent of the voice."""


def of_parts(word: str, known: Known, common: Known, accent: Accent) -> str | None:
    """The sound of a word in small letters from those of its parts, None if it falls into none that are known.

    known: the sound of a word by any dictionary; common: by that of common words, which compounds are made of.
    """
    if word.startswith("mc") and len(word) > 5 or word.startswith("mac") and len(word) > 7:
        rest = word[2:] if word[1] == "c" else word[3:]
        if (said := known(rest)) is not None:
            return ("mək" if said[0] not in "kɡ" else "mə") + said
    for ending in _BY_LENGTH:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            said = _with_ending(word[: -len(ending)], ending, known, accent)
            if said is not None:
                return said
    return _compound(word, common)


def _with_ending(stem: str, ending: str, known: Known, accent: Accent) -> str | None:
    said = known(stem)
    if said is None and ending[0] in "aeiouy":
        said = known(stem + "e")
        if said is None and len(stem) > 3 and stem[-1] == stem[-2]:
            said = known(stem[:-1])
    if said is None:
        return None
    american = _ENDINGS[ending]
    sound = accent(american, ending) if american is not None else ""
    if american is None:
        sound = "s" if said[-1] in "ptkfθ" else "ᵻz" if said[-1] in "szʃʒʧʤ" else "z"
        if (ending == "es") != (sound == "ᵻz"):
            return None
    return said + sound


def _compound(word: str, common: Known) -> str | None:
    """The longest first part that leaves a known second one: snow-flake, data-bricks."""
    for cut in range(len(word) - _LEAST_OF_COMPOUND, _LEAST_OF_COMPOUND - 1, -1):
        first, second = common(word[:cut]), common(word[cut:])
        if first is not None and second is not None:
            return first + second.replace("ˌ", "").replace("ˈ", "ˌ")
    return None
