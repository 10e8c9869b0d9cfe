"""Which questions rise, by their words, and where in a segment."""

import random

import pytest

from frontend_text import Frontend
from frontend_text.inflection.tunes import tunes_of

RISE = [
    "Are you coming with us tomorrow?",
    "Isn't it cold?",
    "You stole the money?",
    "You did what?",
    "You have met my brother, haven't you?",
    "It's late, right?",
    "If you had the money, would you buy it?",
    "When you're done, can you call me?",
    "And so, John, do you agree?",
    "Could you tell me where the station is?",
    "Is it true or not?",
    "Really?",
    "He asked, “Are you well?” and left.",
    "Did you see that?!",
]
FALL = [
    "Where did you put the keys?",
    "Where is Dr. Smith?",
    "And then what?",
    "For how long did you stay?",
    "Well, John, how are you?",
    "Where, in your opinion, did he go?",
    "What time is it, please?",
    "Would you like tea or coffee?",
    "Tea or coffee?",
    "Why not?",
    "Open http://a.example/?q=1 now.",
    "I never said that.",
]


def rising(text: str, language: str = "en-us") -> "list[str]":
    return [text[tune.start : tune.end] for tune in tunes_of(text, 0, len(text), language) if tune.rises]


@pytest.mark.parametrize("text", RISE)
def test_what_asks_for_yes_or_no_rises(text):
    assert len(rising(text)) == 1


@pytest.mark.parametrize("text", FALL)
def test_question_words_choices_and_statements_fall(text):
    assert rising(text) == []


def test_each_sentence_of_a_segment_is_taken_by_itself():
    assert rising("Do you like it? What would you change? Nothing?") == ["Do you like it", "Nothing"]


def test_a_segment_in_the_middle_of_a_sentence_hears_how_that_began():
    text = "Where did he go, after all that he had said to you?"
    start = text.index("after")
    assert tunes_of(text, start, len(text), "en-us") == ()
    text = text.replace("Where did he go", "Did he go there")
    (tune,) = tunes_of(text, start, len(text), "en-us")
    assert tune.rises and tune.start == start


@pytest.mark.parametrize(
    ("language", "rises", "falls"),
    [
        ("es", "Hola, ¿vienes mañana?", "Hola, ¿para qué sirve?"),
        ("fr", "Est-ce que tu viens ?", "Qu'est-ce que c'est ?"),
        ("it", "Vieni domani?", "Che cosa vuoi?"),
        ("pt", "Você vem amanhã?", "O que você quer?"),
        ("es", "¿Lo sabes?", "¿Vienes o te quedas?"),
    ],
)
def test_in_other_languages_a_question_word_or_a_choice_decides(language, rises, falls):
    assert rising(rises, language) and not rising(falls, language)


def test_languages_that_have_a_melody_for_every_word_are_left_alone():
    assert not rising("你来吗？", "zh") and not rising("来ますか?", "ja")


@pytest.mark.parametrize("seed", range(5))
def test_what_comes_after_a_segment_changes_nothing(seed):
    rng = random.Random(seed)
    pieces = ["Mr. ", "A. ", "No? ", "end?Next ", "?", "! ", "“Is it?” ", "he said. ", "Dr. X", "\n\n", ", "]
    pieces += RISE + FALL
    text = " ".join(rng.choice(pieces) for _ in range(40))
    for _ in range(60):
        start, end = sorted((rng.randrange(len(text)), rng.randrange(len(text))))
        alone = tunes_of(text[:end], start, end, "en-us")
        assert tunes_of(text, start, end, "en-us") == alone, text[start:end]


@pytest.fixture(scope="module")
def frontend():
    return Frontend("en-us")


def risen(segment) -> str:
    """The symbols over which a segment rises."""
    return "".join(s for s, rise in zip(segment.phonemes, segment.delivery.rise, strict=True) if rise)


@pytest.mark.parametrize(
    ("text", "stretch"),
    [("Are you coming with us?", "ˈʌmɪŋwɪðʌs?"), ("Is it tomorrow?", "ˈɑɹO?"), ("Are you sure?", "ˈʊɹ?")],
)
def test_the_rise_begins_with_the_last_stress(frontend, text, stretch):
    (segment,) = frontend.read(text).segments
    assert risen(segment).replace(" ", "").replace("ˌ", "") == stretch


def test_an_authors_own_pitch_wins(frontend):
    for element in ('prosody pitch="+2st"', 'prosody range="80%"', 'prosody contour="(0%,+1st) (100%,-1st)"'):
        ssml = f"<speak>Are you <{element}>sure</{element.split()[0]}>?</speak>"
        (segment,) = frontend.read(ssml).segments
        assert not any(segment.delivery.rise), ssml


def test_an_authors_rate_and_volume_stay_beside_a_rise(frontend):
    (segment,) = frontend.read('<speak><prosody rate="80%" volume="+2dB">Are you sure?</prosody></speak>').segments
    assert (round(segment.rate, 3), segment.volume_db) == (0.8, 2.0)
    assert set(segment.delivery.rate) == {1.0} and any(segment.delivery.rise)
    assert not segment.delivery.is_pitch_asked


def test_an_exclamation_is_louder_and_wider_and_a_statement_as_it_was(frontend):
    exclaimed, stated = frontend.read("You stole all of the money! You stole all of the money.").segments
    assert set(exclaimed.delivery.volume_db) == {1.0}
    assert {round(reach, 3) for reach in exclaimed.delivery.pitch_range} == {1.15}
    assert not any(exclaimed.delivery.rise)
    assert stated.delivery is None


def test_without_inflection_everything_is_as_it_was():
    for segment in Frontend("en-us", inflects=False).read("Are you sure? How dare you!").segments:
        assert segment.delivery is None
