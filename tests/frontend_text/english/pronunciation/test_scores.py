"""How many names, common words and homographs sound right; the numbers that README and issue promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme
from frontend_text.english.pronunciation.scores import (
    WordScore,
    score_homographs,
    score_table,
    score_words,
)

DATA = Path(__file__).parents[3] / "data" / "pronunciation"


def assert_share(score: WordScore, share: float) -> None:
    assert score.right >= share * score.total, score.wrong[:40]


def test_names_of_the_census_sound_as_in_cmudict(american: HibariGraphemeToPhoneme) -> None:
    score = score_words(american.phonemize, DATA / "census_names.tsv")
    assert score.total == 1866
    assert_share(score, 0.98)


def test_common_words_sound_as_in_cmudict(american: HibariGraphemeToPhoneme) -> None:
    score = score_words(american.phonemize, DATA / "common_words.tsv")
    assert score.total == 6000
    assert_share(score, 0.99)


@pytest.mark.parametrize(("part", "total", "share"), [("developed", 491, 0.99), ("held back", 338, 0.97)])
def test_homographs_sound_as_they_are_meant(
    american: HibariGraphemeToPhoneme, part: str, total: int, share: float
) -> None:
    score = score_homographs(american.phonemize, DATA / "homographs.tsv", only=part)
    assert score.total == total
    assert_share(score, share)


def test_a_table_is_told_apart_by_its_header_and_reported_with_what_was_wrong(
    american: HibariGraphemeToPhoneme, tmp_path: Path
) -> None:
    table = tmp_path / "names.tsv"
    table.write_text("name\tkind\tarpabet\nKlein\tsurname\tK L AY1 N\nCruz\tsurname\tK R AH1 Z\n", encoding="utf-8")
    first, second = score_table(american.phonemize, table).report("names", show_wrong=True)
    assert first.split() == ["names", "1", "/", "2", "50.0", "%"]
    assert second.strip() == "Cruz: kɹˈuz, expected kɹˈʌz"
    table.write_text("set\tword\tsense\tsound\tsentence\nx\tlead\tmetal\tlˈɛd\tIt is made of lead.\n", encoding="utf-8")
    assert score_table(american.phonemize, table).right == 1
