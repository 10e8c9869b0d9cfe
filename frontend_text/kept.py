"""What was made of callers' texts and is kept for their next calls, within a bound on all of it together."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class KeptByText(Generic[Value]):
    """Remembers what `make` returned for a text, for up to so many characters of texts; errors are not remembered.

    What is dropped for a new one is chosen at random: calls that go round more texts than there is room for would
    otherwise, the oldest being dropped, never find one again. Safe from any number of threads.
    """

    def __init__(self, make: Callable[[str], Value], most_characters: int) -> None:
        self._make, self._room = make, most_characters
        self._kept: dict[str, Value] = {}
        self._characters = 0
        self._lock = threading.Lock()
        self._random = random.Random(0)

    def __call__(self, text: str) -> Value:
        """What `make` makes of the text; raises what it raises."""
        with self._lock:
            if text in self._kept:
                return self._kept[text]
        value = self._make(text)
        with self._lock:
            if text not in self._kept and len(text) <= self._room:
                self._make_room(len(text))
                self._kept[text] = value
                self._characters += len(text)
        return value

    def _make_room(self, characters: int) -> None:
        while self._kept and self._characters + characters > self._room:
            dropped = self._random.choice(list(self._kept))
            del self._kept[dropped]
            self._characters -= len(dropped)
