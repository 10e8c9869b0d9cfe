"""Speech from a real Triton server, over every door a client may use."""

import asyncio
import concurrent.futures
import io
import json
import wave

import numpy as np
import pytest

from loadtest.clients.messages import tts_request
from loadtest.clients.streams import open_stub, responses
from loadtest.engines.sound_distance import signal_to_noise_db
from tests.end_to_end.plain_client import SAME_SOUND_DB, Heard, say, say_http
from tritone.client import synthesize_stream
from tritone.client.messages import outputs_of

pytestmark = pytest.mark.triton

TEXT = "Hello there. This is a longer sentence, so that it takes more than one chunk to speak it from end to end!"

SUBJECTS = (
    "the baker",
    "a pilot",
    "my neighbour",
    "the committee",
    "an old fox",
    "the last train",
    "our teacher",
    "the northern wind",
)
DEEDS = (
    "opened the blue gate before breakfast",
    "counted every star above the harbour",
    "forgot an umbrella on the second floor",
    "asked for a slower answer",
)
TEXTS = [
    f"{subject.capitalize()} {deed}. {len(deed)} people saw that {subject} did it."
    for subject in SUBJECTS
    for deed in DEEDS
]


def check_order(heard):
    assert heard.error is None and heard.chunks
    assert [int(chunk["chunk_index"]) for chunk in heard.chunks] == list(range(len(heard.chunks)))
    assert [bool(chunk["is_last"]) for chunk in heard.chunks] == [False] * (len(heard.chunks) - 1) + [True]
    position = 0.0
    for chunk in heard.chunks:
        assert float(chunk["start_seconds"]) == pytest.approx(position, abs=1e-3)
        assert 0 < float(chunk["duration_seconds"]) <= 6.01 and int(chunk["sample_rate"]) == 24_000
        position += float(chunk["duration_seconds"])
    return position


