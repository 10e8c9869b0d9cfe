"""What `say-as` makes of a text, by kind."""

from __future__ import annotations

import pytest

from frontend_text.english.say_as import say_as


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("1/2inch", "unit", "one half inch"),
        ("-5°C", "unit", "minus five degrees Celsius"),
        ("XIV", "ordinal", "fourteenth"),
        ("XIV", "cardinal", "fourteen"),
        ("0900", "time", "nine o'clock"),
        ("7pm", "time", "seven \ue000PM"),
        ("150th CT NE, Redmond, WA", "address", "one hundred fiftieth Court Northeast, Redmond, Washington"),
        ("-$5", "currency", "minus five dollars"),
        ("€4,99", "currency", "four euros ninety nine cents"),
        ("nasa", "acronym", "\ue000NASA"),
        ("3/4/2024", "date", "March fourth, twenty twenty four"),
        ("12345", "number_digit", "one two three four five"),
    ],
)
def test_says(text: str, kind: str, said: str) -> None:
    assert say_as(text, kind) == said


@pytest.mark.parametrize(("text", "kind"), [("five", "cardinal"), ("soon", "time"), ("13/13/13", "date"), ("", "unit")])
def test_what_is_no_such_thing_is_left_to_the_reader(text: str, kind: str) -> None:
    assert say_as(text, kind) is None
