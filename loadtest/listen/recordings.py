"""What was said, kept in a folder: lossless sound, words, and how it was asked for. An earlier run is one of these."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from tritone.errors import TritoneError

Samples = npt.NDArray[np.float32]
_LIST = "recordings.json"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")


class NoRecordings(TritoneError):
    """A folder that holds no run."""


@dataclass(frozen=True)
class Word:
    """A word and when it sounds."""

    text: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True)
class Recording:
    """One case said by one voice."""

    case: str
    """Its key."""
    voice: str
    samples: Samples
    """float32 [samples], full scale 1."""
    rate_hz: int
    words: tuple[Word, ...] = ()
    bytes_sent: int = 0
    """In the format asked for."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """All that was said in one go."""

    name: str
    """Of whoever made it: a commit, a runtime."""
    made: str
    """Date and time."""
    recordings: dict[tuple[str, str], Recording]
    """By case and voice."""


def run_of(name: str, made: str, recordings: Iterable[Recording]) -> Run:
    """A run of these recordings."""
    return Run(name, made, {(recording.case, recording.voice): recording for recording in recordings})


def keep(folder: Path, run: Run) -> None:
    """Write a run; what the folder held of another is overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for recording in run.recordings.values():
        file = f"{recording.case}.{_NOT_IN_NAMES.sub('-', recording.voice)}.flac"
        soundfile.write(folder / file, recording.samples, recording.rate_hz, subtype="PCM_16")
        row = {field.name: getattr(recording, field.name) for field in dataclasses.fields(recording)}
        row["words"] = [dataclasses.astuple(word) for word in recording.words]
        rows.append({**row, "samples": file})
    (folder / _LIST).write_text(json.dumps({"name": run.name, "made": run.made, "recordings": rows}), encoding="utf-8")


def kept(folder: Path) -> Run:
    """The run in a folder; raises NoRecordings."""
    try:
        listed = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoRecordings(f"{folder} holds no run: {_LIST} is missing; make one with --keep {folder}") from None
    recordings = []
    for row in listed["recordings"]:
        samples, _ = soundfile.read(folder / row["samples"], dtype="float32")
        words = tuple(Word(*word) for word in row["words"])
        row |= {"samples": samples, "words": words, "warnings": tuple(row["warnings"])}
        recordings.append(Recording(**row))
    return run_of(listed["name"], listed["made"], recordings)
