"""Part-of-speech tags by the perceptron of `hibari-tts`, its weights in one matrix: the same tags, sooner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class PartOfSpeechTagger:
    """Takes the place of that package's own, which adds up the 50 tags' weights of 15 features in dicts, for every
    word of more than one likely tag: nearly three times the time."""

    def __init__(self, tagger: Any) -> None:
        """tagger: hibari.g2p.tagger.Tagger; its weights are taken over, which leaves it without any."""
        from hibari.g2p.tagger import START, context, features

        self._start, self._context, self._features = START, context, features
        self._known, self._vocabulary = tagger.tagdict, tagger.vocab
        # of tags with equal scores that package takes the last by name, argmax the first
        self._tags = sorted(tagger.tags, reverse=True)
        column = {tag: number for number, tag in enumerate(self._tags)}
        used = [feature for feature, weights in tagger.weights.items() if weights]
        self._row = {feature: row for row, feature in enumerate(used)}
        self._weights = np.zeros((len(self._row), len(self._tags)))
        """float64 [features, tags]: sums in that package's order and precision."""
        for feature, row in self._row.items():
            for tag, weight in tagger.weights[feature].items():
                self._weights[row, column[tag]] = weight
        tagger.weights = {}

    def __call__(self, words: Sequence[str]) -> list[str]:
        """The Penn Treebank tag of each word of a sentence."""
        context = self._context(words, self._vocabulary)
        before, second_before = self._start[1], self._start[0]
        tags = []
        for index, word in enumerate(words):
            tag = self._known.get(word)
            if tag is None:
                tag = self._predict(self._features(index, word, context, before, second_before))
            tags.append(tag)
            second_before, before = before, tag
        return tags

    def _predict(self, features: Sequence[str]) -> str:
        rows = [row for feature in features if (row := self._row.get(feature)) is not None]
        return self._tags[self._weights.take(rows, 0).sum(0).argmax()] if rows else "NN"
