"""One segment: whatever its length, pause and chunk sizes, its sound is all there, in order, in chunks of that size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiny_stages import FORMAT, HEART, VOICE_GAIN
from tritone.pipeline.chunks import ChunkSizes
from tritone.pipeline.frames import AcousticResult
from tritone.pipeline.segments import Segment, TimedText
from tritone.pipeline.windows import VocodedWindow
from tritone.streaming.segment_in_flight import NO_FRAMES, SegmentInFlight, segment_noise_seed
from tritone.streaming.served_voices import ServedVoice
from tritone.streaming.voicing.gains import gains_of_ids

HOP, RATE_HZ = FORMAT.hop_length_samples, FORMAT.sample_rate_hz
SIZES = ChunkSizes(0.3, 2.0)
VOICE = ServedVoice(HEART, HEART.weights_key, FORMAT)


def in_flight(ids: int = 10, pause_seconds: float = 0.0, sizes: ChunkSizes = SIZES, speed: float = 1.0, **fields):
    segment = Segment(np.arange(ids, dtype=np.int32), pause_seconds, 0, ids, **fields)
    return SegmentInFlight(segment, VOICE, 7, speed, sizes, RATE_HZ)


def result(durations) -> AcousticResult:
    durations = np.array(durations, np.int32)
    return AcousticResult(np.arange(durations.sum(), dtype=np.float32)[:, None], durations)


def vocode(segment: SegmentInFlight) -> np.ndarray:
    """All its windows; the sound is the frames' numbers from 1 on. Checks that each has the state of the one before."""
    spoken, state = 0, None
    while segment.windows:
        window = segment.next_window()
        assert window.start == spoken and window.noise_seed == 7
        assert (window.state is None) == (spoken == 0) and (state is None or window.state is state)
        spoken, state = window.stop, np.array([window.stop], np.float32)
        numbers = np.arange(window.start + 1, window.stop + 1, dtype=np.float32) / VOICE_GAIN
        segment.take_sound(VocodedWindow(np.repeat(numbers, HOP), state))
    return heard(segment)


def heard(segment: SegmentInFlight) -> np.ndarray:
    """All its sound, as the encoder makes it heard."""
    return np.concatenate([*segment.sound, np.zeros(segment.silence, np.float32)]) * np.float32(segment.gain)


def test_no_sound_is_cut_before_it_is_made():
    segment = in_flight()
    segment.take_frames(result([400]), opens_stream=True)
    with pytest.raises(ValueError, match="no window's sound has come with another's"):
        segment.take_made_sound()


SECONDS = st.floats(0.02, 3.0)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20), st.floats(0.0, 5.0), SECONDS, SECONDS, st.booleans())
def test_the_sound_is_every_frame_once_and_then_the_pause(durations, pause_seconds, first, longest, opens_stream):
    segment = in_flight(len(durations), pause_seconds, ChunkSizes(first, longest))
    segment.take_frames(result(durations), opens_stream)
    sound = vocode(segment)
    frames, pause = sum(durations), int(pause_seconds * RATE_HZ)
    assert segment.is_vocoded and len(sound) == frames * HOP + pause
    np.testing.assert_allclose(sound[: frames * HOP : HOP], np.arange(1, frames + 1), rtol=1e-6)
    assert not sound[frames * HOP :].any()
    # a chunk is never longer than asked for, unless that is shorter than a frame
    assert max(map(len, segment.sound), default=0) <= max(round(longest * RATE_HZ), HOP)
    if opens_stream and segment.sound and frames:
        assert len(segment.sound[0]) <= max(round(first * RATE_HZ), HOP) + pause


def windows_of(seconds: float, sizes: ChunkSizes, opens_stream: bool = False, lead_seconds: float = 0.0) -> list[float]:
    segment = in_flight(sizes=sizes)
    segment.take_frames(result([round(seconds * 80 / 10)] * 10), opens_stream, lead_seconds)
    return [(stop - start) / 80 for start, stop in segment.windows]


def test_windows_are_long_where_the_listener_has_a_lead():
    long = ChunkSizes(0.3, 2.0, 6.0)
    assert windows_of(5.0, long, lead_seconds=1.5) == [5.0]
    assert windows_of(5.0, long, lead_seconds=0.8) == [3.2, 1.8]
    assert windows_of(5.0, long, lead_seconds=-3.0) == [2.0, 3.0]
    assert windows_of(5.0, long, opens_stream=True, lead_seconds=9.0) == [0.3, 1.2, 3.5]
    assert windows_of(9.0, ChunkSizes(0.3, 2.0), lead_seconds=9.0) == [2.0, 2.0, 2.0, 2.0, 1.0]


