"""A rule that chooses a sense of a homograph, and the homograph it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

Words = frozenset[str]
Tags = tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A sense, and what must hold for it: all of what is given. Words are in small letters."""

    sense: str
    before: Words = frozenset()
    """The word before is one of these."""
    reaching: Words = frozenset()
    """The nearest word before, adverbs such as `often` left out, is one of these."""
    second_before: Words = frozenset()
    """The last word but one before is one of these."""
    after: Words = frozenset()
    """The word after is one of these."""
    near: Words = frozenset()
    """Somewhere in the sentence is one of these."""
    auxiliary: Words = frozenset()
    """The word depends on one of these forms of have, be, do or a modal verb."""
    unless_before: Words = frozenset()
    unless_after: Words = frozenset()
    tag: Tags = ()
    """What the word's own tag begins with."""
    tag_before: Tags = ()
    tag_after: Tags = ()
    kind_before: Tags = ()
    """The tag of the nearest word before, adverbs left out, in full."""
    verb: bool | None = None
    """Whether it is a verb here (see noun_or_verb)."""
    past: bool | None = None
    """Whether another verb of the sentence is in the past tense."""
    capital: bool | None = None
    """Whether it is written with a capital."""
    begins: bool | None = None
    """Whether it begins the sentence."""

    def why(self) -> str:
        """The conditions in words."""
        given = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "sense"}
        empty: tuple[object, ...] = (None, frozenset(), ())
        return ", ".join(name.replace("_", " ") for name, value in given.items() if value not in empty) or "otherwise"


@dataclass(frozen=True)
class Homograph:
    """One written word."""

    senses: Mapping[str, tuple[str, str | None]]
    """Sense -> part of speech under which the lexicon has it ("" for any), and its sound where the lexicon has none."""
    rules: tuple[Rule, ...]
    """Tried in order; the last one holds always."""


def rule(sense: str, /, **conditions: object) -> Rule:
    """Words are given in one string, tags as a string with blanks."""
    tags = ("tag", "tag_before", "tag_after", "kind_before")
    given = {
        name: (tuple(value.split()) if name in tags else frozenset(value.split())) if isinstance(value, str) else value
        for name, value in conditions.items()
    }
    return Rule(sense, **given)  # type: ignore[arg-type]


def noun_and_verb(noun: str | None, verb: str | None) -> Homograph:
    """Sounds that the lexicon lacks for a word that is both."""
    return Homograph({"verb": ("VB", verb), "noun": ("NN", noun)}, (rule("verb", verb=True), rule("noun")))
