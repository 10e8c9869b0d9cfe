"""The fuzzer of the text stage finds what it looks for, and nothing in a short run."""

from __future__ import annotations

import signal

import pytest

from loadtest.fuzz import text_stage
from loadtest.fuzz.texts import TextMaker
from tritone.errors import InvalidRequest
from tritone.pipeline.segments import Passage

# Where a call is stopped in a callback of the garbage collector (Hypothesis has one), that is swallowed, and it is
# stopped again.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

TEXTS, SECONDS = 150, 40.0
"""As many as may be read in so long: on a slow machine fewer."""
BUDGET_SECONDS = 20.0
"""A hundred times what any of them took: what is found here is no matter of a machine's speed."""


@pytest.fixture(autouse=True)
def _alarm():
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.signal(signal.SIGALRM, before)


def test_the_same_seed_makes_the_same_texts_within_their_length():
    one, other = TextMaker(7, 500), TextMaker(7, 500)
    made = [one.text() for _ in range(50)]
    assert made == [other.text() for _ in range(50)] and len(set(made)) > 40
    assert all(1 <= len(text) <= 500 for text in made)
    assert any("<speak" in text for text in made)


class BrokenFront:
    """Fails in a way of its own for each text."""

    def read_text(self, text, start, voice, lexicon=""):
        if text == "raises":
            raise KeyError(text)
        if text == "takes too long":
            raise InvalidRequest('input "text": to read on takes more than 1 ms of a processor')
        if text == "is refused":
            raise InvalidRequest('input "text": no')
        return Passage([], start, (), ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("raises", "KeyError"),
        ("takes too long", "over the budget"),
        ("stands still", "no way forward"),
        ("is refused", None),
    ],
)
def test_it_tells_each_kind_of_fault(text, told):
    found = text_stage.Found()
    text_stage._read(BrokenFront(), text, "", found)
    assert [told in fault for fault in found.faults] == ([True] if told else [])


@pytest.mark.slow
def test_odd_texts_are_read_or_refused_for_what_is_wrong():
    pytest.importorskip("hibari", reason="the English pronunciations come from hibari-tts")
    found = text_stage.run("every build", TEXTS, SECONDS, BUDGET_SECONDS)
    assert found.texts > 10 and not found.faults, "\n".join(found.faults)
