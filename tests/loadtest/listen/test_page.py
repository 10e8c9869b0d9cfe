"""The listening page: its runs are kept and read, its pictures can be read, and it is one file."""

import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
import soundfile

from loadtest.listen.cases import SECTIONS, chosen
from loadtest.listen.from_server import decoded, examples_of
from loadtest.listen.page import page
from loadtest.listen.pictures import PIXELS_PER_SECOND, SPECTROGRAM_HEIGHT, spectrogram_png, waveform_path
from loadtest.listen.recordings import NoRecordings, Recording, Word, keep, kept, run_of
from tritone.client import OfferedVoice

RATE_HZ = 24_000


def tone(hz: float = 220.0, seconds: float = 0.5) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


def recording(case: str = "words-plain", **others) -> Recording:
    return Recording(case, "heart", tone(), RATE_HZ, (Word("I", 0.1, 0.2), Word("<said>", 0.2, 0.4)), **others)


def test_cases_have_keys_of_their_own_that_can_name_files():
    keys = [case.key for case in chosen()]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)
    assert all(case.beside in keys for case in chosen() if case.beside)
    (words,) = (section for section in SECTIONS if section.key == "words")
    assert tuple(chosen(["words"])) == words.cases


def test_a_run_is_kept_and_read_again(tmp_path):
    run = run_of("abc", "today", [recording(warnings=("no pitch",), bytes_sent=7), recording("words-number")])
    keep(tmp_path / "run", run)
    back = kept(tmp_path / "run")
    assert (back.name, back.made, list(back.recordings)) == ("abc", "today", list(run.recordings))
    one, other = back.recordings["words-plain", "heart"], run.recordings["words-plain", "heart"]
    assert (one.words, one.warnings, one.bytes_sent, one.rate_hz) == (other.words, other.warnings, 7, RATE_HZ)
    np.testing.assert_allclose(one.samples, other.samples, atol=1 / 32768)


def test_a_folder_without_a_run_says_how_to_make_one(tmp_path):
    with pytest.raises(NoRecordings, match="holds no run: recordings.json is missing; make one with --keep"):
        kept(tmp_path)


def test_a_spectrogram_shows_a_tone_at_its_height():
    image_module = pytest.importorskip("matplotlib.image")
    image = image_module.imread(io.BytesIO(spectrogram_png(tone(2000.0), RATE_HZ)))[..., :3].sum(axis=2)
    assert image.shape == (SPECTROGRAM_HEIGHT, round(0.5 * PIXELS_PER_SECOND))
    brightest = image[:, 10:-10].argmax(axis=0)
    np.testing.assert_allclose(brightest, SPECTROGRAM_HEIGHT * (1 - 2000 / 8000), atol=1.5)


def test_a_waveform_is_as_wide_as_its_time():
    places = [float(x) for x, _ in re.findall(r"(\d+) ([\d.]+)", waveform_path(tone(), RATE_HZ, 50))]
    assert max(places) == 0.5 * PIXELS_PER_SECOND - 1


class Tags(HTMLParser):
    """What a page is made of."""

    def __init__(self):
        super().__init__()
        self.open, self.links, self.sides = [], [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.links += [given[name] for name in ("src", "href") if name in given]
        self.sides += [given["data-side"]] if "data-side" in given else []
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.links += [value for name, value in attributes if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.slow
def test_a_page_is_one_file_with_all_runs_side_by_side():
    before = run_of("abc", "then", [recording()])
    now = run_of("<def>", "today", [recording(), recording("words-strong-i")])
    text = page([("before", before), ("now", now)])
    tags = Tags()
    tags.feed(text)
    assert tags.open == [] and tags.sides == ["before", "now", "now"]
    assert all(link.startswith(("#", "data:")) for link in tags.links), "nothing is fetched"
    assert "&lt;said&gt;" in text and "<said>" not in text and "<def>" not in text
    assert "against the plain one" in text


@pytest.mark.parametrize(("form", "container", "subtype"), [("mulaw", "RAW", "ULAW"), ("opus", "OGG", "OPUS")])
def test_formats_are_decoded(form, container, subtype):
    file = io.BytesIO()
    soundfile.write(file, tone(), RATE_HZ, format=container, subtype=subtype)
    samples, rate_hz = decoded(file.getvalue(), form, RATE_HZ)
    assert abs(len(samples) / rate_hz - 0.5) < 0.05
    assert np.sqrt(np.square(samples[3000:9000]).mean()) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


def test_a_flac_stream_that_does_not_say_how_long_it_is_is_decoded_whole():
    file = io.BytesIO()
    soundfile.write(file, tone(), RATE_HZ, format="FLAC", subtype="PCM_16")
    stream = bytearray(file.getvalue())
    stream[21] &= 0xF0
    stream[22:26] = bytes(4)
    samples, rate_hz = decoded(bytes(stream), "flac", RATE_HZ, len(tone()))
    assert rate_hz == RATE_HZ
    np.testing.assert_allclose(samples, tone(), atol=1 / 16384)


def test_the_first_english_voice_of_each_family_stands_for_it():
    def offered(name: str, family: str, language: str = "en-us") -> OfferedVoice:
        return OfferedVoice(name, language, "", "", family, 24_000, "", "", "yes", (), False, None)

    voices = [offered("heart", "hibari"), offered("ja", "kokoro", "ja"), offered("af", "kokoro")]
    voices.append(offered("am", "kokoro"))
    assert examples_of(voices) == ["heart", "af"]
