"""`say --lexicon FILE`: the same files as `serve --lexicon` takes, as the input that a request has for them."""

from __future__ import annotations

import json
from pathlib import Path


def lexicon_for_request(path: Path | None) -> str | None:
    """A PLS document as it is, everything else as a JSON object; raises InvalidOption."""
    from frontend_text.errors import InvalidMarkup
    from frontend_text.markup.lexicon import entries_of
    from tritone.errors import InvalidOption

    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8")
        return text if text.lstrip().startswith("<") else json.dumps(entries_of(text, path.name), ensure_ascii=False)
    except InvalidMarkup as error:
        raise InvalidOption(f"--lexicon is {path}: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidOption(f"--lexicon is {path}, which cannot be read: {error}; allowed: a UTF-8 file") from None
