"""Every tensor that a model takes: it round-trips; a malformed one is refused by name, value and what is allowed."""

from dataclasses import fields

import numpy as np
import pytest

from tests import fake_pb_utils as triton
from tests.bridge.requests import HEART, request_of, window, window_request
from tritone.bridge.wire.acoustic_tensors import pack_frames, pack_phonemes, unpack_frames, unpack_phonemes
from tritone.bridge.wire.tensors import end_to_end, filled, taken_apart
from tritone.bridge.wire.text_tensors import pack_passage, pack_text, unpack_passage, unpack_text
from tritone.bridge.wire.vocoder_tensors import pack_samples, pack_windows, unpack_samples, unpack_windows
from tritone.errors import InvalidRequest
from tritone.pipeline.frames import AcousticResult, AcousticSegment, Delivery
from tritone.pipeline.segments import Passage, Segment, TextPosition, TimedText
from tritone.pipeline.windows import VocodedWindow


def floats(*shape: int) -> np.ndarray:
    return np.random.RandomState(0).standard_normal(shape).astype(np.float32)


def same(one, other) -> bool:
    """Two values of a dataclass, arrays compared by what they hold."""
    return all(
        np.array_equal(mine, its) if isinstance(mine, np.ndarray) else mine == its
        for mine, its in ((getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    )


def test_rows_of_different_lengths_are_filled_up_at_their_ends():
    rows = filled([np.array([1, 2, 3]), np.array([4])], -1)
    assert rows.tolist() == [[1, 2, 3], [4, -1, -1]]


@pytest.mark.parametrize("sizes", [(0,), (0, 0, 0), (5,), (3, 0, 4), (0, 1), (2, 2), (1, 0, 0, 0, 0)])
def test_rows_end_to_end_take_no_more_than_they_hold(sizes):
    rows = [floats(size) + place for place, size in enumerate(sizes)]
    together = end_to_end(rows)
    assert together.shape == (len(rows), -(-sum(sizes) // len(rows))) and together.dtype == np.float32
    for row, back in zip(rows, taken_apart(together.reshape(-1), sizes), strict=True):
        np.testing.assert_array_equal(back, row)


def test_windows_of_different_lengths_are_sent_without_anything_between_them():
    """They used to be filled up to the longest, which is 20 times a short one."""
    sent = pack_windows([(window(frames=floats(count, 2)), HEART) for count in (480, 24, 25)])
    (frames,) = (tensor.as_numpy() for tensor in sent if tensor.name() == "frames")
    assert frames.shape == (3, 177, 2)


def test_windows_round_trip_the_first_of_a_segment_without_a_state():
    windows = [window(), window(4, 7, 10, floats(3, 2), floats(6)), window(4, 7, 10, floats(0, 2), floats(9))]
    back = unpack_windows(request_of(pack_windows([(item, HEART) for item in windows])))
    assert [name for name, _ in back] == ["heart"] * 3
    assert back[0][1].state is None
    assert all(same(item, given) for (_, item), given in zip(back, windows, strict=True))


def test_frames_of_a_voice_that_screams_are_let_through():
    loud = window(frames=np.full((4, 2), 3e38, np.float32))
    assert np.array_equal(unpack_windows(window_request(loud))[0][1].frames, loud.frames)


def test_samples_round_trip():
    vocoded = [VocodedWindow(floats(8), floats(4)), VocodedWindow(floats(3), floats(0))]
    assert all(map(same, unpack_samples(pack_samples(vocoded)), vocoded))


def test_phonemes_and_frames_round_trip():
    segments = [AcousticSegment(np.arange(n, dtype=np.int32), 1.25, 2**62) for n in (3, 5)]
    back = unpack_phonemes(request_of(pack_phonemes([(segment, HEART) for segment in segments])))
    assert all(same(item, given) for (_, item), given in zip(back, segments, strict=True))
    results = [
        AcousticResult(floats(4, 2), np.array([1, 0, 3], np.int32)),
        AcousticResult(floats(2, 2), np.array([1, 1], np.int32)),
    ]
    assert all(map(same, unpack_frames(pack_frames(results), [3, 2]), results))


def test_what_is_asked_for_single_phonemes_round_trips_with_and_without_a_rise():
    ids, ones = np.arange(3, dtype=np.int32), np.ones(3, np.float32)
    asked = [Delivery(ones, ones / 2, ones * 2), Delivery(ones, ones / 4, ones, np.array([0, 5, 5], np.float32)), None]
    segments = [AcousticSegment(ids, 1.0, 0, delivery) for delivery in asked]
    back = [item.delivery for _, item in unpack_phonemes(request_of(pack_phonemes([(s, HEART) for s in segments])))]
    assert back[2] is None and back[0].rise is None
    assert all(map(same, back[:2], asked[:2]))
    passage = Passage([Segment(ids, 0.0, 0, 3, [], delivery=one, volumes_db=ones) for one in asked[:2]], None, [])
    read = [segment.delivery for segment in unpack_passage(pack_passage(passage)).segments]
    assert all(map(same, read, asked[:2]))


def test_a_place_in_a_text_and_its_passage_round_trip():
    asked = unpack_text(request_of(pack_text(TextPosition("Grüße. Hi.", 7, HEART, '{"Hi": "high"}'))))
    assert (asked.text, asked.start, asked.voice, asked.lexicon) == ("Grüße. Hi.", 7, "heart", '{"Hi": "high"}')
    passage = Passage(
        [
            Segment(np.array([1, 2], np.int32), 0.25, 0, 4, [TimedText(0, 3, 0, 2), TimedText(4, 4, 2, 2, "mark")]),
            Segment(np.zeros(0, np.int32), 1.0, 4, 9, [], 1.5, -6.0, "joe"),
        ],
        9,
        [(3, 4)],
    )
    back = unpack_passage(pack_passage(passage))
    assert all(map(same, back.segments, passage.segments))
    assert (back.next_start, back.unspoken) == (9, [(3, 4)])
    assert unpack_passage(pack_passage(Passage([], None, []))).segments == []


def numbers(*values: int) -> np.ndarray:
    return np.array([values], np.int64)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"frames": None}, 'input "frames" is missing'),
        ({"frames": np.zeros((1, 4, 2), np.float64)}, 'input "frames" holds float64; allowed: float32'),
        ({"frames": np.zeros((4, 2), np.float32)}, r'input "frames" has shape \[4, 2\]; allowed: \[rows, any, any\]'),
        ({"frames": np.full((1, 4, 2), np.nan, np.float32)}, 'input "frames" holds nan; allowed: finite numbers'),
        ({"frames": np.full((1, 4, 2), -np.inf, np.float32)}, 'input "frames" holds -inf'),
        ({"frames": np.zeros((1, 3, 0), np.float32)}, "the number of frames is 4; allowed: 0 to 3"),
        ({"state": np.zeros((1, 2, 2), np.float32)}, 'input "state" has shape'),
        ({"window": np.zeros((1, 5), np.int64)}, r'"window" has shape \[1, 5\]; allowed: \[rows, 6\]'),
        ({"window": np.zeros((1, 6), np.int32)}, 'input "window" holds int32; allowed: int64'),
        ({"window": np.zeros((2, 6), np.int64)}, 'numbers of rows differ: 2 in "window", 1 in "frames"'),
        ({"window": numbers(0, 4, 10, 5, -3, 0)}, "the number of frames is -3; allowed: 0 to 4"),
        ({"window": numbers(0, 4, 10, 5, 5, 0)}, "the number of frames is 5; allowed: 0 to 4"),
        ({"window": numbers(0, 4, 10, 5, 4, -1)}, "the size of the state is -1; allowed: 0 to 0"),
        ({"window": numbers(0, 4, 10, 5, 4, 2**62)}, f"the size of the state is {2**62}; allowed: 0 to 0"),
        ({"voice": np.array([[b"\xff"]], np.object_)}, 'input "voice" is not UTF-8: byte 0xff at position 0'),
        ({"voice": np.array([[b"a" * 1001]], np.object_)}, 'input "voice" has 1001 bytes; allowed: up to 1000'),
    ],
)
def test_a_malformed_window_is_refused(changed, said):
    with pytest.raises(InvalidRequest, match=said):
        unpack_windows(window_request(window(), **changed))


