"""A sentence as the homograph rules see it: words in small letters, their tags, and the clause around one of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

_CLAUSE_MARKS = frozenset(", ; : . ! ? — – ( ) “ ” \" how when if that because which what while although though but "
                          "where before after since until unless who".split())  # fmt: skip
_SKIPPED = frozenset(
    "not n't never often always usually also just still really only even already soon probably actually simply "
    "strongly quickly slowly easily sometimes rarely seldom once again both all either".split()
)
"""Adverbs that stand between a subject or an auxiliary and its verb."""
_FINITE = ("VBD", "VBZ", "VBP", "MD")


@dataclass(frozen=True)
class Place:
    """One word in its sentence."""

    words: Sequence[str]
    """In small letters."""
    written: Sequence[str]
    tags: Sequence[str]
    """Of the Penn Treebank."""
    index: int

    def word(self, offset: int) -> str:
        """The word that many places after this one, "" beyond the sentence."""
        at = self.index + offset
        return self.words[at] if 0 <= at < len(self.words) else ""

    def tag(self, offset: int = 0) -> str:
        """The tag of the word that many places after this one, "" beyond the sentence."""
        at = self.index + offset
        return self.tags[at] if 0 <= at < len(self.tags) else ""

    @cached_property
    def before(self) -> int:
        """How far back the nearest word is that is not an adverb such as `often`: -1, -2 …"""
        offset = -1
        while self.word(offset) in _SKIPPED or (self.tag(offset) == "RB" and self.word(offset).endswith("ly")):
            offset -= 1
        return offset

    @cached_property
    def begins(self) -> bool:
        """Whether the word begins the sentence, or follows a mark that ends one."""
        previous = self.word(-1)
        return not previous or previous in _ENDS or (previous in ",—" and self.index <= 3 and self.word(-2) in _LEADS)

    @cached_property
    def clause(self) -> tuple[int, int]:
        """Where the clause around the word begins and ends, found by punctuation and conjunctions."""
        begin = self.index
        while begin > 0 and self.words[begin - 1] not in _CLAUSE_MARKS:
            begin -= 1
        end = self.index + 1
        while end < len(self.words) and self.words[end] not in _CLAUSE_MARKS:
            end += 1
        return begin, end

    def has_other_verb(self) -> bool:
        """Whether the clause has a finite verb besides this word."""
        begin, end = self.clause
        return any(self.tags[at] in _FINITE for at in range(begin, end) if at != self.index)

    @cached_property
    def auxiliary(self) -> str:
        """The form of have, be, do or the modal verb that the word depends on, "" if none stands before it."""
        begin, _ = self.clause
        for at in range(self.index - 1, max(begin - 1, self.index - 7), -1):
            if self.words[at] in HAVE | BE | MODALS:
                return self.words[at]
            if not self.tags[at].startswith(("PRP", "NN", "DT", "RB", "JJ", "EX")) and self.words[at] not in _SKIPPED:
                break
        return ""

    @cached_property
    def is_told_as_past(self) -> bool:
        """Whether another verb of the sentence stands in the past tense."""
        return any(tag == "VBD" for at, tag in enumerate(self.tags) if at != self.index)

    def near(self, words: Collection[str]) -> bool:
        """Whether the sentence has one of the words."""
        return any(word in words for word in self.words)


HAVE = frozenset("have has had having 've 'd haven't hasn't hadn't".split())
BE = frozenset("is are was were be been being am 's 're 'm isn't aren't wasn't weren't get got gets getting".split())
MODALS = frozenset("will would can could shall should may might must do does did ca wo 'll let help make makes made "
                   "don't doesn't didn't can't won't cannot couldn't shouldn't wouldn't to please".split())  # fmt: skip
_ENDS = frozenset('. ! ? : ; “ " ('.split())
_LEADS = frozenset("please so now then yes no well oh first next ok okay".split())
