"""Turns of agents: what is said, how it is cut, and when a first clause is certain."""

import random

from loadtest.corpus import english
from loadtest.users.turns import INTERRUPTED_SHARE, MOST_SENTENCES, certain_with, next_turn, sentences


def test_a_corpus_falls_into_sentences():
    assert sentences(["One here. Two there! And? So on", "Three."]) == [
        "One here.",
        "Two there!",
        "And?",
        "So on",
        "Three.",
    ]


def test_turns_are_some_sentences_in_small_tokens():
    corpus, draw = sentences(english()), random.Random(1)
    turns = [next_turn(corpus, draw) for _ in range(300)]
    for turn in turns:
        said = [sentence for sentence in corpus if sentence in turn.text]
        assert said and len(turn.text) <= MOST_SENTENCES * (max(map(len, corpus)) + 1)
        assert max(map(len, turn.tokens)) <= 6 and 0.01 <= turn.seconds_per_token <= 1 / 30
    interrupted = sum(turn.interrupt_after_seconds is not None for turn in turns) / len(turns)
    assert abs(interrupted - INTERRUPTED_SHARE) < 0.1


def test_a_first_clause_is_certain_with_the_token_that_nothing_can_change_any_more():
    tokens = ("Hello", " there", ",", " my", " friend", ".", " H", "ow")
    assert certain_with(tokens, "en-us") == 6
    assert certain_with(tokens[:6], "en-us") == 6  # only the end makes it so
