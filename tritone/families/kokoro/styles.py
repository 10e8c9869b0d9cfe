"""Style vectors: who speaks. A voice is a table of them, one for each number of phonemes in a segment."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from tritone.errors import MissingVoice
from tritone.families.tensor_files import read_torch_file
from tritone.voices.bounds import require_unpacked_size
from tritone.voices.voice import Voice

STYLE = "style"
"""The role of the file with a voice's table."""
CHANNELS = 256
MOST_STYLE_BYTES = 256 << 20
"""Of a file with the tables of many voices, unpacked; half a megabyte each."""
_HALF = CHANNELS // 2
if TYPE_CHECKING:
    from torch import Tensor

    _Styles = TypeVar("_Styles", npt.NDArray[np.float32], Tensor)


def styles_of(voices: Sequence[Voice], phonemes: Sequence[int]) -> npt.NDArray[np.float32]:
    """The style each segment is said in, float32 [batch, CHANNELS]; phonemes: how many its text has."""
    return np.stack([_style(voice, count) for voice, count in zip(voices, phonemes, strict=True)])


def sound_style(styles: _Styles) -> _Styles:
    """The half that says what the voice sounds like; of an array or a tensor [batch, CHANNELS]."""
    return styles[:, :_HALF]


def prosody_style(styles: _Styles) -> _Styles:
    """The half that says how the voice speaks."""
    return styles[:, _HALF:]


def _style(voice: Voice, phonemes: int) -> npt.NDArray[np.float32]:
    if voice.blend:
        mixed: npt.NDArray[np.float32] = sum(share * _style(part, phonemes) for part, share in voice.blend)  # type: ignore[assignment]  # not 0: a blend has parts
        return mixed
    table = read_styles(voice.checked(STYLE), voice.speaker or voice.name)
    row: npt.NDArray[np.float32] = table[min(max(phonemes, 1), len(table)) - 1]
    return row


@functools.lru_cache(maxsize=256)
def read_styles(path: Path, name: str) -> npt.NDArray[np.float32]:
    """float32 [rows, CHANNELS]; name: which of several voices the file holds."""
    # a model of its own size is no style table, and an archive says how large its members become
    require_unpacked_size(path, MOST_STYLE_BYTES)
    try:
        if path.suffix in (".pt", ".pth"):
            table = read_torch_file(path)
        elif path.suffix in (".npz", ".npy"):
            table = np.load(path, allow_pickle=False)
            table = table[name] if path.suffix == ".npz" else table
        else:
            table = np.fromfile(path, np.float32)
        return np.ascontiguousarray(np.asarray(table, np.float32).reshape(-1, CHANNELS))
    except Exception as error:  # NumPy and zipfile each have exceptions of their own for damaged files
        raise MissingVoice(f"{path.name} is not a table of style vectors: {error}") from error
