"""A voice's manifest: its record as JSON, beside its files or in this package.

{"name": "heart", "family": "hibari", …, "files": {"weights": {"path": …, "sha256": …, "package": …}, …}, …}

The keys are the fields of `Voice` and `VoiceFile`, without those that stand only for a caller's choice.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from tritone.errors import MissingVoice
from tritone.voices.files import VoiceFile
from tritone.voices.voice import WEIGHTS, Voice

MANIFEST_FILE = "voice.json"
SHARED = "_shared"
"""The folder, beside the voices' own, of files that several of them have in common."""
_SHARED_PATH = f"../{SHARED}/"
_NOT_WRITTEN = ("speaker", "blend", "folder")
_KEYS = tuple(field.name for field in dataclasses.fields(Voice) if field.name not in _NOT_WRITTEN)


def read_manifest(path: Path) -> Voice:
    """A voice from its manifest; raises MissingVoice naming the file and what is wrong with it."""
    try:
        described = json.loads(path.read_text(encoding="utf-8"))
        unknown = sorted(set(described) - set(_KEYS))
        if unknown:
            raise KeyError(f"unknown keys: {', '.join(unknown)}")
        files = {role: _read_file(file) for role, file in described.pop("files").items()}
        if WEIGHTS not in files:
            raise KeyError(f'files has no "{WEIGHTS}"')
        speakers = tuple(described.pop("speakers", ()))
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


def _read_file(described: dict[str, str]) -> VoiceFile:
    file = VoiceFile(**described)  # type: ignore[arg-type]  # "shared" is refused in the next line
    if "shared" in described:
        raise KeyError('"shared" is no key of a file')
    return dataclasses.replace(file, shared=file.path.startswith(_SHARED_PATH))


def _described_file(file: VoiceFile) -> dict[str, str]:
    return {"path": file.path, "sha256": file.sha256} | ({"package": file.package} if file.package else {})
