"""Words that are remembered sound as they do when they are looked up."""

import random
import re

from hibari.g2p import G2P, Context
from hibari.g2p.token import Tok

from frontend_text.english.pronunciation.hibari_g2p import HibariGraphemeToPhoneme
from frontend_text.english.pronunciation.kept.known_words import MOST_LETTERS, KnownSounds
from frontend_text.spoken import SpokenWord
from loadtest.corpus import english


def test_a_lexicon_that_remembers_says_what_the_lexicon_says_whatever_was_asked_before():
    own = G2P().lexicon
    known, source = KnownSounds(own), random.Random(1)
    words = [*re.findall(r"[\w']+", " ".join(english()[:8])), "used", "to", "the", "a", "am", "in", "5", "3rd", "NASA"]
    words += ["x" * (MOST_LETTERS + 1), "read", "lives"]
    for _ in range(4000):
        token = Tok(
            source.choice(words),
            source.choice(["NN", "VB", "VBD", "DT", "IN", "NNP", "CD"]),
            is_head=source.random() < 0.5,
            stress=source.choice([None, 2.0, -0.5]),
            currency=source.choice([None, None, "$"]),
            alias=source.choice([None, None, None, "to"]),
        )
        context = Context(source.choice([None, True, False]), source.random() < 0.5)
        assert known(token, context) == own(token, context)
    assert known.golds is own.golds  # what else is asked of a lexicon


def test_a_text_read_again_and_between_others_sounds_as_it_did():
    sounds = HibariGraphemeToPhoneme()

    def said(line: str) -> list[str]:
        return sounds.phonemize([SpokenWord(word, 0, 0) for word in line.split()])

    lines = [*english()[:6], "I read the read lives of a NASA one!two " + "long" * 20]
    first = [said(line) for line in lines]
    assert [said(line) for line in reversed(lines)] == first[::-1]
