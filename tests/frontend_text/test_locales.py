"""Languages with a table of their own: realistic lines, numbers up to 10^12, places of words, cost."""

from __future__ import annotations

import functools
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontend_text import Frontend
from frontend_text.locales.registry import LOCALES, load_locale
from frontend_text.locales.scoring import score_by_language
from frontend_text.scoring import Case, comparable, read_cases
from tests.cpu_time import cpu_seconds

LINES = Path(__file__).parent.parent / "data" / "text_normalization" / "languages.tsv"


@functools.cache
def frontend(language: str) -> Frontend:
    return Frontend(language)


def cardinal(language: str, number: int) -> str:
    locale = load_locale(language)
    assert locale is not None
    return locale.cardinal(number)


@pytest.mark.parametrize("case", list(read_cases(LINES)), ids=lambda case: f"{case.language}-{case.written}")
def test_a_line_is_read_as_an_educated_speaker_would(case: Case) -> None:
    said = comparable(frontend(case.language).normalize(case.written))
    assert said in [comparable(expected) for expected in case.expected]


def test_every_language_with_a_table_has_at_least_thirty_lines_of_its_own() -> None:
    own = [case.language for case in read_cases(LINES) if case.category == "own"]
    assert {language for language in LOCALES if own.count(language) < 30} == set()


def test_scores_count_right_and_all_lines(tmp_path: Path) -> None:
    table = tmp_path / "lines.tsv"
    table.write_text(
        "lang\tcategory\tinput\texpected\nfr\tx\t2\tdeux\nfr\tx\t3\tquatre\nde\tx\t2\tzwei\n", encoding="utf-8"
    )
    readers = {"fr": {"2": "Deux.", "3": "trois"}, "de": {"2": "zwei"}}
    assert score_by_language(table, lambda language: readers[language].__getitem__) == {"fr": (1, 2), "de": (1, 1)}


@pytest.mark.parametrize(
    ("language", "number", "spoken"),
    [
        ("es", 21_000, "veintiún mil"),
        ("es", 1_000_001_100, "mil millones mil cien"),
        ("fr", 200_080, "deux cent mille quatre-vingts"),
        ("fr", 1_999_971, "un million neuf cent quatre-vingt-dix-neuf mille neuf cent soixante et onze"),
        ("it", 1_000_123, "un milione centoventitré"),
        ("pt", 1_002_200, "um milhão dois mil e duzentos"),
        ("de", 401_001, "vierhunderteintausendeins"),
        ("de", 10**12, "eine Billion"),
        ("nl", 2_043_022, "twee miljoen drieënveertigduizend tweeëntwintig"),
        ("sv", 21_001, "tjugoettusen ett"),
        ("hu", 2_022, "kétezer-huszonkettő"),
        ("ru", 2_021_000, "два миллиона двадцать одна тысяча"),
        ("uk", 5_002, "п'ять тисяч два"),
        ("pl", 22_121, "dwadzieścia dwa tysiące sto dwadzieścia jeden"),
        ("tr", 1_141_000, "bir milyon yüz kırk bir bin"),
        ("ar", 3_212, "ثلاثة آلاف ومئتان واثنا عشر"),
        ("hi", 12_345_678, "एक करोड़ तेईस लाख पैंतालीस हज़ार छह सौ अठहत्तर"),
        ("vi", 1_050_021, "một triệu năm mươi nghìn hai mươi mốt"),
        ("ko", 110_010_000, "일억천일만"),
        ("zh", 100_020_003, "一亿零二万零三"),
        ("ja", 11_000_100, "一千百万百"),
    ],
)
def test_large_numbers_are_spelled(language: str, number: int, spoken: str) -> None:
    assert cardinal(language, number) == spoken


@pytest.mark.parametrize("language", sorted(LOCALES))
@given(number=st.integers(0, 10**12))
@settings(max_examples=40, deadline=None)
def test_numbers_are_words_without_digits_and_neighbours_differ(language: str, number: int) -> None:
    said = cardinal(language, number)
    assert said.strip() == said != ""
    assert not any(character.isdigit() for character in said)
    assert said != cardinal(language, number + 1)


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_no_sign_is_called_by_an_english_name(language: str) -> None:
    said = frontend(language).normalize("5 @ 6 & 7 ¤ 8 🎉 9 ₪ ☂ 10 ™")
    assert not {"commercial", "ampersand", "sign", "party", "umbrella", "currency", "sheqel"} & set(
        said.lower().split()
    )
    assert not any(character.isdigit() for character in said)


@pytest.mark.parametrize("language", sorted(LOCALES))
@pytest.mark.parametrize(
    "text",
    ["", " ", "😂", "\ue000", "x" * 500, "1" * 300, "!" * 400, "a.b@c.de/" * 40, "中文 и ελ 5", "-" * 90, "1/2/3/4/5"],
)
def test_odd_text_is_read_without_an_error(language: str, text: str) -> None:
    said = frontend(language).normalize(text)
    assert not any(character.isascii() and character.isdigit() for character in said)
    assert said or not any(character.isalnum() for character in text)


