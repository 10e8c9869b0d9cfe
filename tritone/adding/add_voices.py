"""Add voices: gather their files, recognise what these are, measure how loud they are, publish them."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tritone.adding.gathering import gather_files
from tritone.adding.known_gains import known_gain_db
from tritone.adding.measured_gain import measure_gain_db
from tritone.adding.progress import Progress
from tritone.adding.recognising import as_shipped, recognise_voices
from tritone.adding.staging_folder import StagingFolder
from tritone.adding.voice_folder import locked, require_name
from tritone.errors import InvalidOption
from tritone.models.local import LocalSynthesizer
from tritone.voices.installed import load_voices, voices_folder
from tritone.voices.voice import Voice

_MEASURING = "checking and measuring loudness"


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
    with locked(folder), StagingFolder(folder) as staging:
        known = load_voices()
        files = gather_files(source, staging.scratch, progress)
        found = _choose(recognise_voices(source, files, known, staging.scratch), options)
        new = [voice for voice in found if not _is_there(voice, known, progress)]
        synthesizer = LocalSynthesizer()
        added = []
        for number, voice in enumerate(new):
            progress.part(_MEASURING, number, len(new))
            voice, gain_db = as_shipped(voice, known)
            placed = staging.place(replace(voice, source=f"with: tritone voices add {source}"))
            if options.gain_db is not None:
                gain_db = options.gain_db
            if gain_db is None:
                gain_db = known_gain_db(placed)
            if gain_db is None:
                gain_db = _measure(placed, synthesizer, progress)
                progress.step(f"{placed.name}: gain {gain_db:+.1f} dB ({number + 1} of {len(new)})")
            added.append(staging.publish(replace(placed, gain_db=gain_db)))
        if new:
            progress.part(_MEASURING, len(new), len(new))
    return added


def _choose(found: Sequence[Voice], options: AddOptions) -> list[Voice]:
    """Those of the voices found that are asked for, under the names asked for."""
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
    named = [
        replace(voice, name=options.name or voice.name, language=options.language.lower() or voice.language)
        for voice in chosen
    ]
    for voice in named:
        require_name(voice.name)
    return named


def _is_there(voice: Voice, known: Mapping[str, Voice], progress: Progress) -> bool:
    """Whether it is on the machine already; raises InvalidOption when another voice has its name."""
    hashes = _hashes(voice)
    for other in known.values():
        same = _hashes(other) == hashes
        if same and other.is_intact():
            progress.step(f'"{other.name}" is on this machine already')
            return True
        if other.name == voice.name and not same:
            raise InvalidOption(
                f'there is another voice "{voice.name}": choose a name with --name, or remove it first '
                f"(tritone voices remove {voice.name})"
            )
    return False


def _hashes(voice: Voice) -> dict[str, str]:
    return {role: file.sha256 for role, file in voice.files.items()}


def _measure(voice: Voice, synthesizer: LocalSynthesizer, progress: Progress) -> float:
    gain_db, remark = measure_gain_db(voice, synthesizer)
    if remark:
        progress.step(f"{voice.name}: {remark}")
    return gain_db
