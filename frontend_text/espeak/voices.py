"""Which of espeak-ng's voices reads a language tag."""

from __future__ import annotations

_VOICES = frozenset(
    "af am an ar as az ba be bg bn bpy bs ca ca-ba ca-nw ca-va chr cmn cs cv cy da de el en-029 en-gb-scotland "
    "en-gb-x-gbclan en-gb-x-gbcwmd en-gb-x-rp eo es es-419 et eu fa fi fr fr-be fr-ch ga gd gn grc gu hak haw he "
    "hi hr ht hu hy hyw ia id io is it ka kk kl kn ko kok ku ky la lb lt ltg lv mi mk ml mr ms mt my nb ne nl om or "
    "pa pl ps pt pt-br qu ro ru sd si sk sl sq sr sv sw ta te th tk tn tr tt ug uk ur uz vi vi-vn-x-central "
    "vi-vn-x-south yue".split()
)
_SAME = {"no": "nb", "nn": "nb", "zh": "cmn", "jw": "jv", "iw": "he", "in": "id", "fil": "tl"}
"""Language codes that espeak-ng knows by another name."""
_LATIN_AMERICA = frozenset("ar bo cl co cr cu do ec gt hn mx ni pa pe pr py sv us uy ve 419".split())


def espeak_voice(tag: str) -> str | None:
    """`de` for `de-de`, `es-419` for `es_MX`, `cmn` for `zh-cn`; None if there is none (or English: see hibari)."""
    tag = tag.lower().replace("_", "-")
    language, _, region = tag.partition("-")
    if tag in _VOICES:
        return tag
    if language == "es" and region in _LATIN_AMERICA:
        return "es-419"
    language = _SAME.get(language, language)
    return language if language in _VOICES else None


def languages() -> list[str]:
    """Their codes without regions."""
    return sorted({voice.partition("-")[0] for voice in _VOICES} - {"en", "cmn"} | {"zh", "no"})
