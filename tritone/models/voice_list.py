"""What `voices` answers: the voices that a server offers, as JSON for callers who choose among them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from tritone.errors import InvalidRequest
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import Voice

_TOLD = (
    "name",
    "language",
    "gender",
    "quality",
    "family",
    "sample_rate_hz",
    "licence",
    "licence_note",
    "commercial_use",
)
"""Fields of Voice; where files lie on the machine is nobody's business."""
_LONGEST_LANGUAGE = 35
"""A BCP 47 tag that a caller may need room for."""


class VoiceList:
    """Those of one server."""

    def __init__(self, offered: Sequence[str | Voice], are_loaded: Callable[[tuple[str, str]], bool | None]) -> None:
        """offered: as for VoiceCatalogue; are_loaded: of a weights key, None where nobody knows."""
        self._catalogue, self._are_loaded = VoiceCatalogue(offered), are_loaded

    def as_json(self, language: str | None = None) -> str:
        """A list of objects, the default voice first; only voices of a language where one is given.

        language: a BCP 47 tag or the beginning of one; raises InvalidRequest for what can be none.
        """
        if language is not None and not 1 <= len(language) <= _LONGEST_LANGUAGE:
            raise InvalidRequest(
                f'input "language" has {len(language)} characters; '
                f'allowed: 1 to {_LONGEST_LANGUAGE}, as in "en" or "en-gb"'
            )
        voices = [voice for voice in self._catalogue.offered() if language is None or _speaks(voice, language)]
        return json.dumps([self._described(voice) for voice in voices], ensure_ascii=False)

    def _described(self, voice: Voice) -> dict[str, object]:
        return {
            **{name: getattr(voice, name) for name in _TOLD},
            "speakers": list(voice.speakers),
            "default": voice.name == self._catalogue.default_voice,
            "loaded": self._are_loaded(voice.weights_key),
        }


def _speaks(voice: Voice, language: str) -> bool:
    wanted = language.lower().replace("_", "-")
    return voice.language == wanted or voice.language.startswith(f"{wanted}-")
