"""What an agent says: turns of 1 to 4 sentences that a language model writes token by token."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from frontend_text.growing_text import certain_end
from tritone.pipeline.speaking_pace import SECONDS_PER_CHARACTER

TOKENS_PER_SECOND = (30.0, 100.0)
"""The slowest and the fastest language model."""
MOST_SENTENCES = 4
INTERRUPTED_SHARE = 1 / 3
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_TOKEN = re.compile(r"\s?\w{1,5}|\s?[^\w\s]|\s")
"""Much as language models cut English: a few letters with the blank before them, or a sign."""


@dataclass(frozen=True)
class Turn:
    """One of them, before it is spoken."""

    tokens: tuple[str, ...]
    seconds_per_token: float
    certain_with: int
    """With that token a first clause is certain; the number of tokens where that takes the end."""
    interrupt_after_seconds: float | None
    """Of audio heard; None: it is heard to the end."""

    @property
    def text(self) -> str:
        return "".join(self.tokens)


def sentences(texts: Sequence[str]) -> list[str]:
    """The sentences of a corpus."""
    return [sentence for text in texts for sentence in _SENTENCE_END.split(text)]


def next_turn(corpus: Sequence[str], draw: random.Random, language: str = "en-us") -> Turn:
    """A turn of some of these sentences."""
    text = " ".join(draw.choice(corpus) for _ in range(draw.randint(1, MOST_SENTENCES)))
    tokens = tuple(_TOKEN.findall(text))
    interrupt = draw.random() < INTERRUPTED_SHARE
    return Turn(
        tokens,
        1 / draw.uniform(*TOKENS_PER_SECOND),
        certain_with(tokens, language),
        draw.uniform(0.1, 0.9) * len(text) * SECONDS_PER_CHARACTER if interrupt else None,
    )


@functools.lru_cache(maxsize=4096)
def certain_with(tokens: tuple[str, ...], language: str) -> int:
    """With which token a first clause is certain to the server."""
    text = ""
    for number, token in enumerate(tokens):
        text += token
        if certain_end(text, 0, language) is not None:
            return number
    return len(tokens)
