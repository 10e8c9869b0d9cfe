"""Jobs asked again in a moment: while a voice is being loaded, and when a model's process has died."""

from __future__ import annotations

import math

from tritone.errors import ModelDown, SynthesisFailed, VoiceLoading
from tritone.threads.delayed_calls import DelayedCalls

RETRY_SECONDS = 0.05
"""Until a job is asked again; a load takes tenths of a second at least, and a newcomer may wait for 3 s in all."""
LONGEST_LOADING_SECONDS = 120.0
"""How long a stream waits for its voice to be loaded."""
LONGEST_DOWN_SECONDS = 3.5
"""How long a stream asks again when a model's process has died. With the second that Triton takes to notice, every
caller has audio or an error within five seconds."""
_SAME_FAULT_SECONDS = 2.5
"""Failures no further apart than this are of one fault: a call to a process that has died takes a second to fail."""


def create_retries() -> DelayedCalls:
    """The one thread in which the jobs of all streams of a server are asked again."""
    return DelayedCalls(RETRY_SECONDS, "ask again")


class Patience:
    """How long one stream asks again. Times are monotonic seconds; whoever shares it guards it by a lock."""

    def __init__(self, began: float):
        """began: when the stream did."""
        self._began = began
        self._down_since = self._down_last = -math.inf
        """When a model was first and last found dead, of the latest fault."""

    def error_to_end_with(self, error: Exception, now: float) -> Exception | None:
        """What a job that failed with `error` ends its stream with; None when it is to be asked again."""
        if isinstance(error, VoiceLoading):
            if now - self._began > LONGEST_LOADING_SECONDS:
                return SynthesisFailed(f"{error} took longer than {LONGEST_LOADING_SECONDS:g} s")
            return None
        if isinstance(error, ModelDown):
            if now - self._down_last > _SAME_FAULT_SECONDS:
                self._down_since = now
            self._down_last = now
            if now - self._down_since > LONGEST_DOWN_SECONDS:
                return SynthesisFailed(f"{error} (and did not come back within {LONGEST_DOWN_SECONDS:g} s)")
            return None
        return error
