"""Normalisation: the tables of cases of languages with grammars, and what must hold for any text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_text import Frontend
from frontend_text.grammars.store import LANGUAGES
from frontend_text.scoring import Case, comparable, read_cases, score

CASES = Path(__file__).parent.parent / "data" / "text_normalization"
FRONTENDS = {language: Frontend(language) for language in LANGUAGES}


def normalizer_of(language: str) -> Callable[[str], str]:
    return FRONTENDS[language].normalize


def has_grammars() -> bool:
    try:
        import kaldifst  # noqa: F401
        import kitten_text_processing  # noqa: F401
    except ImportError:
        return False
    return True


needs_grammars = pytest.mark.skipif(not has_grammars(), reason="kaldifst or kitten-text-processing is not installed")


@pytest.mark.slow
@needs_grammars
def test_other_languages_are_at_least_97_percent_right() -> None:
    scores = score(read_cases(CASES / "other_languages.tsv"), normalizer_of)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for (language, _), result in scores.items():
        right[language] += result.right
        total[language] += result.total
    assert total.total() == 1662
    assert right.total() / total.total() >= 0.99
    one_case_or_3_percent = {language: max(1, 0.03 * total[language]) for language in total}
    assert {
        language for language in total if total[language] - right[language] > one_case_or_3_percent[language]
    } == set()


@needs_grammars
@pytest.mark.parametrize(
    "case", list(read_cases(CASES / "own.tsv")), ids=lambda case: f"{case.language}-{case.written}"
)
def test_own_cases(case: Case) -> None:
    said = comparable(normalizer_of(case.language)(case.written))
    assert said in [comparable(expected) for expected in case.expected]


@pytest.mark.parametrize(
    "plain",
    [
        "The quick brown fox jumps over the lazy dog.",
        "Well, I don't know; it's mother-in-law's idea!",
        "“Who goes there?” he asked (twice).",
    ],
)
def test_plain_text_stays_as_it_is(plain: str) -> None:
    assert FRONTENDS["en"].normalize(plain) == plain.replace("’", "'")


def test_each_spoken_word_keeps_the_span_it_was_written_as() -> None:
    text = "Pay $3.50 on 5 May."
    spans = {(text[start:end], word) for start, end, word in FRONTENDS["en"].normalized_words(text)}
    assert {("Pay", "Pay"), ("$3.50", "three"), ("$3.50", "cents"), ("on", "on")} <= spans
    assert all(start < end for start, end, _ in FRONTENDS["en"].normalized_words(text))


@needs_grammars
@pytest.mark.parametrize("language", ["de", "es", "fr", "hu", "it", "ja", "ko", "pt", "sv", "vi", "zh"])
@pytest.mark.parametrize(
    "text", ["", " ", "😂", "\ue000", "x" * 500, "1" * 300, "!" * 400, "a.b@c.de/" * 40, "中文 и ελ 5"]
)
def test_no_language_stumbles_over_odd_text(language: str, text: str) -> None:
    said = FRONTENDS[language].normalize(text)
    assert not any(c.isascii() and c.isdigit() for c in said)
    assert said or not any(c.isalnum() for c in text)


@needs_grammars
@given(st.sampled_from(["de", "fr", "ja", "zh", "sv"]), st.text(max_size=120))
@settings(max_examples=60, deadline=None)
def test_any_text_is_normalised_in_any_language(language: str, text: str) -> None:
    frontend = FRONTENDS[language]
    frontend.normalize(text)
    position = 0
    for start, end, _ in frontend.normalized_words(text):
        assert position <= start < end <= len(text)
        position = start


def test_english_needs_no_grammars() -> None:
    import subprocess
    import sys

    check = (
        "import sys; sys.modules['kaldifst'] = None;"
        "from frontend_text import Frontend; print(Frontend('en').normalize('It cost $3.50 on 5 May 2020.'));"
        "print(sorted(m for m in sys.modules if m.startswith(('kaldifst', 'kitten'))))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "It cost three dollars fifty cents on the fifth of May twenty twenty.",
        "['kaldifst']",
    ]
    assert done.stderr == ""


@needs_grammars
def test_grammars_are_converted_once_into_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from frontend_text.grammars import store as grammar_store

    monkeypatch.setenv("TRITONE_CACHE", str(tmp_path))
    files = grammar_store.grammar_files("ja")
    assert all(tmp_path in file.parents and file.stat().st_size > 10_000 for file in files.values())
    monkeypatch.setattr(grammar_store, "convert", lambda source: pytest.fail("converted again"))
    assert grammar_store.grammar_files("ja") == files


def test_a_language_without_grammars_says_how_to_get_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from frontend_text.grammars import store as grammar_store

    monkeypatch.setenv("TRITONE_CACHE", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(grammar_store.MissingGrammars, match="pip install kaldifst kitten-text-processing"):
        grammar_store.grammar_files("fr")
