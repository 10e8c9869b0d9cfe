"""Silence at a segment's edges: what is cut and what is counted, however its sound comes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tritone.streaming.sound_edges import SoundEdges

RATE_HZ = 1000
SILENT, SOFT, LOUD = 1e-4, 0.01, 0.5


def sound(before: int, loud: int, after: int, level: float = LOUD) -> np.ndarray:
    return np.concatenate([np.full(before, SILENT), np.full(loud, level), np.full(after, SILENT)]).astype(np.float32)


def kept(edges: SoundEdges, windows) -> np.ndarray:
    return np.concatenate([window[edges.silence_before(window) :] for window in windows])


@given(st.integers(0, 250), st.integers(1, 200), st.integers(0, 200), st.lists(st.integers(1, 60), max_size=8))
def test_silence_is_cut_to_5_ms_before_the_sound_and_counted_after_it(before, loud, after, sizes):
    samples = sound(before, loud, after)
    # the first window has some sound
    cuts = np.cumsum([before + 1, *sizes])
    edges = SoundEdges(RATE_HZ)
    left = kept(edges, np.split(samples, cuts[cuts < len(samples)]))
    assert len(left) == min(before, 5) + loud + after
    assert edges.lead_cut == before - min(before, 5) and edges.silent_tail == after


def test_silence_of_windows_without_any_sound_is_cut_and_counted_too():
    edges = SoundEdges(RATE_HZ)
    left = kept(edges, np.split(sound(80, 100, 90), [50, 200, 240]))
    assert len(left) == 5 + 100 + 90 and edges.lead_cut == 75 and edges.silent_tail == 90


def test_sound_that_begins_late_keeps_what_is_more_than_a_models_silence():
    edges = SoundEdges(RATE_HZ)
    assert len(kept(edges, [sound(1000, 100, 0)])) == 800


@pytest.mark.parametrize(("pause", "added"), [(500, 440), (60, 0), (20, -40), (0, -50)])
def test_a_pause_counts_from_the_last_sound(pause, added):
    edges = SoundEdges(RATE_HZ)
    edges.silence_before(sound(0, 100, 60))
    assert edges.to_add(pause) == added


def test_a_pause_without_any_sound_is_all_added():
    assert SoundEdges(RATE_HZ).to_add(700) == 700


def test_what_a_caller_wants_soft_is_no_silence():
    samples = sound(0, 100, 0, SOFT / 1000)
    assert len(kept(SoundEdges(RATE_HZ, 1e-3, 1e-3), [samples])) == 100
    assert len(kept(SoundEdges(RATE_HZ), [samples])) == 0
