"""The sounds of a sentence by the rules of its language: words one by one, then what each does to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from frontend_text.pronunciation.word_pieces import in_letters, pause_after, pieces
from frontend_text.spoken import SpokenWord


@dataclass(frozen=True)
class PronunciationRules:
    """What a language brings."""

    letters: frozenset[str]
    """Those that its spelling uses, in small letters."""
    word: Callable[[str, bool], str]
    """A word of such letters, and whether a pause follows it → its sound."""
    spelled: Callable[[str], str]
    """Letters → their names."""
    in_context: Callable[[list[str]], list[str]]
    """The sounds of the words between two pauses → the same as they are said together."""


class RuleGraphemeToPhoneme:
    """Sounds in espeak-ng's spelling; safe to share between threads."""

    def __init__(self, rules: PronunciationRules) -> None:
        self._rules = rules
        self._word = lru_cache(maxsize=20_000)(rules.word)

    def phonemize(self, words: Sequence[SpokenWord]) -> list[str]:
        """The symbols of each word and of the punctuation after it, as said in this sentence."""
        marks = [pause_after(word.text) for word in words]
        parts: list[tuple[int, str, bool]] = []  # which word, letters, spelled
        for number, word in enumerate(words):
            if word.phonemes is not None:
                parts.append((number, word.phonemes, False))
                continue
            parts += [
                (number, letters, word.spelled)
                for piece in pieces(word.text)
                if (letters := in_letters(piece, self._rules.letters))
            ]
        sounds, stretch = [""] * len(words), []
        for place, (number, letters, is_spelled) in enumerate(parts):
            following = parts[place + 1][0] if place + 1 < len(parts) else len(words)
            pause = any(marks[number:following]) or following == len(words)
            given = words[number].phonemes is not None
            sound = letters if given else self._rules.spelled(letters) if is_spelled else self._word(letters, pause)
            stretch.append((number, sound))
            if pause:
                for (owner, _), said in zip(stretch, self._rules.in_context([s for _, s in stretch]), strict=True):
                    sounds[owner] += " " * bool(sounds[owner] and said) + said
                stretch = []
        return [sound + mark for sound, mark in zip(sounds, marks, strict=True)]
