"""Add voices: gather their files, ask the families what these are, measure them, and put them into the folder."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tritone.adding.gathering import gather_files
from tritone.adding.measured_gain import measure_gain_db
from tritone.adding.progress import Progress
from tritone.adding.voice_folder import Stage, locked, require_name
from tritone.errors import MissingVoice
from tritone.families import family_names, load_family
from tritone.models.local import LocalSynthesizer
from tritone.server.errors import InvalidOption
from tritone.voices.new_voice import NewVoice
from tritone.voices.voice import MANIFEST_FILE, WEIGHTS, Voice, load_voices, read_manifest, voices_folder


@dataclass(frozen=True)
class AddOptions:
    """What someone says about the voices to add."""

    name: str = ""
    """Instead of the one they come with; for a single voice."""
    only: tuple[str, ...] = ()
    """Patterns of names, as in af_*; empty for all."""
    language: str = ""
    """BCP 47, instead of what the files say."""
    gain_db: float | None = None
    """Instead of measuring it."""


def add_voices(source: str, options: AddOptions, progress: Progress) -> list[Voice]:
    """Add what `source` names; returns the voices added, without those that were there already.

    Raises MissingVoice for files that are missing, damaged or of no family, and InvalidOption for a name that is taken.
    """
    folder = voices_folder().absolute()
    with locked(folder), Stage(folder) as stage:
        known = load_voices()
        files = gather_files(source, stage.scratch, progress)
        found = _chosen(_find(source, files, known, stage.scratch), options)
        new = [voice for voice in found if not _is_there(voice, known, stage, progress)]
        synthesizer = LocalSynthesizer() if options.gain_db is None else None
        added = []
        for number, voice in enumerate(new):
            progress.part("checking and measuring loudness", number, len(new))
            added.append(_add(voice, source, stage, options.gain_db, synthesizer, progress))
        if new:
            progress.part("checking and measuring loudness", len(new), len(new))
    return added


def _find(source: str, files: Sequence[Path], known: Mapping[str, Voice], scratch: Path) -> list[NewVoice]:
    manifests = [file for file in files if file.name == MANIFEST_FILE]
    if manifests:
        return list(_described(manifests))
    families = [load_family(name) for name in family_names()]
    try:
        found = [voice for family in families for voice in family.find_voices(files, known, scratch)]
    except ModuleNotFoundError as error:
        raise MissingVoice(
            f"adding a voice needs the Python package {error.name}: pip install 'tritone[torch]'"
        ) from None
    if not found:
        kinds = "; ".join(f"{family.name}: {family.voice_files}" for family in families if family.voice_files)
        raise MissingVoice(f"{source} holds no voice; a voice is {kinds}")
    return found


def _described(manifests: Sequence[Path]) -> Iterator[NewVoice]:
    """Voices that come with a manifest of ours, their files checked."""
    for manifest in manifests:
        voice = read_manifest(manifest)
        inside = [
            voice.path(role).resolve().is_relative_to(manifest.parent.parent.resolve()) or file.package
            for role, file in voice.files.items()
        ]
        if not all(inside):
            raise MissingVoice(f"{manifest} names files outside its folder")
        yield NewVoice(
            voice.name,
            voice.family,
            voice.language,
            voice.gender,
            voice.quality,
            voice.sample_rate_hz,
            voice.licence,
            voice.licence_note,
            voice.commercial_use,
            {role: voice.checked(role) for role in voice.files},
            model=voice.model,
            speakers=voice.speakers,
        )


def _chosen(found: Sequence[NewVoice], options: AddOptions) -> list[NewVoice]:
    names = ", ".join(voice.name for voice in found)
    chosen = [
        voice
        for voice in found
        if not options.only or any(fnmatch.fnmatchcase(voice.name, pattern) for pattern in options.only)
    ]
    if not chosen:
        raise InvalidOption(f"--only is {','.join(options.only)}, which fits none of the voices found: {names}")
    if options.name and len(chosen) > 1:
        raise InvalidOption(f"--name names one voice, and there are {len(chosen)}: {names}; choose with --only")
    return [
        replace(voice, name=options.name or voice.name, language=options.language.lower() or voice.language)
        for voice in chosen
    ]


def _is_there(voice: NewVoice, known: Mapping[str, Voice], stage: Stage, progress: Progress) -> bool:
    """Whether it is on the machine already; raises InvalidOption when another voice has its name."""
    require_name(voice.name)
    hashes = {role: stage.sha256(file) for role, file in voice.files.items()}
    for other in known.values():
        same = {role: file.sha256 for role, file in other.files.items()} == hashes
        if same and _is_intact(other):
            progress.step(f'"{other.name}" is on this machine already')
            return True
        if other.name == voice.name and not same:
            raise InvalidOption(
                f'there is another voice "{voice.name}": choose a name with --name, or remove it first '
                f"(tritone voices remove {voice.name})"
            )
    return False


def _is_intact(voice: Voice) -> bool:
    try:
        return all(voice.checked(role) for role in voice.files)
    except MissingVoice:
        return False


def _add(
    voice: NewVoice,
    source: str,
    stage: Stage,
    gain_db: float | None,
    synthesizer: LocalSynthesizer | None,
    progress: Progress,
) -> Voice:
    voice, shipped_gain_db = _as_shipped(voice, stage)
    told = f"with: tritone voices add {source}"
    staged = stage.put(voice, told)
    gain = gain_db if gain_db is not None else shipped_gain_db
    if gain is None:
        gain, remark = measure_gain_db(staged, synthesizer)
        if remark:
            progress.step(f"{voice.name}: {remark}")
    return stage.publish(stage.put(voice, told, gain))


def _as_shipped(voice: NewVoice, stage: Stage) -> tuple[NewVoice, float | None]:
    """A voice whose manifest is shipped, as that describes it; else as it is."""
    for shipped in load_voices().values():
        if shipped.files[WEIGHTS].package and shipped.files[WEIGHTS].sha256 == stage.sha256(voice.files[WEIGHTS]):
            return replace(
                voice,
                name=shipped.name,
                gender=shipped.gender,
                quality=shipped.quality,
                licence=shipped.licence,
                licence_note=shipped.licence_note,
                commercial_use=shipped.commercial_use,
            ), shipped.gain_db
    return voice, None