def test_grpc_streams_speech_in_order(server):
    heard = say(server.grpc_url, text=TEXT)
    seconds = check_order(heard)
    assert len(heard.chunks) > 2 and len(heard.samples()) == round(seconds * 24_000)
    assert 3 < seconds < 15 and json.loads(heard.chunks[0]["timestamps"]) == []
    # speech: loud enough, not clipped, and with quiet moments in between
    level = np.sqrt(np.mean(heard.samples()[: len(heard.samples()) // 240 * 240].reshape(-1, 240) ** 2, axis=1))
    assert 3_000 < np.abs(heard.samples()).max() < 32_000 and (level < 30).mean() > 0.03


@pytest.mark.parametrize(
    "name, wanted_hz, given_hz, slack",
    [
        ("flac", 24_000, 24_000, 0),
        ("wav", 8_000, 8_000, 2),
        ("mp3", 44_100, 44_100, 2500),
        ("opus", 22_050, 24_000, 0),
        ("mulaw", 8_000, 8_000, 2),
    ],
)
def test_every_format_is_one_stream_of_the_same_speech(server, name, wanted_hz, given_hz, slack):
    import soundfile
    from scipy.signal import resample_poly

    plain = say(server.grpc_url, text=TEXT, seed=3).samples() / 32768
    heard = say(server.grpc_url, text=TEXT, seed=3, format=name, sample_rate=wanted_hz)
    assert heard.error is None and {int(chunk["sample_rate"]) for chunk in heard.chunks} == {given_hz}
    data = b"".join(chunk["audio"] for chunk in heard.chunks)
    if name == "flac":  # its header was sent before the length was known
        data = data[:22] + len(plain).to_bytes(4, "big") + data[26:]
    raw = {"format": "RAW", "subtype": "ULAW", "samplerate": 8_000, "channels": 1} if name == "mulaw" else {}
    samples, rate = soundfile.read(io.BytesIO(data), **raw)
    expected = resample_poly(plain, rate, 24_000)
    assert rate in (given_hz, 48_000) and len(samples) == pytest.approx(len(expected), abs=slack + 1)

    # loud and soft at the same times: levels of 50 ms agree
    def levels(sound):
        step = rate // 20
        return np.log10(1e-3 + np.sqrt(np.mean(sound[: len(sound) // step * step].reshape(-1, step) ** 2, axis=1)))

    ours, theirs = levels(samples[: len(expected)]), levels(expected)
    count = min(len(ours), len(theirs))
    assert np.corrcoef(ours[:count], theirs[:count])[0, 1] > (0.8 if name == "mp3" else 0.97)


async def say_async(url, **inputs):
    """Stream under asyncio."""
    async with open_stub(url) as stub:
        return Heard([outputs_of(answer) async for answer in responses(stub, tts_request("tts", **inputs))])


def test_every_client_hears_the_same_sound(server):
    heard = say(server.grpc_url, text=TEXT, seed=11)
    under_asyncio = asyncio.run(say_async(server.grpc_url, text=TEXT, seed=11))
    status, over_http = say_http(server.http_url, text=TEXT, seed=11, encoding="base64")
    assert status == 200
    for candidate in (under_asyncio, over_http):
        check_order(candidate)
        assert signal_to_noise_db(heard.samples(), candidate.samples()) > SAME_SOUND_DB
    ours = b"".join(chunk.audio for chunk in synthesize_stream(server.grpc_url, TEXT, seed=11))
    assert signal_to_noise_db(heard.samples(), np.frombuffer(ours, "<i2").astype(np.float64)) > SAME_SOUND_DB


def test_thirty_two_streams_at_once_sound_as_each_does_alone(server):
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        together = list(pool.map(lambda item: say(server.grpc_url, text=item[1], seed=item[0]), enumerate(TEXTS)))
    assert len(TEXTS) == 32
    for seed, (text, heard) in enumerate(zip(TEXTS, together, strict=True)):
        check_order(heard)
        alone = say(server.grpc_url, text=text, seed=seed)
        assert len(alone.samples()) == len(heard.samples()), text
        assert signal_to_noise_db(alone.samples(), heard.samples()) > SAME_SOUND_DB, text


def test_wav_is_one_file_across_chunks(server):
    pcm, wav = (say(server.grpc_url, text=TEXT, seed=3, format=name) for name in ("pcm", "wav"))
    assert len(wav.chunks) > 2
    with wave.open(io.BytesIO(wav.audio())) as reader:
        assert (reader.getframerate(), reader.getnchannels(), reader.getsampwidth()) == (24_000, 1, 2)
        samples = np.frombuffer(reader.readframes(reader.getnframes()), "<i2").astype(np.float64)
    assert signal_to_noise_db(pcm.samples(), samples) > SAME_SOUND_DB


def test_speed_changes_the_length(server):
    slow, normal, fast = (len(say(server.grpc_url, text=TEXT, speed=speed).samples()) for speed in (0.5, 1.0, 2.0))
    assert slow > 1.6 * normal > 1.6 * 1.4 * fast


def test_a_seed_repeats_the_sound_and_no_seed_does_not(server):
    one, same, other = (say(server.grpc_url, text="Hello there.", seed=seed).samples() for seed in (7, 7, 8))
    assert signal_to_noise_db(one, same) > SAME_SOUND_DB > signal_to_noise_db(one, other)
    free = [say(server.grpc_url, text="Hello there.").samples() for _ in range(2)]
    assert signal_to_noise_db(*free) < SAME_SOUND_DB


@pytest.mark.parametrize(
    "text",
    [
        "First line\nsecond line\r\n\r\n\tThird paragraph",
        "x" * 5000,
        "I am happy 😀 and you?",
        "😀",
        "Bell\x07 and null\x00 and escape\x1b[31m in one line.",
        "12345678901234567890",
        "7" * 300,
        "On 3/5/2024 at 9:30 we paid $3.50 for 16GB.",
        "Ich heiße Jürgen. Je m'appelle Zoë.",
        "日本語 and English",
        "https://example.org/a?b=c#d, me@example.org",
        "!" * 500 + " wow",
        " leading and trailing spaces ",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_whatever_a_person_pastes_is_spoken(server, text):
    check_order(say(server.grpc_url, text=text, speed=4.0))


def test_ten_thousand_words_begin_at_once_and_end_properly(server):
    text = " ".join(f"Sentence number {index} of this long text is here." for index in range(1112))
    assert len(text.split()) >= 10_000
    heard = say(server.grpc_url, text=text, speed=4.0)
    assert check_order(heard) > 600
