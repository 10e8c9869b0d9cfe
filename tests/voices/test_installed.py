"""Manifests, and files that are missing or damaged."""

import pytest

from tritone.errors import MissingVoice
from tritone.voices.installed import get_voice, load_voices


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
