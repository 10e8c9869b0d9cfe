"""`say --ssml`: the element that SSML needs around it, which errors do not count."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from tritone.errors import TritoneError

_BEGIN, _END = b"<speak>", b"</speak>"
_PLACE = re.compile(r"(?<=at line 1, column )\d+")


def is_document(text: bytes) -> bool:
    """Whether it has that element."""
    return text.lstrip().startswith(b"<speak")


def document_of(text: bytes) -> bytes:
    """The text with that element around it."""
    return _BEGIN + text + _END


@contextlib.contextmanager
def places_as_written() -> Iterator[None]:
    """Errors about such a document name columns of the text inside."""
    try:
        yield
    except TritoneError as error:
        message = _PLACE.sub(lambda column: str(max(1, int(column[0]) - len(_BEGIN))), str(error))
        raise type(error)(message) from None
