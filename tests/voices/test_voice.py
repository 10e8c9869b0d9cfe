"""Manifests, the names callers use, files that are missing or damaged, and the voices a server offers."""

import hashlib
import json

import pytest

from tritone.errors import MissingVoice, UnknownVoice
from tritone.voices import catalogue as voice_catalogue
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import get_voice, load_voices, pick_voice


@pytest.fixture
def add_voice(tmp_path, monkeypatch):
    """Writes a voice into the user's folder; returns its folder."""
    monkeypatch.setenv("TRITONE_VOICES", str(tmp_path))

    def add(name: str, weights: bytes = b"weights", **more):
        folder = tmp_path / name
        folder.mkdir()
        contents = {"weights": weights, "style": name.encode()}
        files = {}
        for role, content in contents.items():
            (folder / f"{role}.bin").write_bytes(content)
            files[role] = {"path": f"{role}.bin", "sha256": hashlib.sha256(content).hexdigest()}
        described = {
            "name": name,
            "family": "hibari",
            "language": "en-us",
            "gender": "female",
            "quality": "test",
            "sample_rate_hz": 24000,
            "licence": "CC0-1.0",
            "licence_note": "",
            "source": f"voice {name}",
            "files": files,
        } | more
        (folder / "voice.json").write_text(json.dumps(described))
        return folder

    return add


def test_a_voice_of_the_users_own_is_found_with_its_files(add_voice):
    folder = add_voice("ann")
    voice = get_voice("ann")
    assert voice.is_present() and voice.checked("weights") == folder / "weights.bin"
    assert voice.size_bytes() == len(b"weights") + len(b"ann")
    assert {"ann", "heart"} <= load_voices().keys()


def test_a_missing_file_and_a_damaged_one_are_told_apart(add_voice):
    folder = add_voice("ann")
    (folder / "weights.bin").write_bytes(b"wrong")
    with pytest.raises(MissingVoice, match="weights.bin is damaged"):
        get_voice("ann").checked("weights")
    (folder / "weights.bin").unlink()
    assert not get_voice("ann").is_present()
    with pytest.raises(MissingVoice, match='"ann" is not on this machine: install voice ann'):
        get_voice("ann").checked("weights")


@pytest.mark.parametrize(
    "manifest",
    [
        "{",
        "[]",
        "{}",
        '{"name": "ann", "files": {}}',
        '{"files": {"weights": 3}}',
        '{"files": {"weights": {"path": "x", "sha256": "y"}}, "unheard_of": 1}',
    ],
)
def test_a_manifest_that_cannot_be_read_costs_only_its_own_voice(add_voice, manifest):
    (add_voice("ann") / "voice.json").write_text(manifest)
    assert "heart" in load_voices()
    with pytest.raises(MissingVoice, match="voice.json"):
        load_voices(["ann"])


def test_a_speaker_is_named_after_the_voice(add_voice):
    add_voice("many", speakers=["p1", "p 2"])
    voices = load_voices()
    chosen = pick_voice(voices, "many#p 2")
    assert (chosen.name, chosen.speaker, chosen.weights_key) == ("many#p 2", "p 2", voices["many"].weights_key)
    with pytest.raises(UnknownVoice, match='"many" has no speaker "p3"; available: "p1", "p 2"'):
        pick_voice(voices, "many#p3")
    with pytest.raises(UnknownVoice, match="no speakers"):
        pick_voice(voices, "heart#p1")


def test_a_blend_has_shares_that_sum_to_one(add_voice):
    add_voice("ann", gain_db=2.0)
    add_voice("bea", gain_db=-4.0)
    blend = pick_voice(load_voices(), "ann:3+bea:1")
    assert [(voice.name, share) for voice, share in blend.blend] == [("ann", 0.75), ("bea", 0.25)]
    assert blend.gain_db == pytest.approx(0.5)
    assert [share for _, share in pick_voice(load_voices(), "ann+bea").blend] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ann:x+bea", '"ann:x" has no share'),
        ("ann:0+bea", "no share"),
        ("ann:nan+bea", "no share"),
        ("ann:-1+bea", "no share"),
        ("ann+cleo", '"cleo" is unknown'),
        ("ann+heart", "cannot be blended"),
        ("ann+", "unknown"),
        ("+".join(["ann"] * 9), "a blend of 9 voices"),
    ],
)
def test_a_blend_that_cannot_be_made_is_refused(add_voice, name, message):
    add_voice("ann")
    add_voice("bea")
    with pytest.raises(UnknownVoice, match=message):
        pick_voice(load_voices(), name)


def test_voices_of_different_weights_do_not_share_an_engine(add_voice):
    add_voice("ann", b"some")
    add_voice("bea", b"others")
    assert get_voice("ann").weights_key != get_voice("bea").weights_key
    with pytest.raises(UnknownVoice, match="cannot be blended"):
        get_voice("ann+bea")


def test_a_server_offers_the_voices_it_was_started_with(add_voice):
    add_voice("ann")
    assert VoiceCatalogue(["heart"]).pick("heart").name == "heart"
    with pytest.raises(UnknownVoice, match='available: "heart"'):
        VoiceCatalogue(["heart"]).pick("ann")


def test_a_server_that_offers_all_finds_voices_added_later(add_voice, monkeypatch):
    monkeypatch.setattr(voice_catalogue, "_LOOK_AGAIN_SECONDS", 0.0)
    catalogue = VoiceCatalogue(["all"])
    assert catalogue.default_voice == "heart" and [voice.name for voice in catalogue.loaded_at_start] == ["heart"]
    with pytest.raises(UnknownVoice):
        catalogue.pick("ann")
    add_voice("ann")
    assert catalogue.pick("ann").name == "ann"


def test_the_first_voice_named_is_the_default(add_voice):
    add_voice("ann")
    assert VoiceCatalogue(["ann", "all"]).default_voice == "ann"
