"""Unicode in one form for every language, and places that stay those of the original."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_text import Frontend
from frontend_text.plain_text.cleaning import clean
from frontend_text.plain_text.unicode_forms import _EASTERN, _FORMED, _WESTERN, in_one_form


def formed(text: str, language: str = "en") -> str:
    changed = in_one_form(text, language)
    return text if changed is None else changed.text


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("cafe\u0301", "café"),
        ("Vie\u0302\u0323t Nam", "Việt Nam"),
        ("ﬁre oﬃce", "fire office"),
        ("co\u00adoperate", "cooperate"),
        ("\u200eleft\u200f", "left"),
        ("zero\u200bwidth", "zero width"),
        ("１２３ＡＢＣ！", "123ABC!"),
        ("𝐛𝐨𝐥𝐝 𝟙𝟚", "bold 12"),
        ("①⑳⑴❸", "120(1)3"),
        ("5㎏ 3㎡ 2㎥ 9㎧", "5kg 3m² 2m³ 9m/s"),
        ("1ˢᵗ 2ⁿᵈ 5ᵗʰ", "1st 2nd 5th"),
        ("a‐b‑c", "a-b-c"),
        ("1️⃣ one", "1 one"),
        ("1⁄2", "1/2"),
        ("what‽", "what?!"),
        ("ℝ and ℓ", "R and l"),
    ],
)
def test_brings_to_one_form(written: str, plain: str) -> None:
    assert formed(written) == plain


@pytest.mark.parametrize("pattern", [_WESTERN, _EASTERN], ids=["western", "eastern"])
def test_no_form_is_missed_by_the_quick_search(pattern):
    """Of every character up to where forms of letters end, in places where only some are changed."""
    around = ("{}", "5{}", "a{}b", "#\ufe0f{}")
    texts = [text.format(chr(code)) for code in range(0x20000) for text in around]
    found = [text for text in texts if pattern.search(text)]
    assert len(found) > 5_000
    assert all(_FORMED.search(text) for text in found)


@pytest.mark.parametrize(
    "kept", ["½ x² CO₂ Ⅳ ″ – — “q” ‘q’ − × 😂 👩‍💻 © ™ 12\u202f345", "naïve Łódź", "日本語、テスト。"]
)
def test_leaves_what_readers_need_to_see(kept: str) -> None:
    assert formed(kept) == kept


@pytest.mark.parametrize(
    ("written", "plain", "language"),
    [
        ("ｶﾞｷﾞ１２", "ガギ12", "ja"),
        ("你好，世界！３", "你好，世界！3", "zh"),
        ("\u1100\u1161\u1102\u1161", "가나", "ko"),
        ("Ａ１！", "A1!", "fr"),
    ],
)
def test_other_languages_keep_their_punctuation(written: str, plain: str, language: str) -> None:
    assert formed(written, language) == plain


def test_a_given_pronunciation_is_not_touched() -> None:
    assert formed("[x](/ɑ\u0303ﬁ/) ﬁ") == "[x](/ɑ\u0303ﬁ/) fi"


def test_words_count_characters_of_the_original() -> None:
    text = "Cafe\u0301s serve ﬁsh\u00ad: 5㎏."
    words = [text[start:end] for start, end, _ in Frontend("en").normalized_words(text)]
    assert words == ["Cafe\u0301s", "serve", "ﬁsh\u00ad:", "5㎏.", "5㎏."]


@given(st.text(alphabet=st.characters(), max_size=60))
@settings(max_examples=300, deadline=None)
def test_places_of_any_text_rise_and_stay_inside_it(text: str) -> None:
    cleaned = clean(text)
    if cleaned is None:
        return
    assert len(cleaned.text) == len(cleaned.starts) == len(cleaned.ends)
    assert list(cleaned.starts) == sorted(cleaned.starts)
    assert all(0 <= start <= end <= len(text) for start, end in zip(cleaned.starts, cleaned.ends, strict=True))


@given(st.text(alphabet="e\u0301ﬁ\u00adＡ a①㎏", max_size=40))
@settings(max_examples=200, deadline=None)
def test_doing_it_twice_changes_nothing_more(text: str) -> None:
    once = formed(text)
    assert formed(once) == once
