"""The table of scores: every section reaches what it promises."""

from __future__ import annotations

import pytest

from frontend_text.grammars.store import LANGUAGES
from frontend_text.scoring.hearing import heard
from frontend_text.scoring.sections import SECTIONS, table

NEEDS_GRAMMARS = {"own", "languages", "lines"}


def has_grammars() -> bool:
    try:
        import kaldifst  # noqa: F401
        import kitten_text_processing  # noqa: F401
    except ImportError:
        return False
    return bool(LANGUAGES)


@pytest.mark.slow
@pytest.mark.parametrize("name", SECTIONS)
def test_each_section_reaches_what_is_wanted(name: str) -> None:
    if name in NEEDS_GRAMMARS and not has_grammars():
        pytest.skip("kaldifst or kitten-text-processing is not installed")
    chosen = SECTIONS[name]
    result = chosen.run()
    assert result.total > 50
    assert result.percent >= chosen.wanted_percent, result.wrong


def test_the_table_has_a_line_for_each_section_that_is_named() -> None:
    (line,) = table(["variants"])
    assert line.startswith("variants") and "wanted 99" in line


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A P I at 5", "API at 5"),
        ("two hundred and five", "Two hundred five!"),
        ("okay", "OK"),
        ("GitHub", "git hub"),
        ("Café", "cafe"),
        ("ten metres", "ten meters"),
    ],
)
def test_sounds_the_same(one: str, other: str) -> None:
    assert not heard(one).isdisjoint(heard(other))


@pytest.mark.parametrize(("one", "other"), [("office", "o ffice"), ("ten", "tens"), ("minus five", "five")])
def test_sounds_different(one: str, other: str) -> None:
    assert heard(one).isdisjoint(heard(other))
