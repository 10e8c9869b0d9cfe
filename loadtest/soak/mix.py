"""What the soak test asks for: texts of all lengths in all formats, cancels, and requests that must be refused."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loadtest.corpus import english

CANCELLED_SHARE, BAD_SHARE = 0.10, 0.05
_LINES = (1, 1, 1, 2, 3, 10)
_FORMATS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"format": "wav"},
    {"format": "flac"},
    {"format": "opus"},
    {"format": "mp3"},
    {"format": "mulaw", "sample_rate": 8000},
    {"encoding": "base64"},
    {"sample_rate": 16000},
    {"timestamps": "word"},
)
_BAD: tuple[dict[str, Any], ...] = (
    {"text": ""},
    {"text": "Hello.", "voice": "nobody"},
    {"text": "Hello.", "speed": 99.0},
    {"text": "<speak>broken"},
    {"text": "Hello.", "format": "cassette"},
)
_UTTERANCES = 24
_SEED = 11


@dataclass(frozen=True)
class Order:
    """One request of the mix."""

    inputs: Mapping[str, Any]
    utterance: int | None
    """Which of the utterances it is; None for one that must be refused."""
    cancel_after_chunks: int | None = None


class Mix:
    """An endless, repeatable sequence of orders."""

    def __init__(self, seed: int = _SEED, voices: Sequence[str] = ()):
        """voices: who speaks, in turn; the server's default voice where there are none."""
        self._random = random.Random(seed)
        lines = english()
        self.utterances: list[Mapping[str, Any]] = []
        for number in range(_UTTERANCES):
            count = _LINES[number % len(_LINES)]
            text = " ".join(lines[(7 * number + line) % len(lines)] for line in range(count))
            voice = {"voice": voices[number % len(voices)]} if voices else {}
            self.utterances.append({"text": text, "seed": number, **voice, **_FORMATS[number % len(_FORMATS)]})
        self.long_texts = [
            {"text": " ".join(lines), "seed": number, "voice": voice} for number, voice in enumerate(voices)
        ] or [{"text": " ".join(lines)}]
        """One of all lines for each voice, for those who read slowly."""

    def whole(self) -> Order:
        """A request to be heard to its end."""
        number = self._random.randrange(len(self.utterances))
        return Order(self.utterances[number], number)

    def next(self) -> Order:
        """The next request of the mix."""
        kind = self._random.random()
        if kind < BAD_SHARE:
            return Order(self._random.choice(_BAD), None)
        order = self.whole()
        if kind < BAD_SHARE + CANCELLED_SHARE:
            return Order(order.inputs, order.utterance, self._random.randint(1, 3))
        return order

    def pause_seconds(self, requests_per_second: float) -> float:
        """Until the next arrival of a Poisson process."""
        return self._random.expovariate(requests_per_second)
