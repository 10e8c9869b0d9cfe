"""How long windows may be: long ones only of quick voices, whose samples do not depend on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tiny_stages import FORMAT, HEART
from tritone.pipeline.chunks import ChunkSizes
from tritone.streaming.calls.call_costs import CallCosts
from tritone.streaming.calls.window_lengths import LONG_WINDOW_SECONDS, WindowLengths
from tritone.streaming.served_voices import ServedVoice

SIZES = ChunkSizes(0.3, 2.0, 6.0)
QUICK = ServedVoice(HEART, "g", FORMAT)


def longest(seconds_per_second: float | None, voice: ServedVoice = QUICK) -> float:
    costs = CallCosts({"vocoder": 2})
    if seconds_per_second is not None:
        costs.note("vocoder", "g", 10 * seconds_per_second, 10.0)
    return WindowLengths(SIZES, costs).of(voice).longest_of_all


def test_a_quick_voice_gets_them_once_it_has_shown_that_it_is_one():
    assert longest(None) == 2.0
    assert longest(0.002) == 6.0


def test_no_window_is_to_keep_a_model_for_longer_unless_it_is_a_plain_one():
    cost = LONG_WINDOW_SECONDS / 4.0
    assert longest(cost) == pytest.approx(4.0)
    assert longest(0.1) == 2.0


def test_a_voice_whose_windows_are_not_exact_keeps_its_windows_whatever_calls_cost():
    """A seed promises the same samples, and what calls cost is never the same."""
    assert longest(0.002, replace(QUICK, frame_format=replace(FORMAT, windows_are_exact=False))) == 2.0
