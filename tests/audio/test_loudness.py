"""Every voice speaks equally loud, by one constant gain in its manifest."""

import numpy as np
import pytest

from tests.end_to_end.plain_client import say

pytestmark = pytest.mark.triton
TEXTS = [
    "The weather will be fine on Tuesday, and the train leaves at half past nine.",
    "Nobody knew where the old map had come from! It showed an island with two harbours.",
    "Please wait a moment; somebody will be with you very soon. Thank you for your patience.",
    "She counted every star above the quiet town, and then she counted them again.",
]
TARGET_LUFS, TOLERANCE_DB, MOST_TRUE_PEAK_DBFS = -24.0, 2.0, -1.0


def test_voices_speak_at_the_target_loudness_without_overshooting(server):
    import pyloudnorm
    from scipy.signal import resample_poly

    heard = [say(server.grpc_url, text=text, seed=number) for number, text in enumerate(TEXTS)]
    assert all(one.error is None for one in heard)
    sound = np.concatenate([one.samples() for one in heard]) / 32768
    assert pyloudnorm.Meter(24_000).integrated_loudness(sound) == pytest.approx(TARGET_LUFS, abs=TOLERANCE_DB)
    assert 20 * np.log10(np.abs(resample_poly(sound, 4, 1)).max()) < MOST_TRUE_PEAK_DBFS
