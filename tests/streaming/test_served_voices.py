"""The voices of one stream: found once each, and all of one sample rate."""

from dataclasses import replace

import pytest

from tests.tiny_stages import FORMAT, HEART
from tritone.errors import InvalidRequest
from tritone.streaming.served_voices import ServedVoice, StreamVoices


def voices(rate_hz=FORMAT.sample_rate_hz):
    """The stream's voices, and the names that were looked up."""
    names = []

    def find(name):
        names.append(name)
        return ServedVoice(replace(HEART, name=name), "g", replace(FORMAT, sample_rate_hz=rate_hz))

    return StreamVoices(HEART, find), names


def test_each_is_looked_up_once_and_none_stands_for_the_requests_own():
    of_stream, names = voices()
    for name in (None, "other", None, "other"):
        of_stream.find(name)
    assert names == ["heart", "other"]
    assert of_stream[None].voice.name == "heart" and of_stream["other"].voice.name == "other"


def test_a_voice_of_another_sample_rate_is_refused():
    of_stream, _ = voices(rate_hz=22_050)
    with pytest.raises(InvalidRequest, match='voice "other" has 22050 Hz, this stream 24000 Hz; allowed'):
        of_stream.find("other")
