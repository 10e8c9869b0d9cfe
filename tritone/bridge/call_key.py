"""The models behind `tts` answer `tts` only: its calls carry a key that nobody else knows.

Triton closes protocols to strangers, not models: whoever may ask `tts` to speak can call `vocoder` too. So a call
brings a key made of what the processes of a server can read of the server's own process, and neither other users of the
machine nor the network can: where the kernel put its code, libraries and stack, and the number of this boot. Nothing
has to be configured, and under a plain Triton the models are as closed as under ours.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tritone.errors import InvalidRequest

if TYPE_CHECKING:  # who looks for the key of a server need not run in one
    import triton_python_backend_utils as pb_utils

_PROC = Path("/proc")
Unpacked = TypeVar("Unpacked")

logger = logging.getLogger(__name__)


def server_key(server_pid: int, proc: Path = _PROC) -> str:
    """The key of a server's run; "" where its process cannot be read."""
    try:
        where_it_lies = (proc / str(server_pid) / "auxv").read_bytes()
        started = (proc / str(server_pid) / "stat").read_text().rpartition(")")[2].split()[19]
        boot = (proc / "sys/kernel/random/boot_id").read_text()
    except (OSError, IndexError):
        return ""
    return hashlib.sha256(f"{boot} {started} ".encode() + where_it_lies).hexdigest() if where_it_lies else ""


class CallKey:
    """Put into each call by `tts`, and asked for by the models that it calls."""

    def __init__(self, key: str) -> None:
        self._key = key

    @staticmethod
    def of_this_server() -> CallKey:
        """For a model's process, whose parent is the server."""
        key = server_key(os.getppid())
        if not key:
            logger.warning("the server's process cannot be read: text_frontend, acoustic and vocoder answer anybody")
        return CallKey(key)

    def correlation_id(self) -> str:
        """Of a call: models without sequences have no other use for it, and Triton hands it on as it is. A parameter
        would be written as JSON for each call, and read again."""
        return self._key

    def required_by(
        self, unpack: Callable[[pb_utils.InferenceRequest], Unpacked]
    ) -> Callable[[pb_utils.InferenceRequest], Unpacked]:
        """The same function for requests that bring the key; raises InvalidRequest for others."""

        @functools.wraps(unpack)
        def with_key(request: pb_utils.InferenceRequest) -> Unpacked:
            given = str(request.correlation_id()).encode("utf-8", "replace")
            if self._key and not hmac.compare_digest(given, self._key.encode()):
                raise InvalidRequest('this model answers "tts" only; allowed: requests to "tts"')
            return unpack(request)

        return with_key
