"""Words that are written alike and sound differently: which of them is meant.

A word with an entry in `homograph_table` is decided by its rules, in order; the first that fits counts. Any other word
that the lexicon has both as a verb and as something else is decided by `noun_or_verb`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from frontend_text.english.pronunciation.homograph.homograph_table import HOMOGRAPHS
from frontend_text.english.pronunciation.homograph.noun_or_verb import is_verb
from frontend_text.english.pronunciation.homograph.sense_rules import Rule
from frontend_text.english.pronunciation.homograph.sentence import Place


@dataclass(frozen=True, slots=True)
class Reading:
    """How a word is meant."""

    index: int
    tag: str
    """Under which the lexicon has its sound."""
    sound: str | None
    """Where the lexicon has none: in American misaki."""
    why: str


class Homographs:
    """Safe to share between threads."""

    def __init__(self, entries: Iterable[tuple[str, Any]]) -> None:
        """entries: the lexicon's words; those with more than one sound are looked at."""
        self._by_part_of_speech = {
            word: frozenset(sounds)
            for word, sounds in entries
            if isinstance(sounds, dict) and word.islower() and _KINDS.intersection(sounds)
        }
        self._all = frozenset(self._by_part_of_speech) | frozenset(HOMOGRAPHS)

    def read(self, written: Sequence[str], tags: Sequence[str]) -> Iterator[Reading]:
        """The homographs of a sentence; words as they are written, each with its part of speech."""
        words = [word.lower() for word in written]
        if self._all.isdisjoint(words):
            return
        for index, word in enumerate(words):
            if word in self._all and not (len(word) > 1 and written[index].isupper() and len(words) == 1):
                place = Place(words, written, tags, index)
                reading = self._by_rules(place) if word in HOMOGRAPHS else self._as_verb_or_not(place)
                if reading is not None:
                    yield reading

    @staticmethod
    def _by_rules(place: Place) -> Reading | None:
        homograph = HOMOGRAPHS[place.word(0)]
        for rule in homograph.rules:
            if _fits(rule, place):
                tag, sound = homograph.senses[rule.sense]
                return Reading(place.index, tag or place.tag(), sound, f"{rule.sense}: {rule.why()}")
        return None

    def _as_verb_or_not(self, place: Place) -> Reading | None:
        kinds = self._by_part_of_speech[place.word(0)]
        tag = place.tag()
        if is_verb(place):
            return None if tag.startswith("VB") else Reading(place.index, "VB", None, "verb by what stands beside it")
        if not tag.startswith("VB"):
            return None
        said = "JJ" if "ADJ" in kinds and place.tag(1).startswith("NN") else "NN"
        return Reading(place.index, said, None, "no verb by what stands beside it")


_KINDS = frozenset(("VERB", "NOUN", "ADJ"))


def _fits(rule: Rule, place: Place) -> bool:
    return (
        (not rule.before or place.word(-1) in rule.before)
        and (not rule.reaching or place.word(place.before) in rule.reaching)
        and (not rule.second_before or place.word(-2) in rule.second_before)
        and (not rule.after or place.word(1) in rule.after)
        and (not rule.near or place.near(rule.near))
        and (not rule.tag or place.tag().startswith(rule.tag))
        and (not rule.tag_before or place.tag(-1).startswith(rule.tag_before))
        and (not rule.tag_after or place.tag(1).startswith(rule.tag_after))
        and (not rule.kind_before or place.tag(place.before) in rule.kind_before)
        and (not rule.auxiliary or place.auxiliary in rule.auxiliary)
        and (rule.past is None or place.is_told_as_past == rule.past)
        and (rule.verb is None or is_verb(place) == rule.verb)
        and (rule.capital is None or place.written[place.index][:1].isupper() == rule.capital)
        and (rule.begins is None or place.begins == rule.begins)
        and not (rule.unless_before and place.word(-1) in rule.unless_before)
        and not (rule.unless_after and place.word(1) in rule.unless_after)
    )