@pytest.mark.parametrize(
    ("durations", "opens_stream", "windows"),
    [
        ([0, 20], True, [0.3 + 0.25, 1.2, 2.0]),
        ([6, 10], True, [0.3 + 0.2, 1.2, 2.0]),
        ([0, 40], True, [0.3 + 0.3, 1.2, 2.0]),  # no more than will be cut off
        ([0, 0], True, [0.3, 1.2, 2.0]),
        ([0, 20], False, [2.0, 2.0]),
    ],
)
def test_a_stream_begins_with_as_much_sound_as_it_is_meant_to_whatever_silence_is_before_it(
    durations, opens_stream, windows
):
    """Of 0.3 s that began with 0.28 s of silence 0.02 were heard, and then there was a gap."""
    segment = in_flight(4, timed=[TimedText(0, 1, 2, 3), TimedText(1, 2, 3, 4)])
    segment.take_frames(result([*durations, 40, 400]), opens_stream)
    assert [(stop - start) / 80 for start, stop in segment.windows][: len(windows)] == windows


def test_a_pause_goes_with_a_long_chunk_too():
    segment = in_flight(10, 0.5, ChunkSizes(0.3, 2.0, 6.0))
    segment.take_frames(result([32] * 10), False, lead_seconds=4.0)
    assert len(vocode(segment)) == (320 + 40) * HOP and len(segment.sound) == 1


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20), st.booleans())
def test_what_is_still_to_be_made_goes_down_to_nothing(durations, opens_stream):
    segment = in_flight(len(durations))
    assert segment.seconds_to_make() > 0  # a guess
    segment.take_frames(result(durations), opens_stream)
    left = segment.seconds_to_make()
    assert left == pytest.approx(sum(durations) * HOP / RATE_HZ)
    while segment.windows:
        window = segment.next_window()
        assert segment.seconds_to_make() == pytest.approx(left)  # what is at the vocoder is not made yet
        segment.take_sound(VocodedWindow(np.zeros((window.stop - window.start) * HOP, np.float32), np.zeros(0)))
        left -= (window.stop - window.start) * HOP / RATE_HZ
        assert segment.seconds_to_make() == pytest.approx(left, abs=1e-9)
    assert segment.seconds_to_make() == 0.0


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.data())
def test_words_lie_where_their_phonemes_sound(durations, data):
    first = data.draw(st.integers(0, len(durations)))
    end = data.draw(st.integers(first, len(durations)))
    segment = in_flight(len(durations), timed=[TimedText(0, 1, first, end), TimedText(3, 3, 10**6, 10**6, "mark")])
    segment.take_frames(result(durations), True)
    word, mark = segment.placed_text()
    assert (word.first_sample, word.end_sample) == (sum(durations[:first]) * HOP, sum(durations[:end]) * HOP)
    assert mark.first_sample == mark.end_sample == sum(durations) * HOP  # beyond the end: at the end


def test_windows_follow_each_other():
    segment = in_flight()
    with pytest.raises(ValueError, match="after its frames"):
        segment.next_window()
    with pytest.raises(ValueError, match="before its frames"):
        segment.placed_text()
    segment.take_frames(result([100] * 10), False)
    segment.next_window()
    with pytest.raises(ValueError, match="follow each other"):
        segment.next_window()


def test_a_pause_alone_is_a_segment_too_and_is_shorter_when_spoken_faster():
    segment = in_flight(0, pause_seconds=5.0, speed=2.0)
    segment.take_frames(NO_FRAMES, False)
    assert segment.is_vocoded and [len(sound) / RATE_HZ for sound in segment.sound] == [2.0, 0.5]


def test_the_gain_is_the_voices_and_what_ssml_asks_for():
    segment = in_flight(1, volume_db=20.0)
    segment.take_frames(result([2]), False)
    np.testing.assert_allclose(vocode(segment)[::HOP], [10.0, 20.0], rtol=1e-6)


@given(st.integers(0, 2**63 - 1), st.integers(0, 10_000))
def test_noise_seeds_are_int64_and_differ_from_segment_to_segment(seed, index):
    one, next_one = segment_noise_seed(seed, index), segment_noise_seed(seed, index + 1)
    assert 0 <= one < 2**63 and one != next_one


def test_single_words_are_louder_with_ramps_whatever_the_windows():
    volumes = np.array([0.0, 0.0, 6.0, 6.0, 0.0], np.float32)
    whole = gains_of_ids(volumes, np.array([0, 3000, 6000, 9000, 12_000, 15_000]), 0, 15_000, RATE_HZ)
    parts = [
        gains_of_ids(volumes, np.array([0, 3000, 6000, 9000, 12_000, 15_000]), first, 500, RATE_HZ)
        for first in range(0, 15_000, 500)
    ]
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert whole[1000] == 1.0 and whole[-1] == 1.0
    np.testing.assert_allclose(whole[7000:11_000], 10 ** (6 / 20), rtol=1e-5)
    assert np.abs(np.diff(whole)).max() < 0.005, "a step would click"


