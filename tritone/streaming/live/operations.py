"""What a caller may ask about a context: its operations and the inputs each of them takes."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tritone.errors import InvalidRequest
from tritone.streaming.request import number_in, one_of, shorten, text_in

BEGIN, APPEND, FLUSH, INTERRUPT, END = OPERATIONS = ("begin", "append", "flush", "interrupt", "end")
MAX_NAME_CHARS = 200
_OWN_INPUTS = {APPEND: {"text"}, FLUSH: set[str](), INTERRUPT: {"played_seconds"}, END: set[str]()}


def is_operation(inputs: Mapping[str, object]) -> bool:
    """Whether a request is about a context; raises InvalidRequest for half of one."""
    if "op" in inputs:
        return True
    for name in ("context", "played_seconds"):
        if name in inputs:
            raise InvalidRequest(f'input "{name}" came without "op"; allowed: with {_quoted(OPERATIONS)} as "op"')
    return False


def operation_and_context(inputs: Mapping[str, object]) -> tuple[str, str]:
    """What is to be done, and the name of the context it is to be done with.

    Raises InvalidRequest, also for inputs that the operation does not take.
    """
    operation = one_of(inputs, "op", "", OPERATIONS)
    if "context" not in inputs:
        raise InvalidRequest('input "context" is missing; it is required with "op"')
    name = text_in("context", inputs["context"])
    if not 1 <= len(name) <= MAX_NAME_CHARS:
        raise InvalidRequest(f'input "context" has {len(name)} characters; allowed: 1 to {MAX_NAME_CHARS}')
    strangers = set(inputs) - {"op", "context"}
    strangers -= _OWN_INPUTS[operation] if operation in _OWN_INPUTS else strangers - {"played_seconds"}
    if strangers:
        stranger = min(strangers)
        takes = [BEGIN, APPEND] if stranger == "text" else [INTERRUPT] if stranger == "played_seconds" else [BEGIN]
        raise InvalidRequest(f'input "{stranger}" came with "op" "{operation}"; allowed: with {_quoted(takes)}')
    if operation == APPEND and "text" not in inputs:
        raise InvalidRequest('input "text" is missing; it is required with "op" "append"')
    return operation, name


def played_seconds(inputs: Mapping[str, object]) -> float | None:
    """How much audio was heard; None for all that was sent. Raises InvalidRequest."""
    if "played_seconds" not in inputs:
        return None
    seconds = float(number_in(inputs, "played_seconds", 0.0))
    if not (math.isfinite(seconds) and seconds >= 0):
        raise InvalidRequest(f'input "played_seconds": {seconds:g} is out of range; allowed: 0 or more')
    return seconds


def no_such_context(name: str) -> InvalidRequest:
    """The error for a name that is not in use."""
    return InvalidRequest(
        f'input "context": "{shorten(name)}" is not open; allowed: a context that was begun and has not ended'
    )


def _quoted(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)
