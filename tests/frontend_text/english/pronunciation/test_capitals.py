"""Capitals: what is shouted is words, what is an abbreviation is letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme
from frontend_text.spoken import SpokenWord

COMMON = Path(__file__).parents[3] / "data" / "pronunciation" / "common_words.tsv"
ABBREVIATIONS = frozenset("usa cd tv pm am dvd pc uk inc id non et st us re gmt etc jan feb mar apr jun jul aug sep "
                          "oct nov dec mon tue wed thu fri sat sun co jr vs de la un ii iii".split())  # fmt: skip
"""Of the commonest words those that are letters in capitals, or are short for something."""


def sounds(engine: HibariGraphemeToPhoneme, sentence: str) -> list[str]:
    return [said.strip(".,!?") for said in engine.phonemize([SpokenWord(word, 0, 1) for word in sentence.split()])]


def is_spelled(engine: HibariGraphemeToPhoneme, sentence: str, place: int) -> bool:
    flat = str.maketrans("", "", "ˈˌ")
    return sounds(engine, sentence)[place].translate(flat) == engine.spell(sentence.split()[place]).translate(flat)


@pytest.mark.parametrize(
    ("frame", "place"), [("{}", 0), ("THE {} IS HERE", 1), ("PLEASE SAY {} NOW", 2), ("I SAW {}", 2)]
)
def test_none_of_the_commonest_words_is_spelled_in_capitals(
    american: HibariGraphemeToPhoneme, frame: str, place: int
) -> None:
    lines = COMMON.read_text(encoding="utf-8").split("\n")[1:]
    words = [word for line in lines if len(word := line.partition("\t")[0]) > 1 and word not in ABBREVIATIONS][:900]
    assert len(words) == 900
    alone = {"it"} if frame == "{}" else set()
    spelled = [w for w in words if w not in alone and is_spelled(american, frame.format(w.upper()), place)]
    assert spelled == []


@pytest.mark.parametrize(
    "sentence",
    [
        "*AWS* is down.",
        "We moved it to *AWS* last year.",
        "The *IT* department called.",
        "The *US* is large.",
        "The *WHO* said so.",
        "HE WORKS FOR THE *FBI*",
        "THE *UN* SENT HELP",
        "An *LED* light",
        "My *ID* card",
        "Is *AI* dangerous?",
        "*HR* said no",
        "The *CEO* of *IBM*",
        "*USB* and *HDMI*",
        "*DNA* tests",
    ],
)
def test_letters(american: HibariGraphemeToPhoneme, sentence: str) -> None:
    words = sentence.split()
    plain = " ".join(word.replace("*", "") for word in words)
    marked = [place for place, word in enumerate(words) if "*" in word]
    assert [is_spelled(american, plain, place) for place in marked] == [True] * len(marked)


@pytest.mark.parametrize(
    ("shouted", "quiet"),
    [
        ("IT IS TIME FOR US TO GO", "it is time for us to go"),
        ("WHO DID THIS OR THAT", "who did this or that"),
        ("THE SERVER IS DOWN", "the server is down"),
        ("DONALD MEYER LED THE TEAM", "donald meyer led the team"),
        ("HE LOOKED AT HIS KIDS", "he looked at his kids"),
        ("I AM SO TIRED", "I am so tired"),
    ],
)
def test_what_is_shouted_sounds_as_what_is_said(american: HibariGraphemeToPhoneme, shouted: str, quiet: str) -> None:
    assert sounds(american, shouted) == sounds(american, quiet)


def test_a_single_word_in_capitals_is_stressed(american: HibariGraphemeToPhoneme) -> None:
    assert sounds(american, "this IS the one")[1] == "ˈɪz"
    assert sounds(american, "I REALLY mean it")[1] == sounds(american, "I really mean it")[1]


@pytest.mark.parametrize(
    ("word", "sound"),
    [
        ("NASA", "nˈæsə"),
        ("NATO", "nˈATO"),
        ("RAM", "ɹˈæm"),
        ("GIF", "ɡˈɪf"),
        ("SCUBA", "skˈubə"),
        ("UNICEF", "jˈunəsˌɛf"),
    ],
)
def test_abbreviations_that_are_said_as_words(american: HibariGraphemeToPhoneme, word: str, sound: str) -> None:
    assert sounds(american, f"the {word} team")[1] == sound
