"""Unload and load models of a running server: so that streams end before it stops, or when a model has died."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from typing import Any

from tritone.server.errors import ReloadFailed
from tritone.server.http_calls import FAILURES, ask

# Whoever may use these could run code in the server or read its memory; Triton leaves them open to all its callers.
_RESTRICTED = "model-repository,shared-memory,trace,logging"
_HEADER = "tritone-admin"
_POLL_SECONDS = 0.02


class AdminAccess:
    """The right to control one server, kept from everybody else by a key made for this run.

    The key stands on the server's command line, where other users of this machine may read it: Triton takes it in no
    other way.
    """

    def __init__(self, host: str, http_port: int):
        self._host, self._http_port, self._key = host, http_port, secrets.token_hex(16)
        self.has_reloaded = False
        """Whether `reload` was called since the server started."""

    def arguments(self) -> list[str]:
        """For tritonserver: models can be unloaded one by one, and only with the key."""
        rule = f"{_RESTRICTED}:{_HEADER}={self._key}"
        return [
            "--model-control-mode=explicit",
            "--load-model=*",
            f"--http-restricted-api={rule}",
            f"--grpc-restricted-protocol={rule}",
        ]

    def drain(self, model: str, seconds: float) -> bool:
        """Let a model refuse new requests and end those it has; whether that came to an end in time."""
        deadline = time.monotonic() + seconds
        with contextlib.suppress(*FAILURES, ValueError):
            self._post(f"/v2/repository/models/{model}/unload")
            while time.monotonic() < deadline:
                models = self._post("/v2/repository/index")
                if not any(entry["name"] == model and entry.get("reason") != "unloaded" for entry in models):
                    return True
                time.sleep(_POLL_SECONDS)
        return False

    def reload(self, model: str, seconds: float) -> None:
        """Start a model's processes anew; blocks until it serves again. Calls to it fail at once meanwhile.

        Raises ReloadFailed with the server's words.
        """
        self.has_reloaded = True
        try:
            self._post(f"/v2/repository/models/{model}/unload")
            self._post(f"/v2/repository/models/{model}/load", seconds)
        except (*FAILURES, ValueError) as error:
            raise ReloadFailed(f"model {model} could not be loaded again: {error}") from error

    def _post(self, path: str, seconds: float = 5.0) -> Any:
        """The answer's JSON. Raises FAILURES, or ValueError when the server refuses."""
        answer = ask(self._host, self._http_port, "POST", path, headers={_HEADER: self._key}, seconds=seconds)
        if answer.status != 200:
            raise ValueError(f"HTTP {answer.status}: {answer.text}")
        return json.loads(answer.body or "null")
