"""Audio formats: chunks joined are one valid stream, whatever the chunks and the sample rate."""

import functools
import io
import wave

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from tritone.audio.format import FORMATS, PcmEncoder, create_encoder, encoded_rate_hz

RATE = 24_000
RAMP = np.linspace(-1.2, 1.2, 4001, dtype=np.float32)
CUTS = [[1], [100, 100, 3000], list(range(1, 4001, 37))]


def speechlike(seconds=2.0, rate=RATE):
    """Harmonics of a falling pitch, loud and soft by turns, with a silence in the middle."""
    t = np.arange(int(seconds * rate)) / rate
    phase = 2 * np.pi * np.cumsum(140 - 20 * t) / rate
    sound = sum(np.sin(n * phase) / n for n in range(1, 20)) * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * t)) * 0.25
    sound[len(t) // 2 : len(t) // 2 + rate // 5] = 0
    return sound.astype(np.float32)


def joined(name, samples, cuts, wanted=RATE, rate=RATE):
    encoder = create_encoder(name, rate, wanted)
    parts = np.split(samples, cuts)
    return b"".join(encoder.encode(part, part is parts[-1]) for part in parts)


def behind_header(name, data):
    """FLAC's header says how long the stream is where that is known in time."""
    return data[42:] if name == "flac" else data


@functools.lru_cache
def encoded_whole(name, wanted):
    return behind_header(name, joined(name, RAMP, [], wanted))


def decoded(name, data, rate):
    """float64 samples, read by libsndfile."""
    if name in ("mulaw", "alaw"):
        return soundfile.read(
            io.BytesIO(data), format="RAW", subtype={"mulaw": "ULAW", "alaw": "ALAW"}[name], samplerate=rate, channels=1
        )[0]
    if name == "pcm":
        return np.frombuffer(data, "<i2") / 32768
    samples, found = soundfile.read(io.BytesIO(data))
    assert name == "opus" or found == rate
    return samples


def similarity_db(found, expected):
    """Signal-to-noise ratio after the delay and gain that match best."""
    spectrum = np.fft.rfft(found, 1 << 18) * np.conj(np.fft.rfft(expected, 1 << 18))
    delay = int(np.argmax(np.fft.irfft(spectrum)))
    delay = delay - (1 << 18) if delay > 1 << 17 else delay
    found = np.roll(np.pad(found, (0, max(0, len(expected) - len(found)))), -delay)[: len(expected)]
    gain = np.dot(found, expected) / np.dot(found, found)
    return 10 * np.log10(np.sum(expected**2) / np.sum((gain * found - expected) ** 2))


@pytest.mark.parametrize("wanted", [24_000, 8_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("name", FORMATS)
def test_chunks_joined_are_the_stream_encoded_whole(name, wanted):
    if name == "opus":
        pytest.skip("its pages end where chunks do; compared as sound below")
    for cuts in CUTS:
        assert behind_header(name, joined(name, RAMP, cuts, wanted)) == encoded_whole(name, wanted)


@pytest.mark.parametrize("wanted", [24_000, 48_000, 8_000])
@pytest.mark.parametrize(
    "name, at_least_db", [("pcm", 70), ("wav", 70), ("mulaw", 30), ("alaw", 30), ("mp3", 10), ("opus", 8)]
)
def test_what_was_sent_is_heard(name, at_least_db, wanted):
    from scipy.signal import resample_poly  # as long to load as all of these tests take, wherever they are collected

    sound = speechlike()
    data = joined(name, sound, list(range(7200, len(sound), 11_000)), wanted)
    heard = decoded(name, data, wanted)
    rate = wanted
    expected = sound if rate == RATE else resample_poly(sound.astype(np.float64), rate, RATE)
    assert len(heard) == pytest.approx(len(expected), abs=2500 if name == "mp3" else 2)
    if rate >= RATE or name in ("pcm", "wav"):  # two resamplers roll off differently near half the rate
        at_least_db = min(at_least_db, 45) if rate != RATE else at_least_db
        assert similarity_db(heard, expected) > at_least_db


def test_flac_is_lossless():
    sound = speechlike(0.4)
    data = bytearray(joined("flac", sound, [100, 5000]))
    assert data[:4] == b"fLaC" and data[21] & 0x0F == 0 and data[22:26] == bytes(4), "the length is not known yet"
    data[22:26] = len(sound).to_bytes(4, "big")
    samples, rate = soundfile.read(io.BytesIO(bytes(data)), dtype="int16")
    assert rate == RATE and np.abs(samples - sound * 32767).max() <= 1.0


@pytest.mark.parametrize("name", ["mp3", "opus"])
def test_compressed_chunks_come_as_they_are_made(name):
    sound, encoder = speechlike(2.0), create_encoder(name, RATE, RATE)
    sizes = [len(encoder.encode(part, False)) for part in np.split(sound, 5)]
    assert min(sizes) > 0 and max(sizes) < 0.6 * sum(sizes)


@pytest.mark.parametrize("from_rate, to_rate", [(24_000, 8_000), (24_000, 48_000), (22_050, 16_000), (16_000, 44_100)])
def test_resampling_in_chunks_is_resampling_whole(from_rate, to_rate):
    import soxr

    sound = speechlike(0.7, from_rate)
    pcm = np.frombuffer(joined("pcm", sound, list(range(5, len(sound), 997)), to_rate, from_rate), "<i2")
    whole = soxr.resample(sound, from_rate, to_rate, quality="HQ")
    assert len(pcm) == len(whole)
    np.testing.assert_allclose(pcm / 32767, whole, atol=0.6 / 32767)


@pytest.mark.parametrize(
    "name, wanted, given",
    [
        ("opus", 22_050, 24_000),
        ("opus", 44_100, 48_000),
        ("mp3", 9_000, 11_025),
        ("mp3", 44_100, 44_100),
        ("flac", 9_001, 9_001),
    ],
)
def test_formats_that_know_some_rates_only_take_the_next_higher_one(name, wanted, given):
    assert encoded_rate_hz(name, wanted) == given == create_encoder(name, RATE, wanted).sample_rate_hz


@pytest.mark.parametrize("name", FORMATS)
def test_a_stream_without_samples_at_its_end_is_completed(name):
    encoder = create_encoder(name, RATE, 16_000)
    data = encoder.encode(speechlike(0.5), False) + encoder.encode(np.zeros(0, np.float32), True)
    assert len(data) > 500


def test_pcm_is_rounded_and_clipped_not_wrapped():
    pcm = np.frombuffer(PcmEncoder(RATE).encode(RAMP, True), "<i2")
    assert pcm[0] == -32767 and pcm[-1] == 32767
    np.testing.assert_allclose(pcm / 32767, np.clip(RAMP, -1, 1), atol=0.5 / 32767 + 1e-6)


def test_wav_is_read_by_pythons_wave_module():
    with wave.open(io.BytesIO(joined("wav", RAMP, [10, 500]))) as reader:
        assert (reader.getframerate(), reader.getnchannels(), reader.getsampwidth()) == (RATE, 1, 2)
        read = reader.readframes(reader.getnframes())
    assert read == joined("pcm", RAMP, [])


@given(
    st.sampled_from([name for name in FORMATS if name != "opus"]),
    st.sampled_from([8_000, 24_000, 44_100]),
    st.lists(st.integers(0, len(RAMP)), max_size=8).map(sorted),
)
def test_wherever_chunks_are_cut_even_to_nothing_the_bytes_are_the_same(name, wanted, cuts):
    assert behind_header(name, joined(name, RAMP, cuts, wanted)) == encoded_whole(name, wanted)
