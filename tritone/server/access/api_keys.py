"""Keys of callers: a file with a name and a key on each line, read again whenever it changes.

# who        what is sent in the header
web-frontend 8c1d…(16 characters at least)
batch        sha256:5e88…                     the key's SHA-256, for a file that others may see
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tritone.errors import InvalidOption

KEYS_VARIABLE = "TRITONE_API_KEYS_FILE"
"""Where the file is, for the server's processes; empty or not set: nobody needs a key."""
LEAST_CHARACTERS, MOST_KEYS = 16, 10_000
_MOST_BYTES = 4 << 20
_NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")
_HASHED = re.compile(r"sha256:([0-9a-f]{64})", re.IGNORECASE)
_KEY = re.compile(rf"(?!sha256:)[!-~]{{{LEAST_CHARACTERS},200}}", re.IGNORECASE)
_LOOK_SECONDS = 1.0

logger = logging.getLogger(__name__)


def read_keys(path: Path) -> dict[bytes, str]:
    """SHA-256 of a key → its name. Raises InvalidOption naming file and line, never what stands there."""
    try:
        content = path.read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        raise InvalidOption(f"--api-keys-file is {path}: {error.strerror}; allowed: a file that can be read") from None
    lines = content.decode("utf-8", "replace").splitlines()
    keys: dict[bytes, str] = {}
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        where = f"--api-keys-file {path}, line {number}"
        if len(words) != 2 or not _NAME.fullmatch(words[0]):
            raise InvalidOption(f"{where} is not NAME KEY; allowed: a name of letters, digits, . _ - and a key")
        hashed = _HASHED.fullmatch(words[1])
        if hashed is None and not _KEY.fullmatch(words[1]):
            raise InvalidOption(
                f'{where}: the key of "{words[0]}" cannot be used; allowed: {LEAST_CHARACTERS} to 200 visible ASCII '
                "characters, or sha256: and 64 hexadecimal digits"
            )
        keys[bytes.fromhex(hashed[1]) if hashed else _digest(words[1])] = words[0]
    if not keys or len(keys) > MOST_KEYS or len(content) > _MOST_BYTES:
        raise InvalidOption(f"--api-keys-file {path} has {len(keys)} keys; allowed: 1 to {MOST_KEYS}")
    return keys


class ApiKeys:
    """The keys of a file. One that cannot be read any more leaves those that were read last."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic):
        """Raises InvalidOption for a file that cannot be used."""
        self._path, self._clock = path, clock
        self._version = _version(path)
        self._keys: Mapping[bytes, str] = read_keys(path)
        self._looked_at = clock()
        self._lock = threading.Lock()

    def name_of(self, key: str) -> str | None:
        """Whose key it is; None for nobody's."""
        self._look_again()
        # Looked up by its hash, whose digits nobody can choose: how long that takes says nothing of any key.
        return self._keys.get(_digest(key))

    def _look_again(self) -> None:
        with self._lock:
            now = self._clock()
            if now - self._looked_at < _LOOK_SECONDS:
                return
            self._looked_at = now
            version = _version(self._path)
            if version == self._version:
                return
            self._version = version
        try:
            self._keys = read_keys(self._path)
        except InvalidOption as error:
            logger.error("the keys that were read before are kept: %s", error)
        else:
            logger.info("the file of keys has changed: %d keys", len(self._keys))


def is_for_others_to_read(path: Path) -> bool:
    """Whether other users of this machine may read it."""
    try:
        return bool(path.stat().st_mode & 0o044)
    except OSError:
        return False


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def _version(path: Path) -> tuple[int, ...] | None:
    """What changes with the file, one that a link leads to included; None if it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
