"""The tagger in matrix form gives the tags that hibari's own gives, word for word."""

import random
import re

from hibari.g2p import G2P

from frontend_text.english.pronunciation.part_of_speech import PartOfSpeechTagger
from loadtest.corpus import ENGLISH


def test_tags_are_those_of_the_package():
    own, source = G2P().tagger, random.Random(1)
    matrix = PartOfSpeechTagger(G2P().tagger)
    written = re.findall(r"[\w'-]+|[^\w\s]", ENGLISH.read_text(encoding="utf-8"))
    known = sorted(own.vocab)
    sentences = [line.split() for line in ENGLISH.read_text(encoding="utf-8").splitlines() if line.strip()]
    for _ in range(500):
        words = [source.choice(written if source.random() < 0.7 else known) for _ in range(source.randint(1, 20))]
        sentences.append([word.upper() if source.random() < 0.05 else word for word in words])
    tagged = [own(words) for words in sentences]
    assert [matrix(words) for words in sentences] == tagged
    assert len({tag for tags in tagged for tag in tags}) > 30
