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
