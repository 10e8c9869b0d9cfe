"""The text front end's budget: who takes too much is refused alone and at once, and nothing else is lost."""

from __future__ import annotations

import signal
import time

import pytest

from tritone.errors import InvalidRequest, VoiceLoading
from tritone.models import loaded_on_demand
from tritone.models.callers_lexicon import read_lexicon
from tritone.models.text_frontend import TextFrontend
from tritone.threads.cpu_budget import CpuBudget

# Where a call is stopped in a callback of the garbage collector (Hypothesis has one), that is swallowed, and it is
# stopped again.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

pytest.importorskip("hibari", reason="the English pronunciations come from hibari-tts")

HEAVY = "1/2/2003 12:34 aB1$5-10kg " * 4000
"""Some hundred milliseconds of work at first sight."""


class CountingBudget(CpuBudget):
    """Tells how often it was asked."""

    calls = 0

    def run(self, call):
        self.calls += 1
        return super().run(call)


@pytest.fixture(scope="module")
def budget():
    before = signal.getsignal(signal.SIGALRM)
    yield CountingBudget(0.02, frozenset((loaded_on_demand.__file__,)))
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def front(budget):
    loaded = TextFrontend(["heart"], budget=budget)
    loaded.load_first()
    return loaded


def read_with(front, seconds, text, **more):
    front._budget.seconds = seconds
    return front.read_text(text, 0, "heart", **more)


def test_who_takes_too_much_is_refused_with_what_was_allowed(front):
    with pytest.raises(InvalidRequest, match=r'^input "text": .* character 0 takes more than 1 ms .*\(--text-cpu-ms\)'):
        read_with(front, 0.001, HEAVY)


def test_the_same_again_is_refused_without_a_look_and_others_are_read(front, budget):
    with pytest.raises(InvalidRequest):
        read_with(front, 0.001, HEAVY + "a")
    asked = budget.calls
    with pytest.raises(InvalidRequest, match="of a processor"):
        read_with(front, 60, HEAVY + "a")
    assert budget.calls == asked
    assert read_with(front, 60, HEAVY + "b").segments and read_with(front, 60, "Hello.").segments


def test_what_was_cut_off_is_read_whole_by_who_has_the_time(front):
    text = HEAVY + "c"
    expected = TextFrontend(["heart"])
    expected.load_first()
    for cut_off in range(20):
        with pytest.raises(InvalidRequest):
            read_with(front, 0.001, f"{text} {cut_off}")
    made, wanted = read_with(front, 60, text), expected.read_text(text, 0, "heart")
    assert made.next_start == wanted.next_start
    assert [s.phoneme_ids.tolist() for s in made.segments] == [s.phoneme_ids.tolist() for s in wanted.segments]


def test_a_lexicon_counts_too(front):
    lexicon = "{" + ",".join(f'"w{number}": "a {number}"' for number in range(5000)) + "}"
    with pytest.raises(InvalidRequest, match="of a processor"):
        read_with(front, 0.001, "Hello there.", lexicon=lexicon)
    assert read_with(front, 60, "Hello there now.", lexicon=lexicon).segments


def test_a_language_that_markup_asks_for_is_loaded_beside_the_calls(front):
    text = '<speak>He said <lang xml:lang="es">hola</lang>.</speak>'
    give_up_at = time.monotonic() + 60
    with pytest.raises(VoiceLoading, match="language es"):
        read_with(front, 0.5, text)
    while True:
        try:
            passage = read_with(front, 60, text)
            break
        except VoiceLoading:
            assert time.monotonic() < give_up_at
            time.sleep(0.02)
    assert passage.segments and not passage.warnings


NO_LEXICONS = (
    "[" * 99_999,
    '{"a":' * 20_000,
    "1" * 99_999,
    '{"a": ' + "9" * 5000 + "}",
    "NaN",
    "null",
    "[]",
    '{"a": 1}',
    '{"a": "b"} x',
    '{"\\ud800":""}',
    '{"a": "\\udfff"}',
    '{"": "a"}',
    '{"a": ""}',
    '{"a": "/\\u0000/"}',
    "\x00",
    "\ufeff{}",
    "<lexicon>",
    "<" * 99_999,
    "<a>" * 33_000,
    "<!DOCTYPE a><lexicon/>",
)


@pytest.mark.parametrize("lexicon", NO_LEXICONS, ids=range(len(NO_LEXICONS)))
def test_a_lexicon_that_is_none_is_the_callers_fault(lexicon):
    with pytest.raises(InvalidRequest, match=r'^input "lexicon"'):
        read_lexicon(lexicon)
