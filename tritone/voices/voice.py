"""The voices this installation knows: one JSON manifest each, and where their files lie.

Manifests lie in the package (`manifests/NAME.json`) and in the user's voices folder (`NAME/voice.json`), which
`tritone voices add` fills. A caller names a voice in one of three ways, all of which `pick_voice` understands:

    heart                           a voice
    libritts#speaker 40             one speaker of a voice that has several
    af_heart:0.7+af_bella:0.3       a blend of voices that share their weights
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tritone.errors import MissingVoice, UnknownVoice
from tritone.voices.file_hash import sha256_of

DEFAULT_VOICE = "heart"
WEIGHTS = "weights"
"""The role of the file that voices may share; every voice has it."""
MANIFEST_FILE = "voice.json"
_SHIPPED = Path(__file__).parent / "manifests"
_MOST_BLENDED = 8


@dataclass(frozen=True)
class VoiceFile:
    """One file of a voice."""

    path: str
    """Inside the package; without a package, beside the manifest."""
    sha256: str
    package: str = ""
    """Import name of the Python package that carries the file."""


@dataclass(frozen=True)
class Voice:
    """What is known of a voice before it is loaded."""

    name: str
    """As callers write it, speaker or blend included."""
    family: str
    """Which module of tritone.families runs it."""
    language: str
    """BCP 47, lower case."""
    gender: str
    quality: str
    sample_rate_hz: int
    licence: str
    """SPDX identifier."""
    licence_note: str
    source: str
    """Where its files come from; completes "install …"."""
    files: Mapping[str, VoiceFile]
    """Role → file; the family says which roles it wants besides WEIGHTS."""
    commercial_use: str = "yes"
    """"yes", "check" (its licence or its training data leave a doubt, see licence_note) or "no"."""
    model: Mapping[str, int] = field(default_factory=dict)
    """What its family noted about the model when the voice was added, so that it need not be opened to ask."""
    gain_db: float = 0.0
    """Constant gain that brings it to the loudness of all voices."""
    speakers: tuple[str, ...] = ()
    """Whom a caller may choose with name#speaker; the first one speaks unless chosen."""
    speaker: str = ""
    """The one chosen."""
    blend: tuple[tuple[Voice, float], ...] = ()
    """Of a blend: voices and their shares, which sum to 1."""
    folder: Path = field(default=_SHIPPED, compare=False)
    """Where its manifest lies."""

    @property
    def weights_key(self) -> tuple[str, str]:
        """Voices that have it in common run in one batch of one engine."""
        return self.family, self.files[WEIGHTS].sha256

    def path(self, role: str) -> Path:
        """Where a file lies, unchecked; raises MissingVoice when it is not here."""
        file = self.files[role]
        folder = _package_folder(file.package) if file.package else self.folder
        if folder is None or not (folder / file.path).is_file():
            raise MissingVoice(f'voice "{self.name}" is not on this machine: install {self.source}')
        return folder / file.path

    def is_present(self) -> bool:
        """Whether all its files are on this machine (their hashes are not looked at)."""
        try:
            return all(self.path(role) for role in self.files)
        except MissingVoice:
            return False

    def size_bytes(self) -> int:
        """What its files take on disk; 0 when it is not here."""
        return sum(self.path(role).stat().st_size for role in self.files) if self.is_present() else 0

    def checked(self, role: str) -> Path:
        """A file's path, its hash checked; raises MissingVoice saying what to do."""
        path, expected = self.path(role), self.files[role].sha256
        found = _sha256(path, path.stat().st_mtime_ns)
        if found != expected:
            raise MissingVoice(
                f'voice "{self.name}": {path.name} is damaged or another version '
                f"(sha256 {found[:12]}…, expected {expected[:12]}…): reinstall {self.source}"
            )
        return path


