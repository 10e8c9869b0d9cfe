"""Cutting a segment into windows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tritone.pipeline.windows import cut_window, plan_windows


@given(total=st.integers(1, 5000), first=st.integers(1, 200), longest=st.integers(1, 200))
def test_windows_tile_the_segment_and_none_is_too_long(total, first, longest):
    windows = plan_windows(total, first, longest)
    assert windows[0][0] == 0 and windows[-1][1] == total
    assert all(before[1] == after[0] for before, after in zip(windows, windows[1:], strict=False))
    assert all(0 < stop - start <= longest for start, stop in windows)
    assert windows[0][1] <= max(first, 1)


@given(total=st.integers(100, 5000))
def test_no_sliver_is_left_at_the_end(total):
    start, stop = plan_windows(total, 24, 160)[-1]
    assert stop - start >= 24


def test_nothing_to_say_needs_no_window():
    assert plan_windows(0, 24, 160) == []


@pytest.mark.parametrize("total", [1, 10, 29, 30, 100, 333])
def test_windows_together_bring_every_frame_once(total):
    frames = np.arange(total, dtype=np.float32)[:, None]
    windows = [cut_window(frames, start, stop, 29, 1, None) for start, stop in plan_windows(total, 5, 40)]
    np.testing.assert_array_equal(np.concatenate([window.frames for window in windows]), frames)
