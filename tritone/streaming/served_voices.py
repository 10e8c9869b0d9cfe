"""Voices as streams need them: found once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from tritone.pipeline.frames import FrameFormat
from tritone.voices.voice import Voice


@dataclass(frozen=True)
class ServedVoice:
    """A voice that this server has, and what its models pass on."""

    voice: Voice
    group: Hashable
    """Equal for voices that share their weights."""
    frame_format: FrameFormat


class StreamVoices:
    """The voices of one stream: its request's own, and those that SSML names."""

    def __init__(self, own: Voice, find: Callable[[str], ServedVoice]):
        """find: a voice by name; raises InvalidRequest or MissingVoice."""
        self._own, self._find = own, find
        self._found: dict[str | None, ServedVoice] = {}

    def find(self, name: str | None) -> None:
        """Have a voice ready (None: the request's own). It may read files, so no lock should be held."""
        if name in self._found:
            return
        self._found[name] = self._find(self._own.name if name is None else name)

    def __getitem__(self, name: str | None) -> ServedVoice:
        """One that was found."""
        return self._found[name]
