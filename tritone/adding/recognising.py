"""From files to the voices in them: described by their family, or by a manifest that lies among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tritone.errors import MissingVoice
from tritone.families import family_names, load_family
from tritone.voices.files import VoiceFile
from tritone.voices.manifest import MANIFEST_FILE, read_manifest
from tritone.voices.voice import WEIGHTS, Voice


def recognise_voices(source: str, files: Sequence[Path], known: Mapping[str, Voice], scratch: Path) -> list[Voice]:
    """The voices among files, without source and gain, their files hashed where they lie now.

    source: what the user named, for messages. known: the voices of this machine. scratch: a folder for files that
    have to be made. Raises MissingVoice for files that are damaged, incomplete or of no family.
    """
    manifests = [file for file in files if file.name == MANIFEST_FILE]
    if manifests:
        return list(_described(manifests))
    families = [load_family(name) for name in family_names()]
    try:
        found = [voice for family in families for voice in family.find_voices(files, known, scratch)]
    except ModuleNotFoundError as error:
        raise MissingVoice(
            f"adding a voice needs the Python package {error.name}: pip install {error.name}, "
            "or Tritone's own wheel with its extra [torch]"
        ) from None
    if not found:
        kinds = "; ".join(f"{family.name}: {family.voice_files}" for family in families if family.voice_files)
        raise MissingVoice(f"{source} holds no voice; a voice is {kinds}")
    return found


def as_shipped(voice: Voice, known: Mapping[str, Voice]) -> tuple[Voice, float | None]:
    """A voice whose manifest is shipped, as that describes it, and its gain; else as it is, and None."""
    for shipped in known.values():
        weights = shipped.files[WEIGHTS]
        if weights.package and weights.sha256 == voice.files[WEIGHTS].sha256:
            described = replace(
                voice,
                name=shipped.name,
                gender=shipped.gender,
                quality=shipped.quality,
                licence=shipped.licence,
                licence_note=shipped.licence_note,
                commercial_use=shipped.commercial_use,
            )
            return described, shipped.gain_db
    return voice, None


def _described(manifests: Sequence[Path]) -> Iterator[Voice]:
    """Voices that come with a manifest of ours, their files checked."""
    for manifest in manifests:
        voice = read_manifest(manifest)
        if any(file.package for file in voice.files.values()):
            raise MissingVoice(f"{manifest} names a Python package; allowed: files that lie beside it")
        inside = [voice.path(role).resolve().is_relative_to(manifest.parent.parent.resolve()) for role in voice.files]
        if not all(inside):
            raise MissingVoice(f"{manifest} names files outside its folder")
        files = {role: VoiceFile.at(voice.checked(role), file.shared) for role, file in voice.files.items()}
        yield replace(voice, files=files, source="", gain_db=0.0)