def voices_folder() -> Path:
    """Where the user's own voices lie: $TRITONE_VOICES, or tritone/voices among the user's data."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(os.environ.get("TRITONE_VOICES") or Path(data) / "tritone" / "voices")


def load_voices(names: Iterable[str] | None = None) -> dict[str, Voice]:
    """Every known voice by name, or only those named; raises UnknownVoice for a name without a manifest.

    A manifest that cannot be read costs only its own voice: MissingVoice when that one is asked for by name.
    """
    known: dict[str, Voice] = {}
    damaged: dict[str, MissingVoice] = {}
    for manifest in (*sorted(_SHIPPED.glob("*.json")), *sorted(voices_folder().glob(f"*/{MANIFEST_FILE}"))):
        try:
            voice = read_manifest(manifest)
            known[voice.name] = voice
        except MissingVoice as error:
            damaged[manifest.parent.name] = error
    if names is None:
        return known
    chosen = {}
    for name in names:
        if name in damaged:
            raise damaged[name]
        chosen[name] = pick_voice(known, name)
    return chosen


def read_manifest(path: Path) -> Voice:
    """A voice from its manifest; raises MissingVoice naming the file and what is wrong with it."""
    try:
        described = json.loads(path.read_text(encoding="utf-8"))
        files = {role: VoiceFile(**file) for role, file in described.pop("files").items()}
        if WEIGHTS not in files:
            raise KeyError(f'files has no "{WEIGHTS}"')
        return Voice(
            **described | {"speakers": tuple(described.get("speakers", ())), "files": files, "folder": path.parent}
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise MissingVoice(f"the voice manifest {path} cannot be read: {error}") from error


def get_voice(name: str) -> Voice:
    """The voice of that name; raises UnknownVoice."""
    return pick_voice(load_voices(), name)


def pick_voice(voices: Mapping[str, Voice], name: str) -> Voice:
    """The voice that a caller names; raises UnknownVoice saying what there is."""
    if name in voices:
        return voices[name]
    if "+" in name or ":" in name:
        return _blend(voices, name)
    base, has_speaker, speaker = name.partition("#")
    if base not in voices:
        available = ", ".join(f'"{known}"' for known in voices)
        raise UnknownVoice(f'input "voice": "{_shorten(name)}" is unknown; available: {_shorten(available, 600)}')
    voice = voices[base]
    if has_speaker and speaker not in voice.speakers:
        allowed = ", ".join(f'"{known}"' for known in voice.speakers) or "no speakers, it has one voice"
        raise UnknownVoice(
            f'input "voice": "{base}" has no speaker "{_shorten(speaker)}"; available: {_shorten(allowed, 600)}'
        )
    return replace(voice, name=name, speaker=speaker)


def _blend(voices: Mapping[str, Voice], name: str) -> Voice:
    """A blend such as af_heart:0.7+af_bella:0.3; a missing share counts as 1, shares are scaled to sum to 1."""
    parts = []
    for part in name.split("+"):
        component, _, share = part.partition(":")
        try:
            weight = float(share) if share else 1.0
        except ValueError:
            weight = -1.0
        if not 0 < weight <= 100:
            raise UnknownVoice(
                f'input "voice": "{_shorten(part)}" has no share that can be used; '
                "allowed: a number above 0, as in af_heart:0.7+af_bella:0.3"
            )
        parts.append((pick_voice(voices, component.strip()), weight))
    first = parts[0][0]
    if len(parts) > _MOST_BLENDED:
        raise UnknownVoice(f'input "voice": a blend of {len(parts)} voices; allowed: up to {_MOST_BLENDED}')
    for voice, _ in parts:
        if voice.weights_key != first.weights_key or "style" not in voice.files:
            raise UnknownVoice(
                f'input "voice": "{voice.name}" cannot be blended with "{first.name}"; '
                "allowed: voices that are styles of one model"
            )
    total = sum(weight for _, weight in parts)
    return replace(
        first,
        name=name,
        blend=tuple((voice, weight / total) for voice, weight in parts),
        gain_db=sum(voice.gain_db * weight / total for voice, weight in parts),
    )


@functools.cache
def _package_folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


@functools.lru_cache(maxsize=256)
def _sha256(path: Path, changed: int) -> str:
    return sha256_of(path)


def _shorten(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else text[:longest] + "…"
