"""The voices one server offers: those it was started with, or every one on the machine, also those added since."""

from __future__ import annotations

import time
from collections.abc import Sequence

from tritone.errors import UnknownVoice
from tritone.voices.voice import DEFAULT_VOICE, Voice, load_voices, pick_voice

ALL_VOICES = "all"
"""In place of a voice's name: every voice on this machine, loaded when it is first asked for."""
_LOOK_AGAIN_SECONDS = 2.0
_REMEMBERED_NAMES = 4096


class VoiceCatalogue:
    """Voices by the names that callers use, speakers and blends included. Safe to share between threads."""

    def __init__(self, names: Sequence[str]):
        """names: as in the parameter `voices`: names, ALL_VOICES, or names to load at once followed by ALL_VOICES."""
        self._offers_all = ALL_VOICES in names
        named = [name for name in names if name != ALL_VOICES]
        self.loaded_at_start: tuple[Voice, ...] = tuple(load_voices(named or [DEFAULT_VOICE]).values())
        self.default_voice = self.loaded_at_start[0].name
        self._voices: dict[str, Voice] = {}
        self._picked: dict[str, Voice] = {}
        self._looked_at = 0.0
        self._look()

    @staticmethod
    def of(voice: Voice) -> VoiceCatalogue:
        """A catalogue of one voice, wherever its files lie."""
        catalogue = VoiceCatalogue.__new__(VoiceCatalogue)
        catalogue._offers_all, catalogue._looked_at, catalogue._picked = False, 0.0, {}
        catalogue.loaded_at_start, catalogue.default_voice, catalogue._voices = (voice,), voice.name, {}
        catalogue.offer(voice)
        return catalogue

    def offer(self, voice: Voice) -> None:
        """Offer another voice, wherever its files lie."""
        self._picked[voice.name] = voice

    def pick(self, name: str) -> Voice:
        """The voice of that name; raises UnknownVoice saying what there is."""
        voice = self._picked.get(name)
        if voice is None:
            voice = self._find(name)
            if len(self._picked) >= _REMEMBERED_NAMES:  # blends have endlessly many names
                self._picked.clear()
            self._picked[name] = voice
        return voice

    def _find(self, name: str) -> Voice:
        try:
            return pick_voice(self._voices, name)
        except UnknownVoice:
            # it may have been added since; bounded, so that misspelled names don't turn into reading files
            if not self._offers_all or time.monotonic() - self._looked_at < _LOOK_AGAIN_SECONDS:
                raise
        self._look()
        return pick_voice(self._voices, name)

    def _look(self) -> None:
        self._looked_at = time.monotonic()
        self._voices = {voice.name: voice for voice in self.loaded_at_start}
        if self._offers_all:
            self._voices |= {name: voice for name, voice in load_voices().items() if voice.is_present()}
