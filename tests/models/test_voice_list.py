"""What callers are told of the voices that a server offers."""

import json
from dataclasses import fields

import pytest

from tests.voices.conftest import add_voice  # noqa: F401  a fixture
from tritone.client import OfferedVoice
from tritone.errors import InvalidRequest
from tritone.models.voice_list import VoiceList
from tritone.voices.installed import get_voice


def listed(offered, language=None, loaded=()):
    return json.loads(VoiceList(offered, lambda key: key in loaded).as_json(language))


def test_the_default_comes_first_and_every_field_of_the_client_is_told(add_voice):  # noqa: F811
    add_voice("ann", speakers=["p1", "p2"])
    heart, ann = listed([get_voice("heart"), get_voice("ann")], loaded=[get_voice("heart").weights_key])
    assert heart.keys() == {field.name for field in fields(OfferedVoice)}
    assert (heart["name"], heart["default"], heart["loaded"]) == ("heart", True, True)
    assert (ann["name"], ann["default"], ann["speakers"]) == ("ann", False, ["p1", "p2"])


def test_voices_are_found_by_language():
    assert [voice["name"] for voice in listed(["heart"], "EN_us")] == ["heart"]
    assert [voice["name"] for voice in listed(["heart"], "en")] == ["heart"]
    assert listed(["heart"], "e") == listed(["heart"], "de") == []


@pytest.mark.parametrize("language", ["", "x" * 36])
def test_what_can_be_no_language_is_refused(language):
    with pytest.raises(InvalidRequest, match='input "language" has'):
        listed(["heart"], language)


def test_a_voice_added_later_is_listed_where_all_are_offered(add_voice, monkeypatch):  # noqa: F811
    monkeypatch.setattr("tritone.voices.catalogue._LOOK_AGAIN_SECONDS", 0.0)
    voices = VoiceList(["heart", "all"], lambda key: None)
    assert "ann" not in voices.as_json()
    add_voice("ann")
    assert [(voice["name"], voice["loaded"]) for voice in json.loads(voices.as_json())][0] == ("heart", None)
    assert "ann" in voices.as_json()
