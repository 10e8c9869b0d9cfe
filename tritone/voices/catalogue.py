"""The voices one server offers: those it was started with, or every one on the machine, also those added since."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from tritone.errors import UnknownVoice
from tritone.voices.installed import DEFAULT_VOICE, load_voices
from tritone.voices.names import pick_voice
from tritone.voices.voice import Voice

ALL_VOICES = "all"
"""In place of a voice's name: every voice on this machine, loaded when it is first asked for."""
_LOOK_AGAIN_SECONDS = 2.0
_REMEMBERED_NAMES = 4096


class VoiceCatalogue:
    """Voices by the names that callers use, speakers and blends included. Safe to share between threads.

    Other threads read `_voices` at any moment, so it is only ever replaced by a dict that is complete. The lock keeps
    two threads from reading the same manifests, and lets who asks meanwhile wait for what the first one finds.
    """

    def __init__(self, offered: Sequence[str | Voice]):
        """offered: as in the parameter `voices`: names, ALL_VOICES, or names to load at once followed by ALL_VOICES.

        A Voice in place of its name is offered wherever its files lie.
        """
        self._offers_all = ALL_VOICES in offered
        wanted = [voice for voice in offered if voice != ALL_VOICES] or [DEFAULT_VOICE]
        named = load_voices([voice for voice in wanted if isinstance(voice, str)])
        self.loaded_at_start: tuple[Voice, ...] = tuple(
            voice if isinstance(voice, Voice) else named[voice] for voice in wanted
        )
        self.default_voice = self.loaded_at_start[0].name
        self._own = {voice.name: voice for voice in self.loaded_at_start}
        self._picked: dict[str, Voice] = {}
        """Names that callers used, speakers and blends among them, and what they mean."""
        self._looking = threading.Lock()
        self._voices = self._look()
        self._looked_at = time.monotonic()

    def offer(self, voice: Voice) -> None:
        """Offer another voice, wherever its files lie, in place of one of its name."""
        with self._looking:
            self._own = {**self._own, voice.name: voice}
            self._voices = {**self._voices, voice.name: voice}
            self._picked = {}

    def pick(self, name: str) -> Voice:
        """The voice of that name; raises UnknownVoice saying what there is."""
        voice = self._picked.get(name)
        if voice is None:
            voice = self._find(name)
            if len(self._picked) >= _REMEMBERED_NAMES:  # blends have endlessly many names
                self._picked = {}
            self._picked[name] = voice
        return voice

    def offered(self) -> list[Voice]:
        """All voices that are offered now, the default first."""
        if self._offers_all:
            self._look_again()
        return list(self._voices.values())

    def _find(self, name: str) -> Voice:
        try:
            return pick_voice(self._voices, name)
        except UnknownVoice:
            if not self._offers_all:
                raise
        self._look_again()  # it may have been added since
        return pick_voice(self._voices, name)

    def _look_again(self) -> None:
        """Bounded, so that misspelled names don't turn into reading files."""
        with self._looking:
            if time.monotonic() - self._looked_at >= _LOOK_AGAIN_SECONDS:
                self._voices = self._look()
                self._looked_at = time.monotonic()

    def _look(self) -> dict[str, Voice]:
        """All voices that are offered now."""
        if not self._offers_all:
            return self._own
        here = {name: voice for name, voice in load_voices().items() if voice.is_present()}
        return {**self._own, **here, **self._own}  # our own come first, and stay what they are
