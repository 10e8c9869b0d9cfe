"""Describe Kokoro voices that someone wants to add: a model with its styles, or styles for a model that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tritone.errors import MissingVoice
from tritone.families.kokoro.checkpoint import KokoroCheckpoint
from tritone.families.kokoro.frame_layout import EXTRA_CHANNELS
from tritone.families.kokoro.styles import CHANNELS, MOST_STYLE_BYTES, STYLE, read_styles
from tritone.voices.bounds import read_bounded_json, require_unpacked_size
from tritone.voices.files import VoiceFile
from tritone.voices.names import is_voice_name
from tritone.voices.voice import WEIGHTS, Voice

_MODELS = (".onnx", ".pth", ".safetensors", ".pt")
_STYLES = (".bin", ".pt", ".npz", ".npy")
_LARGEST_STYLE_BYTES = 64 << 20
"""A .pt may be a table of half a megabyte or a model of 300; an .npz of all voices has 28."""
_LANGUAGES = {
    "a": "en-us",
    "b": "en-gb",
    "e": "es",
    "f": "fr",
    "h": "hi",
    "i": "it",
    "j": "ja",
    "p": "pt-br",
    "z": "zh",
}
_GENDERS = {"f": "female", "m": "male"}
_NAME = re.compile(r"([a-z])([fm])_\w+")
_PUBLISHED = ("496dba11", "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb")
"""How the hashes of Kokoro-82M v1.0 begin: its checkpoint, as its card has it, and its int8 export."""


def find_voices(files: Sequence[Path], known: Mapping[str, Voice], scratch: Path) -> list[Voice]:
    """One voice for each style table; raises MissingVoice for files that are damaged or incomplete."""
    styles = [
        file
        for file in files
        if file.suffix in _STYLES
        and file.stat().st_size <= _LARGEST_STYLE_BYTES
        and (file.suffix != ".bin" or file.stat().st_size % (4 * CHANNELS) == 0)
    ]
    models = [file for file in files if file.suffix in _MODELS and file not in styles]
    models = [file for file in models if not file.with_name(f"{file.name}.json").is_file()]
    if not styles or (not models and any(file.suffix in _MODELS and file not in styles for file in files)):
        return []
    if len(models) > 1:
        raise MissingVoice(
            f"{', '.join(model.name for model in models)}: which of these models shall be added? Name "
            "one of the files instead of the folder"
        )
    weights, vocabulary = (models[0], _vocabulary(files, known)) if models else _model_there(known)
    channels = int(KokoroCheckpoint(weights).array("decoder.generator.ups.0.weight").shape[0]) + EXTRA_CHANNELS
    shared = {WEIGHTS: VoiceFile.at(weights, shared=True), "vocabulary": VoiceFile.at(vocabulary, shared=True)}
    note, commercial_use = _licence(shared[WEIGHTS].sha256)
    voices: dict[str, Voice] = {}
    for name, table in (item for file in styles for item in _tables(file)):
        if name not in voices:
            style = scratch / f"{name}.bin"
            table.tofile(style)
            letters = _NAME.fullmatch(name)
            voices[name] = Voice(
                name=name,
                family="kokoro",
                language=_LANGUAGES.get(letters[1], "en-us") if letters else "en-us",
                gender=_GENDERS[letters[2]] if letters else "unknown",
                quality="high",
                sample_rate_hz=24_000,
                licence="Apache-2.0" if commercial_use == "yes" else "unknown",
                licence_note=note,
                commercial_use=commercial_use,
                source="",
                files={**shared, STYLE: VoiceFile.at(style)},
                model={"frame_channels": channels},
            )
    return sorted(voices.values(), key=lambda voice: voice.name)


def _tables(file: Path) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    """Names and tables, float32 [rows, CHANNELS], of one file."""
    names = [file.stem]
    if file.suffix == ".npz":
        names = [name.removesuffix(".npy") for name in require_unpacked_size(file, MOST_STYLE_BYTES)]
    for name in names:
        if not is_voice_name(name):  # files are named by it
            raise MissingVoice(f"{file.name} names a voice {name!r:.80}; allowed: letters, digits, _, - and .")
        table = read_styles(file, name)
        if not np.isfinite(table).all() or not len(table):
            raise MissingVoice(f"{file.name} is damaged: not all of its numbers are finite")
        yield name, table


def _vocabulary(files: Sequence[Path], known: Mapping[str, Voice]) -> Path:
    """The configuration that numbers the symbols: among the files, else that of a model that is there already."""
    for file in files:
        if file.suffix == ".json":
            try:
                content = read_bounded_json(file)
            except (OSError, ValueError):
                continue
            if isinstance(content, dict) and isinstance(content.get("vocab"), dict):
                return file
    for voice in known.values():
        if voice.family == "kokoro" and voice.is_present():
            return voice.path("vocabulary")
    raise MissingVoice("the model's config.json is missing: it numbers the phonemes, and must lie beside the model")


def _model_there(known: Mapping[str, Voice]) -> tuple[Path, Path]:
    models = {voice.weights_key: voice for voice in known.values() if voice.family == "kokoro" and voice.is_present()}
    if len(models) != 1:
        raise MissingVoice(
            f"styles need their model, and {len(models) or 'none'} of the kind "
            f"{'are' if models else 'is'} here: add a folder with model, config.json and styles, or "
            "`tritone voices add kokoro`"
        )
    voice = next(iter(models.values()))
    return voice.checked(WEIGHTS), voice.checked("vocabulary")


def _licence(weights_sha256: str) -> tuple[str, str]:
    """Note and commercial use."""
    if weights_sha256.startswith(_PUBLISHED):
        return "Kokoro-82M, free for commercial use; keep its notice.", "yes"
    return "Not a published file of Kokoro-82M (which is Apache-2.0): ask whoever trained or converted it.", "check"
