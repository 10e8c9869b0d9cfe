"""A voice's record on disk: what is written is what is read, old manifests included."""

import json
from dataclasses import replace

import pytest

from tritone.errors import MissingVoice
from tritone.voices.files import VoiceFile
from tritone.voices.installed import get_voice
from tritone.voices.manifest import MANIFEST_FILE, read_manifest, shared_path, write_manifest


def test_a_manifest_is_read_as_it_was_written(add_voice, tmp_path):
    add_voice("ann", speakers=["p1", "p2"], gain_db=1.5, model={"frame_channels": 4})
    ann = get_voice("ann")
    shared = replace(ann.files["weights"], path=shared_path("x.bin"), shared=True)
    voice = replace(ann, files={**ann.files, "weights": shared, "vocabulary": VoiceFile("v.json", "00", "a_package")})
    write_manifest(voice, tmp_path)
    read = read_manifest(tmp_path / MANIFEST_FILE)
    assert read == voice and read.folder == tmp_path


def test_the_keys_on_disk_are_those_of_earlier_releases(add_voice, tmp_path):
    add_voice("ann")
    write_manifest(get_voice("ann"), tmp_path)
    written = json.loads((tmp_path / MANIFEST_FILE).read_text())
    assert list(written) == [
        "name",
        "family",
        "language",
        "gender",
        "quality",
        "sample_rate_hz",
        "licence",
        "licence_note",
        "source",
        "files",
        "commercial_use",
        "model",
        "gain_db",
        "speakers",
    ]
    assert all(set(file) == {"path", "sha256"} for file in written["files"].values())


def test_a_file_of_the_shared_folder_is_known_as_such(add_voice):
    folder = add_voice("ann")
    described = json.loads((folder / MANIFEST_FILE).read_text())
    described["files"]["weights"]["path"] = "../_shared/0123-model.pth"
    (folder / MANIFEST_FILE).write_text(json.dumps(described))
    ann = get_voice("ann")
    assert ann.files["weights"].shared and not ann.files["style"].shared


@pytest.mark.parametrize("key", ["folder", "blend", "speaker"])
def test_what_only_a_caller_can_choose_is_not_taken_from_a_manifest(add_voice, key):
    with pytest.raises(MissingVoice, match=f"unknown keys: {key}"):
        read_manifest(add_voice("ann", **{key: "x"}) / MANIFEST_FILE)
