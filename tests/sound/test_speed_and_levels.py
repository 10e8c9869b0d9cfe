"""Speed and level, measured on the sound of voices as a stream makes it: no server, real engines."""

from __future__ import annotations

import functools
import io

import numpy as np
import pytest
import soundfile

from tests.families.voice_data import FAMILY, FORMAT, TORCH, VOICE
from tests.sound.spoken_text import speaker
from tritone.audio.finished_files import finish_flac
from tritone.audio.format import create_encoder, encoded_rate_hz
from tritone.audio.loudness import true_peak_dbfs
from tritone.families.engine_settings import EngineSettings
from tritone.models.text_frontend import TextFrontend
from tritone.pipeline.chunks import ChunkSizes
from tritone.streaming.segment_in_flight import SegmentInFlight
from tritone.streaming.served_voices import ServedVoice
from tritone.voices.catalogue import VoiceCatalogue

pytestmark = pytest.mark.slow

SERVED = ServedVoice(VOICE, VOICE.weights_key, FORMAT)
SENTENCE = "The old bridge was closed last winter because the river had damaged two of its pillars."
RATE_HZ = FORMAT.sample_rate_hz
SILENT_DB = -50.0


@functools.cache
def engines():
    settings: EngineSettings = EngineSettings((VOICE.name,), "cpu", "auto", TORCH.threads)
    return FAMILY.acoustic_engine(VOICE, settings), FAMILY.vocoder_engine(VOICE, settings)


@functools.cache
def frontend() -> TextFrontend:
    made = TextFrontend(VoiceCatalogue([VOICE]))
    made.load(VOICE)
    return made


@functools.cache
def spoken(text: str, speed: float = 1.0, longest: float = 2.0) -> tuple[np.ndarray, list]:
    """The samples of a text, and its words with the samples between which they are said."""
    acoustic, vocoder = engines()
    sounds, words, at = [], [], 0
    for segment in frontend().read_text(text, 0, VOICE.name).segments:
        flight = SegmentInFlight(segment, SERVED, 5, speed, ChunkSizes(0.3, longest), RATE_HZ)
        asked = flight.asked()
        result = FAMILY.delivered(asked, acoustic.synthesize_frames([asked], [VOICE])[0], VOICE)
        flight.take_frames(FAMILY.trim_silence(asked.phoneme_ids, result, VOICE), opens_stream=not at)
        while flight.windows:
            flight.take_sound(vocoder.vocode([flight.next_window()], [VOICE])[0])
        for placed in flight.placed_text():
            word = text[placed.item.text_start : placed.item.text_end]
            words.append((word, at + placed.first_sample, at + placed.end_sample))
        sounds += [sound * np.float32(flight.gain) for sound in flight.sound]
        at += sum(map(len, flight.sound))
    return np.concatenate(sounds), words


