"""One thing looked at on this machine: what was found, and how to get what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata

OK, WARNING, MISSING = "ok", "warning", "missing"


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: str
    status: str
    """"ok", "warning" (works, but worse) or "missing" (does not work without)."""
    found: str
    remedy: str = ""
    """How to get it; "" when nothing is to be done."""


def installed_version(distribution: str) -> str | None:
    """An installed Python package's version."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
