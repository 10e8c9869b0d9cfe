"""Saved files say how long they are, and decode to what was sent: with soundfile and with Python's own library."""

from __future__ import annotations

import hashlib
import io
import wave

import numpy as np
import pytest
import soundfile

from tests.audio.test_format import joined, speechlike
from tritone.audio.finished_files import FINISHED, finish_flac, finish_mp3, finish_wav
from tritone.audio.flac_length import sample_count

RATE_HZ = 24_000
SOUND = speechlike(2.3)


def finished(name: str, wanted_hz: int = RATE_HZ) -> io.BytesIO:
    file = io.BytesIO(joined(name, SOUND, [7_000, 20_000], wanted_hz))
    FINISHED[name](file, round(len(SOUND) / RATE_HZ * wanted_hz))
    file.seek(0)
    return file


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 44_100])
def test_wav_says_its_length(rate_hz):
    file = finished("wav", rate_hz)
    with wave.open(file) as reader:
        frames = reader.getnframes()
        assert len(reader.readframes(frames + 1)) == 2 * frames
    assert frames == pytest.approx(len(SOUND) / RATE_HZ * rate_hz, abs=1)
    assert len(soundfile.read(io.BytesIO(file.getvalue()))[0]) == frames


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 44_100])
def test_flac_says_its_length_and_checksum(rate_hz):
    file = finished("flac", rate_hz)
    samples, rate = soundfile.read(io.BytesIO(file.getvalue()), dtype="int16")
    assert rate == rate_hz and len(samples) == pytest.approx(len(SOUND) / RATE_HZ * rate_hz, abs=1)
    header = file.getvalue()[8:42]
    assert int.from_bytes(header[13:18], "big") & (1 << 36) - 1 == len(samples)
    assert header[18:34] == hashlib.md5(samples.astype("<i2").tobytes()).digest()


def test_flac_as_streamed_has_no_length():
    """Why it is finished."""
    with pytest.raises((soundfile.LibsndfileError, ValueError)):
        soundfile.read(io.BytesIO(joined("flac", SOUND, [7_000])))


@pytest.mark.parametrize("count", [1, 15, 16, 192, 300, 4_095, 4_096, 4_097, 9_000, 600_000])
def test_the_length_of_flac_is_told_by_its_last_frame(count):
    data = joined("flac", np.resize(SOUND, count), [])
    assert sample_count(data, 4_096) == count
    assert sample_count(data[:-1], 4_096) is None


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_mp3_is_decoded_without_the_encoders_delay(rate_hz):
    samples, rate = soundfile.read(finished("mp3", rate_hz))
    expected = round(len(SOUND) / RATE_HZ * rate_hz)
    assert rate == rate_hz and len(samples) == expected
    sent = np.frombuffer(joined("pcm", SOUND, [], rate_hz), "<i2")[:expected] / 32_767
    lags = np.arange(-40, 41)
    likeness = [np.dot(samples[100:-100], np.roll(sent, lag)[100:-100]) for lag in lags]
    assert abs(lags[int(np.argmax(likeness))]) <= 1


def test_mp3_without_it_is_longer_and_late():
    samples, _ = soundfile.read(io.BytesIO(joined("mp3", SOUND, [])))
    assert len(samples) > len(SOUND) + 500


def test_a_mp3_whose_tag_lame_wrote_itself_has_the_same_one(tmp_path):
    soundfile.write(tmp_path / "by_lame.mp3", SOUND, RATE_HZ, bitrate_mode="CONSTANT", compression_level=0.6)
    by_lame, ours = (tmp_path / "by_lame.mp3").read_bytes(), finished("mp3").getvalue()
    for data in (by_lame, ours):
        assert data[13:17] == b"Info"
    assert ours[17:29] == by_lame[17:29]  # frames and bytes
    at = ours.index(b"LAME")
    assert ours[at + 21 : at + 24] == by_lame[at + 21 : at + 24]  # delay and padding
    assert len(ours) == len(by_lame)


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 48_000])
def test_opus_says_its_length_as_it_is(rate_hz):
    samples, rate = soundfile.read(io.BytesIO(joined("opus", SOUND, [9_000], rate_hz)))
    assert len(samples) / rate == pytest.approx(len(SOUND) / RATE_HZ, abs=0.001)


@pytest.mark.parametrize("finish", [finish_wav, finish_flac, finish_mp3])
@pytest.mark.parametrize("data", [b"", b"RI", b"\xff\xf3", b"something else " * 10])
def test_what_is_no_such_file_is_no_error(finish, data):
    finish(io.BytesIO(data), 100)