def speech_seconds(samples: np.ndarray, rate_hz: int = RATE_HZ) -> float:
    """Without silence at the edges."""
    step = rate_hz // 200
    levels = np.sqrt((samples[: len(samples) // step * step].reshape(-1, step) ** 2).mean(axis=1))
    loud = np.flatnonzero(20 * np.log10(levels + 1e-9) > SILENT_DB)
    return float(loud[-1] - loud[0] + 1) * step / rate_hz


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.75, 1.1, 1.25, 1.5, 2.0, 3.0, 4.0])
def test_speech_is_as_quick_as_asked(speed):
    plain, _ = spoken(SENTENCE)
    heard, _ = spoken(SENTENCE, speed)
    assert speech_seconds(plain) / speech_seconds(heard) == pytest.approx(speed, rel=0.03)


@pytest.mark.parametrize("speed", [0.25, 1.0, 2.0])
def test_whatever_its_windows_the_sound_is_the_same(speed):
    np.testing.assert_array_equal(spoken(SENTENCE, speed)[0], spoken(SENTENCE, speed, longest=0.5)[0])


@pytest.mark.parametrize("rate", [0.5, 1.5, 2.0])
def test_one_word_is_as_quick_as_markup_asks_and_the_others_stay(rate):
    text = "<speak>The old bridge was closed {} because the river had damaged two of its pillars.</speak>"
    _, plain = spoken(text.format("<prosody rate='100%'>last winter</prosody>"))
    samples, words = spoken(text.format(f"<prosody rate='{rate:.0%}'>last winter</prosody>"))
    assert [word for word, _, _ in words] == [word for word, _, _ in plain]
    asked_for = [word in ("last", "winter") for word, _, _ in words]
    lasted = np.array([(end - first) / RATE_HZ for _, first, end in words])
    lasts = np.array([(end - first) / RATE_HZ for _, first, end in plain])
    np.testing.assert_allclose(lasts[asked_for] / lasted[asked_for], rate, rtol=0.12)  # their ends lie on frames
    assert lasts[asked_for].sum() / lasted[asked_for].sum() == pytest.approx(rate, rel=0.06)
    np.testing.assert_allclose(lasted[~np.array(asked_for)], lasts[~np.array(asked_for)], atol=0.03)
    assert words[-1][2] <= len(samples) + 0.03 * RATE_HZ


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_words_are_placed_where_they_are_said(speed):
    samples, words = spoken(SENTENCE, speed)
    _, plain = spoken(SENTENCE)
    for (_, first, _), (_, plain_first, _) in zip(words[2:], plain[2:], strict=True):
        assert (first - words[1][1]) * speed == pytest.approx(plain_first - plain[1][1], abs=0.06 * RATE_HZ)
    assert words[-1][2] <= len(samples) + 0.03 * RATE_HZ


def pitch_hz(samples: np.ndarray) -> float:
    """The median over loud stretches of 40 ms, by autocorrelation."""
    size, found = RATE_HZ // 25, []
    for at in range(0, len(samples) - 2 * size, size):
        part = samples[at : at + size]
        if part.std() > 0.05:
            lags = np.arange(RATE_HZ // 400, RATE_HZ // 120)
            found.append(RATE_HZ / lags[np.argmax([part @ samples[at + lag : at + lag + size] for lag in lags])])
    return float(np.median(found))


@pytest.mark.parametrize("speed", [0.25, 0.5, 2.0])
def test_pitch_stays(speed):
    assert pitch_hz(spoken(SENTENCE, speed)[0]) == pytest.approx(pitch_hz(spoken(SENTENCE)[0]), rel=0.06)


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 48_000])
@pytest.mark.parametrize("name", ["pcm", "flac", "mulaw", "alaw", "mp3", "opus"])
def test_twelve_decibels_more_do_not_exceed_the_ceiling(name, rate_hz):
    samples, _ = spoken("<speak><prosody volume='+12dB'>Please call me every evening.</prosody></speak>")
    assert true_peak_dbfs(samples) > 3.0
    rate = encoded_rate_hz(name, rate_hz)
    encoder = create_encoder(name, RATE_HZ, rate_hz)
    data = b"".join(
        encoder.encode(samples[at : at + 9_000], at + 9_000 >= len(samples)) for at in range(0, len(samples), 9_000)
    )
    if name == "pcm":
        heard = np.frombuffer(data, "<i2") / 32_768
    elif name == "flac":
        finish_flac(file := io.BytesIO(data), 0)
        file.seek(0)
        heard, _ = soundfile.read(file)
    elif name in ("mulaw", "alaw"):
        law = "ULAW" if name == "mulaw" else "ALAW"
        heard, _ = soundfile.read(io.BytesIO(data), channels=1, samplerate=rate, format="RAW", subtype=law)
    else:
        heard, _ = soundfile.read(io.BytesIO(data))
    assert -3.5 < true_peak_dbfs(heard) <= -1.0
    assert np.abs(heard).max() < 0.9


@pytest.mark.parametrize("voice", ["joe", "af_heart"])
@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 2.0])
def test_other_families_are_as_quick_as_asked_too(voice, speed):
    plain, heard = speaker(voice).say(SENTENCE), speaker(voice).say(SENTENCE, speed)
    seconds = [speech_seconds(one.samples, one.rate_hz) for one in (plain, heard)]
    assert seconds[0] / seconds[1] == pytest.approx(speed, rel=0.04)


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.75])
def test_a_slow_kokoro_voice_says_nothing_before_the_first_word(speed):
    """Its opening padding, made longer, was voiced: half of what was heard up to the second word."""
    plain, slow = speaker("af_heart").say(SENTENCE), speaker("af_heart").say(SENTENCE, speed)
    assert slow.words[1].start * speed < plain.words[1].start + 0.03
