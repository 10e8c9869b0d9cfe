"""The errors Tritone raises, by who can do something about them.

TritoneError
├── InvalidRequest        the caller sent something that cannot be served; the message names it
│   ├── UnknownVoice
│   └── KeyRefused
├── VoiceLoading          a voice is being loaded; ask again
├── ModelDown             a model's process has died; ask again, it may be started anew
├── Overloaded            the server is full; the same request may succeed later
├── StreamCancelled       the caller went away; not a fault
├── SynthesisFailed       our fault: a stage failed for this stream
├── MissingVoice          a voice is configured but its files are not on this machine
└── InvalidOption         a value that the operator chose; the message names option, value and what is allowed
"""

from __future__ import annotations

LONGEST_MESSAGE = 2000
"""Characters of a message to a caller."""
NEEDED_BY_TTS = "text_frontend, acoustic and vocoder"
INVALID_BEGINS = 'input "'
"""So begins what a caller is told whose request cannot be served as it is."""
KEY_INPUT = f'{INVALID_BEGINS}x-api-key"'
"""So begins what those are told who bring no key to a server that asks for one."""
TRY_AGAIN_LATER = "try again later"
"""So ends what a caller is told whom a full server refuses. By these words clients tell errors apart that come without
a status (docs/errors.md).
"""

GOING_AWAY = "the server is going away"
"""So begins what those are told who are refused, or cut short, because the server stops."""


class TritoneError(Exception):
    """Base of everything Tritone raises on purpose."""


class InvalidRequest(TritoneError):
    """The request cannot be served as it is; the message names the input, the value and what is allowed."""


class UnknownVoice(InvalidRequest):
    """The request names a voice that this server does not have."""


class KeyRefused(InvalidRequest):
    """The server asks for a key, and the request brings none that is right."""


class VoiceLoading(TritoneError):
    """What the request needs is being loaded; the same request will succeed soon. Never reaches a caller."""

    def __init__(self, what: str) -> None:
        super().__init__(f"loading {what}")
        self.what = what


class ModelDown(TritoneError):
    """A model's process has died, or is being started anew; the same request may succeed in a few seconds."""

    @classmethod
    def named(cls, model: str, said: str) -> ModelDown:
        """said: what Triton answered to a call of the model. Of one that was never loaded it says the same."""
        return cls(f"model {model}: {said}; unless it is being started, load it: tts needs {NEEDED_BY_TTS} beside it")


class Overloaded(TritoneError):
    """The server is at its limit, or stops, and refuses the request instead of serving it badly."""

    @classmethod
    def going_away(cls) -> Overloaded:
        """For newcomers of a server that stops."""
        return cls(f"{GOING_AWAY} and takes no new texts; {TRY_AGAIN_LATER}")

    @classmethod
    def cut_short(cls) -> Overloaded:
        """For streams of a server that stops."""
        return cls(f"{GOING_AWAY}, and the rest of this text is not spoken: begin again; {TRY_AGAIN_LATER}")


class StreamCancelled(TritoneError):
    """The caller cancelled or disconnected."""


class SynthesisFailed(TritoneError):
    """A stage of the pipeline failed for this stream."""


class MissingVoice(TritoneError):
    """A voice's files are not on this machine; the message says how to get them."""


class InvalidOption(TritoneError):
    """An option's value cannot be used; the message names the option, the value and what is allowed."""


def printable(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """A text made fit for a message: no control characters, no halves of characters, and not longer than that."""
    cut = text if len(text) <= longest else text[:longest] + "…"
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in cut)