def test_the_gain_is_the_encoders_unless_more_is_done_to_the_sound():
    """Written once, not twice; a filter that runs on from segment to segment must not see it change."""
    volumes = np.zeros(4, np.float32)
    other_rate = replace(VOICE, frame_format=replace(FORMAT, sample_rate_hz=22_050))
    spoken = Segment(np.arange(4, dtype=np.int32), 0.0, 0, 1)
    of_another_rate = SegmentInFlight(spoken, other_rate, 7, 1.0, SIZES, RATE_HZ)
    plain, all_else = in_flight(4), [in_flight(4, volumes_db=volumes), in_flight(4, speed=3.0), of_another_rate]
    for segment in (plain, *all_else):
        segment.take_frames(result([30] * 4), opens_stream=False)
        window = segment.next_window()
        segment.take_sound(VocodedWindow(np.full(120 * HOP, 0.25, np.float32), np.zeros(1, np.float32)))
        assert window.stop == 120
        middle = heard(segment)[HOP:-HOP]
        np.testing.assert_allclose(middle[1000:-1000], 0.25 * VOICE_GAIN, rtol=1e-3)
    assert plain.gain == pytest.approx(VOICE_GAIN) and plain.sound[0][0] == np.float32(0.25)
    assert [segment.gain for segment in all_else] == [1.0, 1.0, 1.0]


def test_a_segment_of_louder_words_is_louder_there():
    segment = in_flight(2, volumes_db=np.array([0.0, 6.0206], np.float32))
    segment.take_frames(result([50, 50]), opens_stream=False)
    spoken = []
    while segment.windows:
        window = segment.next_window()
        samples = np.full((window.stop - window.start) * HOP, 0.25, np.float32)
        segment.take_sound(VocodedWindow(samples, np.zeros(1, np.float32)))
    spoken = heard(segment)
    np.testing.assert_allclose(spoken[: 40 * HOP], 0.25 * VOICE_GAIN, rtol=1e-5)
    np.testing.assert_allclose(spoken[60 * HOP :], 0.5 * VOICE_GAIN, rtol=1e-4)


@pytest.mark.parametrize("own_hz", [22_050, 16_000, 48_000])
def test_a_voice_of_another_rate_is_resampled_to_the_streams_and_its_words_with_it(own_hz):
    voice = replace(VOICE, frame_format=replace(FORMAT, sample_rate_hz=own_hz))
    spoken = Segment(np.arange(2, dtype=np.int32), 0.0, 0, 2, timed=[TimedText(0, 1, 0, 1), TimedText(1, 2, 1, 2)])
    segment = SegmentInFlight(spoken, voice, 7, 1.0, SIZES, RATE_HZ)
    segment.take_frames(result([100, 300]), opens_stream=True)
    position = 0
    while segment.windows:
        window = segment.next_window()
        count = (window.stop - window.start) * HOP
        wave = np.sin(2 * np.pi * 440 * (np.arange(count) + position) / own_hz).astype(np.float32)
        segment.take_sound(VocodedWindow(wave, np.zeros(1, np.float32)))
        position += count
    sound = heard(segment)
    assert abs(len(sound) - position * RATE_HZ / own_hz) <= 1
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert np.argmax(spectrum) * RATE_HZ / len(sound) == pytest.approx(440, abs=1)
    first, second = segment.placed_text()
    assert first.end_sample == second.first_sample == 100 * HOP * RATE_HZ // own_hz


@pytest.mark.parametrize(
    ("pause", "speed", "heard"), [(0.5, 1.0, 0.5), (0.5, 0.25, 2.0), (0.5, 4.0, 0.125), (10, 0.25, 10)]
)
def test_a_pause_grows_with_slowness_but_never_beyond_ten_seconds(pause, speed, heard):
    segment = in_flight(ids=0, pause_seconds=pause, speed=speed)
    segment.take_frames(NO_FRAMES, opens_stream=False)
    assert segment.samples_ready() == heard * RATE_HZ


@pytest.mark.parametrize("speed", [0.25, 2.0, 3.3])
@pytest.mark.parametrize("opens_stream", [True, False])
def test_a_segment_beyond_what_the_model_speaks_well_is_as_long_as_asked_in_chunks_no_longer_than_allowed(
    speed, opens_stream
):
    durations = [40] * 12
    segment, slowed = in_flight(len(durations), speed=speed), max(0.5, min(1.0, speed))
    assert segment.asked().speed == slowed
    segment.take_frames(result(durations), opens_stream)
    made = sum(durations) * HOP
    assert segment.seconds_to_make() == pytest.approx(made / RATE_HZ * slowed / speed, rel=0.01)
    sound = vocode(segment)
    # by what it is to last it may be cut shorter at its edges, where nothing is heard
    assert len(sound) == pytest.approx(made * slowed / speed, abs=0.05 * RATE_HZ)
    assert max(map(len, segment.sound)) <= (SIZES.longest + 0.1) * RATE_HZ
    if opens_stream:
        assert 0.25 * RATE_HZ <= len(segment.sound[0]) <= (SIZES.first + 0.05) * RATE_HZ
