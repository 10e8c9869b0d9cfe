"""Whose key a request brings, where the server asks for keys."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Mapping
from pathlib import Path

import triton_python_backend_utils as pb_utils

from tritone.errors import KEY_INPUT, KeyRefused
from tritone.server.access.api_keys import KEYS_VARIABLE, ApiKeys
from tritone.server.forwarded_headers import KEY_HEADERS, KEY_IN_JSON
from tritone.streaming.metrics import KEYS_REFUSED, REQUESTS_BY_KEY, Sample

MOST_NAMES = 50
"""Whose requests are counted one by one; those of others together."""
OTHERS = "other"
_BEARER = "bearer "

logger = logging.getLogger(__name__)


class CallerKeys:
    """Asks each request for a key; any thread."""

    def __init__(self, keys: ApiKeys | None) -> None:
        """None: nobody needs one."""
        self._keys = keys
        self._lock = threading.Lock()
        self._served: dict[str, int] = {}
        self._refused = 0

    @staticmethod
    def of_this_server() -> CallerKeys:
        """For a model's process; raises InvalidOption for a file that cannot be used."""
        path = os.environ.get(KEYS_VARIABLE)
        return CallerKeys(ApiKeys(Path(path)) if path else None)

    def check(self, request: pb_utils.InferenceRequest) -> None:
        """Raises KeyRefused for a request without a key that is right."""
        if self._keys is None:
            return
        key = _given(json.loads(request.parameters() or "{}"))
        name = self._keys.name_of(key) if key else None
        with self._lock:
            if name is None:
                self._refused += 1
            else:
                label = name if name in self._served or len(self._served) < MOST_NAMES else OTHERS
                self._served[label] = self._served.get(label, 0) + 1
        if name is None:
            logger.warning("a request %s was refused", "with an unknown key" if key else "without a key")
            raise KeyRefused(
                f"{KEY_INPUT} is {'unknown' if key else 'missing'}; allowed: a key of this server in the header "
                f'"{KEY_HEADERS[1]}", or in "{KEY_HEADERS[0]}" after "Bearer"; in JSON as "{KEY_IN_JSON}"'
            )

    def metric_samples(self) -> list[Sample]:
        """How many requests came with whose key, and how many were refused; nothing where nobody needs one."""
        if self._keys is None:
            return []
        with self._lock:
            served, refused = dict(self._served), self._refused
        counted = [
            Sample(REQUESTS_BY_KEY, REQUESTS_BY_KEY.name, (("key", name),), count) for name, count in served.items()
        ]
        return [*counted, Sample(KEYS_REFUSED, KEYS_REFUSED.name, (), refused)]


def _given(parameters: Mapping[str, object]) -> str:
    """The key among the parameters of a request, where headers arrive; empty if there is none."""
    for name, value in parameters.items():
        text = value if isinstance(value, str) else ""
        if name.lower() == KEY_HEADERS[0] and text[: len(_BEARER)].lower() == _BEARER:
            return text[len(_BEARER) :].strip()
        if name.lower() == KEY_HEADERS[1] or name == KEY_IN_JSON:
            return text
    return ""
