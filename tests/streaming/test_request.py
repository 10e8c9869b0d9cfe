"""What callers may ask for, and how they are told what they may not."""

import numpy as np
import pytest

from tritone.errors import InvalidRequest, UnknownVoice
from tritone.streaming.request import parse_request
from tritone.voices.catalogue import VoiceCatalogue


def parse(**inputs):
    return parse_request(inputs, VoiceCatalogue(["heart"]), max_text_chars=100)


def test_defaults():
    request = parse(text=b"Hello")
    assert (request.text, request.voice.name, request.speed, request.format) == ("Hello", "heart", 1.0, "pcm")
    assert (request.sample_rate_hz, request.encoding, request.seed) == (24_000, "binary", None)


def test_everything_that_may_be_asked_for():
    request = parse(
        text="Grüße 😀".encode(),
        voice=b"heart",
        speed=np.float32(4.0),
        format=b"wav",
        sample_rate=np.int32(24_000),
        encoding=b"base64",
        timestamps=b"word",
        seed=np.int64(-3),
        lexicon=b"{}",
    )
    assert (request.text, request.speed, request.format, request.seed) == ("Grüße 😀", 4.0, "wav", -3)
    assert request.word_timestamps and request.lexicon == "{}"


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, r'input "text" is missing'),
        ({"text": 5}, r'input "text": 5 is not text; allowed: UTF-8 text'),
        ({"text": b"a", "speed": "fast"}, r"""input "speed": 'fast' is not a number; allowed: one number"""),
        ({"text": b""}, r'"text" is empty; allowed: 1 to 100 characters'),
        ({"text": b" \n\t"}, r'"text" is empty'),
        ({"text": b"x" * 101}, r'"text" has 101 characters; allowed: 1 to 100'),
        ({"text": b"caf\xe9"}, r'"text" is not UTF-8: byte 0xe9 at position 3'),
        ({"text": b"x", "voice": b"anna"}, r'"voice": "anna" is unknown; available: "heart"'),
        ({"text": b"x", "speed": np.float32(0.2)}, r'"speed": 0.2 is out of range; allowed: 0.25 to 4.0'),
        ({"text": b"x", "speed": np.float32("nan")}, r'"speed": nan is out of range'),
        ({"text": b"x", "speed": np.float32("inf")}, r'"speed": inf is out of range'),
        ({"text": b"x", "format": b"mp9"}, r'"format": "mp9" is unknown; allowed: "pcm", "wav", "flac", "mp3"'),
        ({"text": b"x", "format": b"midi\x07"}, r'"format": "midi�" is unknown; allowed: "pcm", "wav"'),
        ({"text": b"x", "sample_rate": 7_999}, r'"sample_rate": 7999 Hz is out of range; allowed: 8000 to 48000'),
        ({"text": b"x", "encoding": b"hex"}, r'"encoding": "hex" is unknown; allowed: "binary", "base64"'),
        ({"text": b"x", "lexicon": b"y" * 100_001}, r'"lexicon" has 100001 characters; allowed: up to 100000'),
        ({"text": b"x", "timestamps": b"letter"}, r'"timestamps": "letter" is unknown'),
    ],
)
def test_refusals_name_the_input_the_value_and_what_is_allowed(inputs, message):
    with pytest.raises(InvalidRequest, match=message):
        parse(**inputs)


def test_an_unknown_voice_is_an_error_of_its_own():
    with pytest.raises(UnknownVoice):
        parse(text=b"x", voice=b"nobody")


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("voice", 1000), ("format", 100), ("encoding", 100), ("timestamps", 100), ("lexicon", 400_000), ("text", 400)
    ],
)  # fmt: skip
def test_nothing_is_looked_at_that_is_longer_than_it_may_be(name, most):
    # were it decoded first, the error would be another one
    with pytest.raises(InvalidRequest, match=f'input "{name}" has {most + 1} bytes; allowed: up to {most}'):
        parse(**{"text": b"x", name: b"\xff" * (most + 1)})


@pytest.mark.parametrize("name", ["voice", "format", "encoding", "timestamps"])
def test_what_a_message_quotes_is_fit_to_be_shown(name):
    with pytest.raises(InvalidRequest) as caught:
        parse(**{"text": b"x", name: "a\x1b[31m\nE1125 1:1 1 a:1]\u2028\u202e\0".encode()})
    assert str(caught.value).isprintable()
