"""The text front end with voices of several languages: which front end reads for which voice, and who is refused."""

from __future__ import annotations

import importlib.util
import time
from dataclasses import replace

import pytest

from tests.families import tiny_kokoro, tiny_piper
from tritone.errors import InvalidRequest, VoiceLoading
from tritone.models.text_frontend import TextFrontend, read_lexicon
from tritone.pipeline.segments import Passage
from tritone.voices.catalogue import ALL_VOICES
from tritone.voices.manifest import write_manifest


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory):
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
    yield TextFrontend(["heart", ALL_VOICES])
    patch.undo()


def read(front: TextFrontend, text: str, voice: str) -> Passage:
    give_up_at = time.monotonic() + 60
    while True:
        try:
            return front.read_text(text, 0, voice)
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
def test_a_piper_voice_speaks_its_language_with_word_timings(front, voice: str, text: str, words: list[str]) -> None:
    passage = read(front, text, voice)
    assert timed(passage, text) == words
    assert all(word.first_id < word.end_id for segment in passage.segments for word in segment.timed)


def test_spanish_voices_of_both_families_and_regions_speak_without_espeak(front, monkeypatch) -> None:
    monkeypatch.setattr("frontend_text.espeak.process.espeak", lambda: pytest.fail("espeak was asked"))
    text = "El cielo, la calle."
    ids = {voice: read(front, text, voice).segments[0].phoneme_ids.tolist() for voice in ("madrid", "lima", "xf_es")}
    assert ids["madrid"] != ids["lima"]
    assert timed(read(front, text, "xf_es"), text) == ["El", "cielo", "la", "calle"]


def test_a_chinese_kokoro_voice_has_timings_of_words(front) -> None:
    pytest.importorskip("jieba")
    pytest.importorskip("pypinyin")
    assert timed(read(front, "你好，公园！", "zf_zh"), "你好，公园！") == ["你好", "公园"]


def test_a_language_that_nobody_knows_is_refused_and_others_go_on(front) -> None:
    with pytest.raises(InvalidRequest, match='"xx_tlh" cannot speak here: language "tlh" is unknown'):
        read(front, "nuqneH", "xx_tlh")
    assert read(front, "Hola.", "madrid").segments


def test_without_espeak_the_request_is_told_what_to_install(front, monkeypatch) -> None:
    from frontend_text.espeak import process

    process.espeak.cache_clear()
    monkeypatch.setattr(process.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InvalidRequest, match='"french" cannot speak here: .*pip install espeakng-loader'):
        read(TextFrontend(["heart", ALL_VOICES]), "Bonjour.", "french")
    process.espeak.cache_clear()


@pytest.mark.parametrize(
    ("name", "warning"),
    [("lima", 'voice "lima" speaks es-mx, "madrid" es-es'), ("nobody", 'voice "nobody" is unknown here; "madrid"')],
)
def test_a_voice_that_cannot_speak_in_a_text_is_replaced_with_a_warning(front, name, warning) -> None:
    passage = read(front, f'<speak>Hola. <voice name="{name}">Buenos días.</voice></speak>', "madrid")
    assert [segment.voice for segment in passage.segments] == [None, None]
    assert len(passage.warnings) == 1 and warning in passage.warnings[0]


def test_pitch_is_left_out_with_a_warning_where_a_voice_has_none(front) -> None:
    text = '<speak>El <prosody pitch="+2st" rate="50%">cielo</prosody> azul.</speak>'
    passage = read(front, text, "madrid")
    (segment,) = passage.segments
    assert segment.delivery is not None and not segment.delivery.pitch.any()
    assert len(segment.delivery.rate) == len(segment.phoneme_ids) and segment.delivery.rate.min() == 0.5
    assert len(passage.warnings) == 1 and "has no pitch" in passage.warnings[0]


@pytest.mark.parametrize(
    ("lexicon", "said"),
    [
        ("[" * 99_999, "neither JSON"),
        ('{"a": ' + "1" * 5000 + "}", "neither JSON"),
        (r'{"\ud800": ""}', "half a character"),
        (r'{"a": "\udfff"}', "half a character"),
        ("[]", "not an object of strings"),
        ('{"a": 1}', "not an object of strings"),
        ("<lexicon", 'input "lexicon"'),
    ],
)
def test_a_lexicon_that_cannot_be_used_is_its_callers_fault(lexicon: str, said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        read_lexicon(lexicon)


def test_a_lexicon_may_hold_letters_beyond_the_basic_plane() -> None:
    assert read_lexicon(r'{"\ud83d\ude00": "smile"}') is not None


def test_a_short_text_is_read_in_one_call_and_a_longer_one_begins_with_a_sentence_or_two() -> None:
    frontend, sentence = TextFrontend(["heart"]), "There were forty-two of them, and then there were more. "
    assert read(frontend, sentence * 4, "heart").next_start is None
    assert read(frontend, sentence * 5, "heart").next_start == 2 * len(sentence.strip()) + 1


def test_the_server_chooses_what_is_read_of_code_and_emoji() -> None:
    quiet = TextFrontend(["heart"], code="skip", emoji="skip")
    read_all = TextFrontend(["heart"])
    text = "Run `make` 🎉 now."
    assert len(read(quiet, text, "heart").segments[0].timed) < len(read(read_all, text, "heart").segments[0].timed)


def test_a_choice_that_is_unknown_is_refused_when_the_model_loads() -> None:
    with pytest.raises(ValueError, match='emoji "loud" is unknown; allowed: read, skip'):
        TextFrontend(["heart"], emoji="loud")