@pytest.mark.parametrize("language", sorted(LOCALES))
@given(text=st.text(alphabet="abcñüéжч中日한ا अ 0123456789.,:;-–/%€$°+()@#'\"IVX\n ", max_size=60))
@settings(max_examples=40, deadline=None)
def test_words_lie_in_the_text_in_order(language: str, text: str) -> None:
    position = 0
    for start, end, word in frontend(language).normalized_words(text):
        assert position <= start < end <= len(text)
        assert word.strip() == word != ""
        position = start


def test_a_spoken_word_has_the_span_of_what_was_written() -> None:
    text = "Il prezzo è (12,50 €), il 3/4/2024."
    spans = {word: text[start:end] for start, end, word in frontend("it").normalized_words(text)}
    assert spans["prezzo"] == "prezzo"
    assert spans["(dodici"] == spans["centesimi),"] == "(12,50 €),"
    assert spans["aprile"] == "3/4/2024."


@pytest.mark.parametrize(
    "language",
    # what the languages share is tried quickly, what is a language's own with the slow tests
    ["de", *(pytest.param(other, marks=pytest.mark.slow) for other in "es ru hi tr zh ja ko pl hu".split())],
)
@pytest.mark.parametrize(
    "unit",
    ["1.000 ", "1-2-", "12:30 ", "1"]
    + [
        pytest.param(unit, marks=pytest.mark.slow)
        for unit in ("5 km ", "x@y.z ", "IV ", "$", "1 ", "a. ", "1/2 ", "-", "3x")
    ],
)
def test_cost_grows_with_the_length_and_no_faster(language: str, unit: str) -> None:
    """Ten times the text may take no more than forty times as long; a quadratic reader would take a hundred times."""

    def seconds(characters: int) -> float:
        return cpu_seconds(frontend(language).normalize, unit * (characters // len(unit)))

    seconds(500)
    assert seconds(20_000) < 40 * seconds(2_000) + 0.2


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("da", "Det er -5 °C; ring 12 34 56 78.", "Det er minus 5 grader Celsius; ring 1 2, 3 4, 5 6, 7 8."),
        ("cs", "Cena 1 234,56 €, tel. +420 123 456 789.", "Cena 1234,56 eur, tel. plus 4 2 0, 1 2 3, 4 5 6, 7 8 9."),
        ("el", "Στις 15:30, 3/4/2024, 25 %.", "Στις 15 30, 3 4 2024, 25 τοις εκατό."),
        ("fi", "Vuosina 1939–1945 tulos oli 3-2.", "Vuosina 1939 – 1945 tulos oli 3 2."),
        ("ro", "Scrie la ion@mail.ro.", "Scrie la ion arond mail punct r o."),
    ],
)
def test_languages_without_a_number_speller_keep_digits_that_espeak_reads_right(
    language: str, written: str, spoken: str
) -> None:
    assert frontend(language).normalize(written) == spoken


def test_a_language_without_a_table_is_left_as_it_is() -> None:
    assert frontend("sw").normalize("Habari 5 @ -3 °C") == "Habari 5 @ -3 °C"


WORDS = sorted({word for case in read_cases(LINES) for word in case.written.split()})


@pytest.mark.parametrize("language", sorted(LOCALES))
@given(parts=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), joint=st.sampled_from([" ", "", "-", ". "]))
@settings(max_examples=60, deadline=None)
def test_words_of_all_lines_spliced_in_any_order_are_read(language: str, parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    position = 0
    for start, end, word in frontend(language).normalized_words(text):
        assert position <= start < end <= len(text)
        assert not any(character.isascii() and character.isdigit() for character in word)
        position = start


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("nl", "op 1 jan. en 2 feb.", "op één januari en twee februari"),  # a month's short form was not found
        ("it", "il codice 061.250.000", "il codice zero sei uno due cinque zero zero zero zero"),  # 0 begins no amount
        ("nl", "al 1234½ uur", "al duizend tweehonderdvierendertigenhalve uur"),
        ("zh", "看#新闻2#", "看话题新闻二"),
        ("de", "5 €/m2 und 3 €/Monat", "fünf Euro pro Quadratmeter und drei Euro pro Monat"),
        ("tr", "90'lar3 gün", "doksanlar üç gün"),  # digits hid in what followed a number
    ],
)
def test_what_splicing_found_stays_mended(language: str, written: str, spoken: str) -> None:
    assert comparable(frontend(language).normalize(written)) == comparable(spoken)


def test_without_the_grammars_the_rules_read_alone() -> None:
    check = (
        "import sys; sys.modules['kaldifst'] = None;"
        "from frontend_text import Frontend; print(Frontend('fr').normalize('Il coûte 12,50 € à 15h30.'));"
        "print(Frontend('zh').normalize('他说：3本书。'))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["Il coûte douze euros cinquante à quinze heures trente.", "他说：三本书。"]
    assert "pip install kaldifst" in done.stderr
