"""The text stage with voices of several languages: which front end reads for which voice, and who is refused."""

from __future__ import annotations

import importlib.util
import time
from dataclasses import replace

import pytest

from tests.families import tiny_kokoro, tiny_piper
from tritone.errors import InvalidRequest, VoiceLoading
from tritone.models.text_frontend import TextStage
from tritone.pipeline.segments import Passage
from tritone.voices.catalogue import ALL_VOICES
from tritone.voices.manifest import write_manifest


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("voices")
    patch = pytest.MonkeyPatch()
    patch.setenv("TRITONE_VOICES", str(folder))
    patch.setattr(tiny_kokoro, "SYMBOLS", tiny_kokoro.SYMBOLS + "ꭧʨɕʂɻɤʦʰ→↗↓↘βɲʎɥ")
    patch.setattr(tiny_piper, "SYMBOLS", tiny_piper.SYMBOLS + "ʁœɲβɣʎʝ\u0303")
    for name, family, language in (
        ("german", tiny_piper, "de-de"),
        ("french", tiny_piper, "fr-fr"),
        ("madrid", tiny_piper, "es-es"),
        ("lima", tiny_piper, "es-mx"),
        ("xf_es", tiny_kokoro, "es-es"),
        ("zf_zh", tiny_kokoro, "zh-cn"),
        ("xx_tlh", tiny_piper, "tlh"),
    ):
        (folder / name).mkdir()
        voice = replace(family.write_tiny_voice(folder / name), name=name, language=language)
        write_manifest(voice, folder / name)
    yield TextStage(["heart", ALL_VOICES])
    patch.undo()


def read(stage: TextStage, text: str, voice: str) -> Passage:
    give_up_at = time.monotonic() + 60
    while True:
        try:
            return stage.read_text(text, 0, voice)
        except VoiceLoading:
            assert time.monotonic() < give_up_at
            time.sleep(0.02)


def timed(passage: Passage, text: str) -> list[str]:
    return [text[word.text_start : word.text_end] for segment in passage.segments for word in segment.timed]


needs_espeak = pytest.mark.skipif(importlib.util.find_spec("espeakng_loader") is None, reason="no espeak-ng")


@needs_espeak
@pytest.mark.parametrize(
    ("voice", "text", "words"),
    [
        ("german", "Guten Tag, Welt.", ["Guten", "Tag", "Welt"]),
        ("french", "Il y a un homme.", ["Il", "y", "a", "un", "homme"]),
    ],
)
def test_a_piper_voice_speaks_its_language_with_word_timings(stage, voice: str, text: str, words: list[str]) -> None:
    passage = read(stage, text, voice)
    assert timed(passage, text) == words
    assert all(word.first_id < word.end_id for segment in passage.segments for word in segment.timed)


def test_spanish_voices_of_both_families_and_regions_speak_without_espeak(stage, monkeypatch) -> None:
    monkeypatch.setattr("frontend_text.espeak.process.espeak", lambda: pytest.fail("espeak was asked"))
    text = "El cielo, la calle."
    ids = {voice: read(stage, text, voice).segments[0].phoneme_ids.tolist() for voice in ("madrid", "lima", "xf_es")}
    assert ids["madrid"] != ids["lima"]
    assert timed(read(stage, text, "xf_es"), text) == ["El", "cielo", "la", "calle"]


def test_a_chinese_kokoro_voice_has_timings_of_words(stage) -> None:
    pytest.importorskip("jieba")
    pytest.importorskip("pypinyin")
    assert timed(read(stage, "你好，公园！", "zf_zh"), "你好，公园！") == ["你好", "公园"]


def test_a_language_that_nobody_knows_is_refused_and_others_go_on(stage) -> None:
    with pytest.raises(InvalidRequest, match='"xx_tlh" cannot speak here: language "tlh" is unknown'):
        read(stage, "nuqneH", "xx_tlh")
    assert read(stage, "Hola.", "madrid").segments


def test_without_espeak_the_request_is_told_what_to_install(stage, monkeypatch) -> None:
    from frontend_text.espeak import process

    process.espeak.cache_clear()
    monkeypatch.setattr(process.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InvalidRequest, match='"french" cannot speak here: .*pip install espeakng-loader'):
        read(TextStage(["heart", ALL_VOICES]), "Bonjour.", "french")
    process.espeak.cache_clear()


def test_voices_of_two_languages_do_not_mix_in_one_request(stage) -> None:
    with pytest.raises(InvalidRequest, match='voice "lima" speaks es-mx, voice "madrid" es-es'):
        read(stage, '<speak>Hola. <voice name="lima">Hola.</voice></speak>', "madrid")
