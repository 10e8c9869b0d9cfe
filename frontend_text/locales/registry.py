"""Which class reads which language."""

from __future__ import annotations

import importlib

from frontend_text.reading.locale import Locale

LOCALES = {
    "es": "romance_languages.spanish.Spanish",
    "de": "germanic_languages.german.German",
    "nl": "germanic_languages.dutch.Dutch",
    "sv": "germanic_languages.swedish.Swedish",
    "hu": "hungarian.Hungarian",
    "ru": "slavic_languages.russian.Russian",
    "uk": "slavic_languages.ukrainian.Ukrainian",
    "pl": "slavic_languages.polish.Polish",
    "tr": "turkish.Turkish",
    "ar": "arabic.Arabic",
    "hi": "hindi.Hindi",
    "vi": "asian_languages.vietnamese.Vietnamese",
    "ko": "asian_languages.korean.Korean",
    "zh": "asian_languages.chinese.Chinese",
    "ja": "asian_languages.japanese.Japanese",
    "fr": "romance_languages.french.French",
    "it": "romance_languages.italian.Italian",
    "pt": "romance_languages.portuguese.Portuguese",
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
    module, _, name = where.rpartition(".")
    found: Locale = getattr(importlib.import_module(f"frontend_text.locales.{module}"), name)()
    return found
