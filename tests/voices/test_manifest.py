"""A voice's record on disk: what is written is what is read, old manifests included."""

import json
import sys
from dataclasses import replace

import pytest

from tritone.errors import MissingVoice
from tritone.families import family_names
from tritone.voices.files import VoiceFile
from tritone.voices.installed import get_voice, load_voices
from tritone.voices.manifest import (
    FAMILIES,
    MANIFEST_FILE,
    VOICE_PACKAGES,
    read_manifest,
    shared_path,
    write_manifest,
)


def test_a_manifest_is_read_as_it_was_written(add_voice, tmp_path):
    add_voice("ann", speakers=["p1", "p2"], gain_db=1.5, model={"frame_channels": 4})
    ann = get_voice("ann")
    shared = replace(ann.files["weights"], path=shared_path("x.bin"), shared=True)
    voice = replace(ann, files={**ann.files, "weights": shared, "vocabulary": VoiceFile("v.json", "00", "hibari")})
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


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("name", "../evil", "name is"),
        ("name", "a\nb", "name is"),
        ("name", ["ann"], "name is"),
        ("family", "os", "family is 'os'; allowed: hibari, kokoro, piper"),
        ("family", "kokoro.styles", "family is"),
        ("family", None, "family is"),
        ("language", 5, "language is 5"),
        ("sample_rate_hz", True, "sample_rate_hz is True"),
        ("speakers", [1, 2], "speakers are not all text"),
        ("model", {"frame_channels": 10**9}, "numbers from 0 to 100,000"),
        ("model", {"frame_channels": "9"}, "numbers from 0 to"),
    ],
)
def test_a_manifest_of_a_stranger_says_only_what_a_voice_is(add_voice, key, value, words):
    with pytest.raises(MissingVoice, match=words):
        read_manifest(add_voice("ann", **{key: value}) / MANIFEST_FILE)


@pytest.mark.parametrize("path", ["/etc/passwd", "../other/x", "a/../../x", "../_shared/../../x", "", "../_shared/"])
def test_a_manifest_names_no_file_outside_its_folder(add_voice, path):
    folder = add_voice("ann")
    described = json.loads((folder / MANIFEST_FILE).read_text())
    described["files"]["weights"]["path"] = path
    (folder / MANIFEST_FILE).write_text(json.dumps(described))
    with pytest.raises(MissingVoice, match="allowed: inside the folder"):
        read_manifest(folder / MANIFEST_FILE)


@pytest.mark.parametrize("package", ["evilpkg", "evilpkg.x", "hibari.x", "os"])
def test_a_manifest_names_no_package_and_none_is_imported(add_voice, package, tmp_path, monkeypatch):
    (tmp_path / "evilpkg").mkdir()
    (tmp_path / "evilpkg" / "__init__.py").write_text("raise SystemExit('it ran')")
    monkeypatch.syspath_prepend(tmp_path)
    folder = add_voice("ann")
    described = json.loads((folder / MANIFEST_FILE).read_text())
    described["files"]["weights"]["package"] = package
    (folder / MANIFEST_FILE).write_text(json.dumps(described))
    with pytest.raises(MissingVoice, match="package is"):
        read_manifest(folder / MANIFEST_FILE).is_present()
    assert "evilpkg" not in sys.modules


def test_a_manifest_nested_a_hundred_thousand_deep_or_of_many_megabytes_is_refused(tmp_path):
    manifest = tmp_path / MANIFEST_FILE
    for content, words in (("[" * 100_000, "nested too deep|Expecting"), (" " * (17 << 20), "16 MiB")):
        manifest.write_text(content)
        with pytest.raises(MissingVoice, match=words):
            read_manifest(manifest)


def test_families_and_packages_are_those_that_there_are():
    assert list(FAMILIES) == family_names()
    shipped = {file.package for voice in load_voices().values() for file in voice.files.values()}
    assert shipped - {""} == set(VOICE_PACKAGES)
