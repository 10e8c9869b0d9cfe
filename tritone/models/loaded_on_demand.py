"""Things that take long to load and much memory to keep: loaded beside the work, the least recently used evicted."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from tritone.errors import TritoneError, VoiceLoading

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

RETRY_FAILED_SECONDS = 5.0
"""How long a load that failed is answered with its error before it is tried again: files may be repaired meanwhile."""

logger = logging.getLogger(__name__)


class LoadedOnDemand(Generic[Key, Value]):
    """Values by key. `get` never waits: who comes while a value is being loaded is told to come again."""

    def __init__(
        self,
        budget_bytes: float = float("inf"),
        size_of: Callable[[Value], int] = lambda value: 0,
        clock: Callable[[], float] = time.monotonic,
        expected: tuple[type[Exception], ...] = (TritoneError,),
    ) -> None:
        """expected: what `load` may raise without having a bug; all else is logged with its traceback."""
        self._expected = expected
        self._budget, self._size_of, self._clock = budget_bytes, size_of, clock
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._loading: set[Key] = set()
        self._failed: dict[Key, tuple[float, Exception]] = {}
        self._lock = threading.Lock()

    def get(self, key: Key, load: Callable[[], Value], what: str) -> Value:
        """The value of a key, loaded by `load` in a thread of its own if need be.

        Raises VoiceLoading while that goes on (`what` says what is loaded), and what `load` raised for a while after.
        """
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            if key in self._failed:
                failed_at, error = self._failed[key]
                if self._clock() - failed_at < RETRY_FAILED_SECONDS:
                    raise error
                del self._failed[key]
            if key not in self._loading:
                self._loading.add(key)
                threading.Thread(target=self._load, args=(key, load, what), name=f"load {what}", daemon=True).start()
        raise VoiceLoading(what)

    def load_now(self, key: Key, load: Callable[[], Value]) -> Value:
        """The value of a key, loaded in this thread; raises what `load` raises."""
        value = load()
        self._keep(key, value)
        return value

    def loaded(self) -> list[Key]:
        """What is there now, the least recently used first."""
        with self._lock:
            return list(self._values)

    def sizes(self) -> dict[Key, int]:
        """What is there now, and its size."""
        with self._lock:
            return {key: self._size_of(value) for key, value in self._values.items()}

    def _load(self, key: Key, load: Callable[[], Value], what: str) -> None:
        began = self._clock()
        try:
            self._keep(key, load())
            logger.info("loaded %s in %.1f s", what, self._clock() - began)
        except Exception as error:
            if not isinstance(error, self._expected):
                logger.exception("%s cannot be loaded", what)
            with self._lock:
                self._failed[key] = (self._clock(), error)
        finally:
            with self._lock:
                self._loading.discard(key)

    def _keep(self, key: Key, value: Value) -> None:
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            # what was asked for last stays, however large it is: otherwise it could never be served
            while len(self._values) > 1 and sum(map(self._size_of, self._values.values())) > self._budget:
                self._values.popitem(last=False)
