"""Which class reads which language."""

from __future__ import annotations

import importlib

from frontend_text.reading.locale import Locale

LOCALES = {
    "es": "spanish.Spanish",
    "de": "german.German",
    "nl": "dutch.Dutch",
    "sv": "swedish.Swedish",
    "hu": "hungarian.Hungarian",
    "ru": "russian.Russian",
    "uk": "ukrainian.Ukrainian",
    "pl": "polish.Polish",
    "tr": "turkish.Turkish",
    "ar": "arabic.Arabic",
    "hi": "hindi.Hindi",
    "vi": "vietnamese.Vietnamese",
    "ko": "korean.Korean",
    "zh": "chinese.Chinese",
    "ja": "japanese.Japanese",
    "fr": "french.French",
    "it": "italian.Italian",
    "pt": "portuguese.Portuguese",
}
"""Language code -> module and class in this package."""


_SAME = {"no": "nb", "nn": "nb", "in": "id", "bs": "hr"}


def load_locale(language: str) -> Locale | None:
    """The table of a language, None if this package knows nothing of it."""
    where = LOCALES.get(language)
    if where is None:
        from frontend_text.locales.digit_languages import DIGIT_LOCALES

        known = DIGIT_LOCALES.get(_SAME.get(language, language))
        return known() if known else None
    module, _, name = where.partition(".")
    found: Locale = getattr(importlib.import_module(f"frontend_text.locales.{module}"), name)()
    return found
