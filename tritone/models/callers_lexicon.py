"""Read the pronunciations that a caller sends along with a text."""

from __future__ import annotations

import json

from frontend_text import InvalidMarkup, Lexicon
from frontend_text.kept import KeptByText
from tritone.errors import InvalidRequest

_KEPT_CHARACTERS = 1_000_000
"""Of lexicons that are kept between the calls of their texts: about 30 bytes of memory each."""


def read_lexicon(text: str) -> Lexicon | None:
    """A caller's lexicon: a PLS document, or a JSON object of word → "/ipa/" or respelling; None for the empty text.

    Raises InvalidRequest.
    """
    return _lexicons(text) if text.strip() else None


def _parse_lexicon(text: str) -> Lexicon:
    try:
        if text.lstrip().startswith("<"):
            return Lexicon.from_pls(text)
        entries = json.loads(text)
        if not isinstance(entries, dict) or not all(isinstance(value, str) for value in entries.values()):
            raise InvalidMarkup("it is JSON, but not an object of strings")
        if any("\ud800" <= letter <= "\udfff" for pair in entries.items() for text in pair for letter in text):
            raise InvalidMarkup("it holds half a character, an unpaired surrogate")
        return Lexicon(entries)
    except InvalidMarkup as error:
        raise InvalidRequest(f'input "lexicon": {error}') from None
    except (ValueError, RecursionError) as error:  # json has more errors than JSONDecodeError: nesting, endless digits
        raise InvalidRequest(
            f'input "lexicon" is neither JSON ({error}) nor a PLS document; allowed: '
            '{"word": "/ipa/", "other": "respelling"} or PLS'
        ) from None


_lexicons = KeptByText(_parse_lexicon, _KEPT_CHARACTERS)
