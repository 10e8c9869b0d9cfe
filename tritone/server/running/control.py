"""Control a running server: stop its streams in good order, load a model anew; and nobody else can.

Triton's own means for that (loading models, shared memory, trace, logging) could run code in the server or read its
memory, and are open to all its callers unless a header is asked for, which stands on the command line for every user of
the machine to read. So a header is asked for that nobody can send: neither HTTP/1 nor HTTP/2 has a way to write its
name. Models are loaded anew by `tts`, from inside the server, for whoever asks on its private line.
"""

from __future__ import annotations

import secrets

from tritone.server.errors import ReloadFailed
from tritone.server.running.private_line import (
    LISTENING,
    LOAD,
    PROBLEM,
    STOP,
    UNLOAD,
    WORD,
    NobodyAnswers,
    PrivateLine,
)

_LOCKED = "model-repository,shared-memory,trace,logging"
_TOLD_TO_NOBODY = "metadata,model-config,statistics"
"""Locked too where callers need a key, since Triton would ask for none: what models there are, and what they did."""
_ANSWER_SECONDS = 5.0
"""What an answer may take beyond the work that was asked for."""
FAILURES = (OSError, ValueError, NobodyAnswers)
"""What a question raises that gets no answer."""


def locked_arguments(has_keys: bool = False) -> list[str]:
    """For tritonserver: its models can be loaded one by one, from inside, and its other controls by nobody.

    The name holds a line's end, and the value two: where a header's name ends, and where all headers end.
    """
    locked = f"{_LOCKED},{_TOLD_TO_NOBODY}" if has_keys else _LOCKED
    rule = f"{locked}:no header\n: {secrets.token_hex(16)}=no value\n\n{secrets.token_hex(16)}"
    return [
        "--model-control-mode=explicit",
        "--load-model=*",
        f"--http-restricted-api={rule}",
        f"--grpc-restricted-protocol={rule}",
    ]


class ServerControl:
    """What the launcher may have its server do."""

    def __init__(self, line: PrivateLine):
        self.line = line

    def speak(self, seconds: float, with_all: bool = False) -> str | None:
        """Have one word spoken, or one with all weights that are loaded at the start; what is wrong, or None.

        Raises FAILURES.
        """
        answers = self.line.ask(WORD, seconds + _ANSWER_SECONDS, within=seconds, all=with_all)
        return next((answer[PROBLEM] for answer in answers if answer.get(PROBLEM)), None)

    def finish_streams(self, seconds: float) -> float | None:
        """Refuse newcomers, let streams end, and tell those that have not by then to begin again.

        Returns how long callers who listen may not have taken all that was sent; None where nobody could be asked.
        """
        try:
            answers = self.line.ask(STOP, seconds + _ANSWER_SECONDS, at_once=True, within=seconds)
        except FAILURES:
            return None
        return max(float(answer.get(LISTENING) or 0.0) for answer in answers)

    def reload(self, model: str, seconds: float) -> None:
        """Start a model's processes anew; blocks until it serves again. Calls to it fail at once meanwhile.

        Raises ReloadFailed with the server's words.
        """
        for question in (UNLOAD, LOAD):
            try:
                # any one instance of `tts` can do it; the others find it done
                answers = self.line.ask(question, seconds, model=model)
            except FAILURES as error:
                raise ReloadFailed(f"model {model} could not be loaded again: {error!r}") from error
            problem = next((answer[PROBLEM] for answer in answers if answer.get(PROBLEM)), None)
            if problem is not None:
                raise ReloadFailed(f"model {model} could not be loaded again: {problem}")
