"""The voices of one stream: found once each."""

from dataclasses import replace

from tests.tiny_stages import FORMAT, HEART
from tritone.streaming.served_voices import ServedVoice, StreamVoices


def voices():
    """The stream's voices, and the names that were looked up."""
    names = []

    def find(name):
        names.append(name)
        return ServedVoice(replace(HEART, name=name), "g", FORMAT)

    return StreamVoices(HEART, find), names


def test_each_is_looked_up_once_and_none_stands_for_the_requests_own():
    of_stream, names = voices()
    for name in (None, "other", None, "other"):
        of_stream.find(name)
    assert names == ["heart", "other"]
    assert of_stream[None].voice.name == "heart" and of_stream["other"].voice.name == "other"