def test_windows_whose_states_are_more_than_there_is_are_refused():
    sent = pack_windows([(window(4, 7, 10, floats(3, 2), floats(6)), HEART)] * 2)
    held = numbers(4, 7, 10, 5, 3, 6).repeat(2, axis=0)
    assert len(unpack_windows(request_of([*sent[:1], triton.Tensor("window", held), *sent[2:]]))) == 2
    held[1, -1] = 7
    with pytest.raises(InvalidRequest, match="the size of the state is 7; allowed: 0 to 6"):
        unpack_windows(request_of([*sent[:1], triton.Tensor("window", held), *sent[2:]]))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"speed": np.zeros((2, 1), np.float32)}, "numbers of rows differ"),
        ({"speed": np.zeros((1, 2), np.float32)}, r'"speed" has shape \[1, 2\]; allowed: \[rows, 1\]'),
        ({"phoneme_ids": np.zeros((1, 2), np.int64)}, 'input "phoneme_ids" holds int64; allowed: int32'),
        ({"noise_seed": None}, 'input "noise_seed" is missing'),
    ],
)
def test_malformed_phonemes_are_refused(changed, said):
    packed = pack_phonemes([(AcousticSegment(np.array([1, 2], np.int32)), HEART)])
    with pytest.raises(InvalidRequest, match=said):
        unpack_phonemes(request_of(packed, **changed))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"start": np.array([[-7]], np.int32)}, 'input "start": the offset is -7; allowed: 0 to 5'),
        ({"start": np.array([[6]], np.int32)}, 'input "start": the offset is 6; allowed: 0 to 5'),
        ({"start": np.zeros((2, 1), np.int32)}, 'input "start" has 2 rows; allowed: exactly 1'),
        ({"text": np.array([[b"a"], [b"b"]], np.object_)}, 'input "text" has 2 rows; allowed: exactly 1'),
        ({"text": np.array([[b"\xed\xa0\x80"]], np.object_)}, 'input "text" is not UTF-8'),
        ({"lexicon": np.array([[b"x" * 400_001]], np.object_)}, 'input "lexicon" has 400001 bytes'),
    ],
)
def test_a_malformed_place_in_a_text_is_refused(changed, said):
    with pytest.raises(InvalidRequest, match=said):
        unpack_text(request_of(pack_text(TextPosition("Hello", 0, HEART, "")), **changed))
