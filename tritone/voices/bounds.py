"""How much of a stranger's file is looked at: files of voices are data that somebody sent."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from tritone.errors import MissingVoice

LARGEST_JSON_BYTES = 16 << 20
"""A voice's configuration has a few kilobytes, one of thousands of speakers a few hundred."""
MOST_MEMBERS = 5000
"""Of an archive."""


def read_bounded_json(path: Path) -> Any:
    """The content of a JSON file; raises OSError or ValueError, also for one too large or nested too deep."""
    with path.open("rb") as file:
        text = file.read(LARGEST_JSON_BYTES + 1)
    if len(text) > LARGEST_JSON_BYTES:
        raise ValueError(f"it has more than {LARGEST_JSON_BYTES >> 20} MiB")
    try:
        return json.loads(text.decode("utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def require_unpacked_size(path: Path, most_bytes: int) -> list[str]:
    """The names of an archive's members; raises MissingVoice where they unpack to more than that, or are too many.

    A file that is no archive at all has none.
    """
    if not zipfile.is_zipfile(path):
        return []
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise MissingVoice(f"{path.name} is damaged: {error}") from None
    size = sum(member.file_size for member in members)
    if size > most_bytes or len(members) > MOST_MEMBERS:
        raise MissingVoice(
            f"{path.name} unpacks to {size / 1e6:,.0f} MB in {len(members)} files; allowed: {most_bytes / 1e6:,.0f} MB "
            f"in {MOST_MEMBERS}"
        )
    return [member.filename for member in members]
