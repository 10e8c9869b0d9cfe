"""What `acoustic` and `vocoder` refuse before an engine sees it; all that a real stream sends is let through."""

from dataclasses import replace

import numpy as np
import pytest

from tests.families import tiny_kokoro, tiny_piper
from tritone.errors import InvalidRequest
from tritone.families import load_family
from tritone.families.engine_settings import EngineSettings
from tritone.models.acoustic import Acoustic
from tritone.models.vocoder import LONGEST_WINDOW_SECONDS, Vocoder
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.windows import cut_window, plan_windows
from tritone.voices.installed import get_voice

SETTINGS = EngineSettings(("heart",), "cpu", "torch", 1)
ACOUSTIC, VOCODER = Acoustic(SETTINGS), Vocoder(SETTINGS)


@pytest.fixture(scope="module", params=["hibari", "piper", "kokoro"])
def spoken(request, tmp_path_factory):
    """A voice of each family, its engines, and the frames of a segment."""
    if request.param == "hibari":
        voice = get_voice("heart")
    else:
        folder = tmp_path_factory.mktemp(request.param)
        voice = (tiny_piper if request.param == "piper" else tiny_kokoro).write_tiny_voice(folder)
    family = load_family(voice.family)
    acoustic, vocoder = family.acoustic_engine(voice, SETTINGS), family.vocoder_engine(voice, SETTINGS)
    segment = AcousticSegment(family.phoneme_ids(family.warm_up_phonemes, voice).ids, 0.5, 5)
    frames = np.tile(ACOUSTIC.run(acoustic, [segment], [voice])[0].frames, (3, 1))
    return voice, acoustic, vocoder, segment, frames


def windows_of(voice, vocoder, frames, sizes=(10, 40)):
    """Each window of a segment as a stream sends it."""
    lookahead, state = load_family(voice.family).frame_format(voice).lookahead_frames, None
    for start, stop in plan_windows(len(frames), *sizes):
        window = cut_window(frames, start, stop, lookahead, 5, state)
        yield window
        state = vocoder.vocode([window], [voice])[0].state


@pytest.mark.parametrize("sizes", [(1, 2), (10, 40), (500, 500)])
def test_every_window_of_a_real_segment_is_let_through(spoken, sizes):
    voice, _, vocoder, _, frames = spoken
    windows = list(windows_of(voice, vocoder, frames[:60], sizes))
    for window in windows:
        VOCODER.check(vocoder, voice, window)
    assert windows


def test_a_real_segment_is_let_through(spoken):
    voice, acoustic, _, segment, _ = spoken
    for speed in (0.0625, 1.0, 16.0):
        ACOUSTIC.check(acoustic, voice, replace(segment, speed=speed))


def test_windows_that_make_no_sense_are_refused(spoken):
    voice, _, vocoder, _, frames = spoken
    first, second = list(windows_of(voice, vocoder, frames))[:2]
    longest = int(LONGEST_WINDOW_SECONDS * voice.sample_rate_hz)
    for changed, said in (
        (replace(second, start=-5), "speaks frames -5 to"),
        (replace(second, stop=second.start), "allowed: 0 <= start < stop <= total"),
        (replace(second, total=second.stop - 1), "allowed: 0 <= start < stop <= total"),
        (replace(second, total=-60), "of -60"),
        (replace(second, start=2**62, stop=2**62 + 1), "allowed: 0 <= start < stop <= total"),
        (replace(first, stop=100_000, total=100_000), "up to .* frames"),
        (replace(first, total=2**62), f"of a segment of {2**62} frames"),
        (replace(second, noise_seed=-1), "noise seed -1"),
        (replace(second, frames=np.zeros((len(second.frames) + 1, second.frames.shape[1]), np.float32)), "has shape"),
        (replace(second, frames=second.frames[:, 1:]), 'input "frames" has shape'),
        (replace(second, state=second.state[:-1]), 'input "state" has .* numbers; allowed for a window'),
        (replace(second, state=None), 'input "state" has 0 numbers'),
        (replace(first, state=np.zeros(3, np.float32)), 'input "state" has 3 numbers; .*: 0'),
    ):
        with pytest.raises(InvalidRequest, match=said):
            VOCODER.check(vocoder, voice, changed)
    assert longest < 100_000 * 256


def test_segments_that_make_no_sense_are_refused(spoken):
    voice, acoustic, _, segment, _ = spoken
    for changed, said in (
        (replace(segment, phoneme_ids=np.zeros(0, np.int32)), "has 0 ids; allowed"),
        (replace(segment, phoneme_ids=np.zeros(20_000, np.int32)), "has 20000 ids; allowed"),
        (replace(segment, phoneme_ids=np.array([0, -5], np.int32)), "holds -5; allowed"),
        (replace(segment, phoneme_ids=np.array([0, acoustic.symbols], np.int32)), f"holds {acoustic.symbols}"),
        (replace(segment, speed=float("nan")), 'input "speed" is nan; allowed: 0.05 to 20'),
        (replace(segment, speed=0.0), 'input "speed" is 0'),
        (replace(segment, speed=float("inf")), 'input "speed" is inf'),
        (replace(segment, noise_seed=-1), 'input "noise_seed" is -1'),
    ):
        with pytest.raises(InvalidRequest, match=said):
            ACOUSTIC.check(acoustic, voice, changed)


def test_the_highest_and_the_lowest_id_can_be_said(spoken):
    voice, acoustic, *_ = spoken
    segment = AcousticSegment(np.array([0, acoustic.symbols - 1, 0], np.int32), 1.0, 2**63 - 1)
    ACOUSTIC.check(acoustic, voice, segment)
    assert len(acoustic.synthesize_frames([segment], [voice])[0].frames)


def test_frames_that_stand_for_hours_of_silence_are_refused(tmp_path):
    from tritone.families.kokoro.frame_layout import EXTRA_CHANNELS, STANDS_FOR

    voice = tiny_kokoro.write_tiny_voice(tmp_path)
    vocoder = load_family("kokoro").vocoder_engine(voice, SETTINGS)
    frames = np.ones((3, vocoder.channels), np.float32)
    for silence in (1e6, 3e38):
        frames[0, STANDS_FOR - EXTRA_CHANNELS] = silence
        window = cut_window(frames, 0, 3, 1 << 24, 5, None)
        VOCODER.check(vocoder, voice, window)
        with pytest.raises(InvalidRequest, match="stand for .* frames, silence included"):
            VOCODER.run(vocoder, [window], [voice])


def test_a_segments_last_window_hands_on_nothing_and_sounds_the_same(spoken):
    voice, _, vocoder, _, frames = spoken
    for window in windows_of(voice, vocoder, frames):
        (made,), (plain,) = VOCODER.run(vocoder, [window], [voice]), vocoder.vocode([window], [voice])
        np.testing.assert_array_equal(made.samples, plain.samples)
        assert len(made.state) == (0 if window.stop == len(frames) else len(plain.state))
