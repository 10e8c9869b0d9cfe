"""The network for unknown words in NumPy reads as it does in ONNX Runtime, which no server loads."""

from __future__ import annotations

import random
import string
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from frontend_text.english.pronunciation.dictionary import CMUDICT_WORDS
from frontend_text.english.pronunciation.letter_network import LetterNetwork

WORDS = [
    *(line.split("\t")[0] for line in CMUDICT_WORDS.read_text(encoding="utf-8").split("\n")[20::350]),
    *("".join(random.Random(seed).choices(string.ascii_lowercase, k=1 + seed % 24)) for seed in range(40)),
]


@pytest.mark.parametrize("network", ["oov", pytest.param("oov_gb", marks=pytest.mark.slow)])
def test_words_are_read_as_by_onnx_runtime(network: str, tmp_path: Path) -> None:
    """The published networks: one with float32 weights, one with int8."""
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    from hibari.g2p import ASSETS
    from hibari.g2p.oov import OOV

    from scripts.pack_word_networks import packed

    source = Path(ASSETS) / f"{network}.onnx"
    np.savez(tmp_path / "packed.npz", **packed(onnx.load(source)))
    ours, reference = LetterNetwork(tmp_path / "packed.npz", source.with_suffix(".json")), OOV(str(source))
    differ = [word for word in WORDS if ours(word) != reference(word)]
    # eight-bit steps fall the other way now and then where float32 rounds otherwise
    assert len(differ) <= 0.02 * len(WORDS), differ


def test_the_british_network_is_that_of_the_package(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    from hibari.g2p import ASSETS

    from scripts.pack_word_networks import packed

    with np.load(CMUDICT_WORDS.with_name("word_network_british.npz")) as ours:
        theirs = packed(onnx.load(Path(ASSETS) / "oov_gb.onnx"))
        assert set(ours.files) == set(theirs)
        assert all(np.array_equal(ours[name], theirs[name]) for name in theirs)


def test_letters_that_are_not_known_are_left_out_and_long_words_cut() -> None:
    weights = CMUDICT_WORDS.with_name("word_network.npz")
    network = LetterNetwork(weights, weights.with_suffix(".json"))
    assert network("☃") is None and network("") is None
    assert network("to☃ny") == network("tony") != ""
    assert network("a" * 24) == network("a" * 60)


def test_reading_unknown_words_loads_no_runtime_that_phones_home() -> None:
    program = (
        "import sys\n"
        "from frontend_text import Frontend\n"
        "for language in ('en-us', 'en-gb'):\n"
        "    assert Frontend(language).read('A zyntharic brontovaquist.').segments\n"
        "print(*(name for name in sys.modules if name.partition('.')[0] in ('onnxruntime', 'onnx', 'torch')))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout.strip() == ""
