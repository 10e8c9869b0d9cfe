"""`say --ssml` counts columns of what was typed."""

import pytest

from frontend_text import Frontend, InvalidMarkup
from tritone.cli.ssml_argument import document_of, is_document, places_as_written
from tritone.client import RequestInvalid


def refuse(text: bytes) -> None:
    """As a server refuses it."""
    try:
        Frontend("es").read(text.decode())
    except InvalidMarkup as error:
        raise RequestInvalid(f'input "text": {error}') from None


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        (b"One <nothing/", "line 1, column 14"),
        (b"Hola <break time='x'/> dos", "line 1, column 6"),
        (b"Hola\n<break time='x'/>", "line 2, column 1"),
    ],
)
def test_columns_are_those_of_the_text_that_was_typed(typed, place):
    assert not is_document(typed) and is_document(document_of(typed))
    with pytest.raises(RequestInvalid, match=place), places_as_written():
        refuse(document_of(typed))


def test_other_errors_pass_as_they_are():
    with pytest.raises(RequestInvalid, match='^input "speed": 9 is out of range$'), places_as_written():
        raise RequestInvalid('input "speed": 9 is out of range')
