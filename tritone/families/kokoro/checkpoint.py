"""Read a Kokoro model's parameters: from the published checkpoint, or from its ONNX export, quantised or not.

Whatever the file, parameters are found under the names of the modules of the published checkpoint (`bert`,
`bert_encoder`, `predictor`, `text_encoder`, `decoder`), weight normalisation folded in and int8 dequantised. PyTorch is
not needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tritone.errors import MissingVoice
from tritone.families.kokoro.onnx_checkpoint import read_onnx
from tritone.families.tensor_files import read_safetensors, read_torch_file
from tritone.voices.bounds import require_unpacked_size

Floats = npt.NDArray[np.float32]
_WANTED = (
    "bert.embeddings.word_embeddings.weight",
    "predictor.duration_proj.linear_layer.weight",
    "decoder.generator.conv_post.weight",
    "text_encoder.embedding.weight",
)
_MOST_BYTES = 4 << 30
"""Of a checkpoint, unpacked; the published one has 330 MB."""
_MOST_ENTRIES = 50_000
"""Of its dictionaries, each entry counted as often as it is met; the published one has 700."""


class KokoroCheckpoint:
    """The parameters of one model, by the name of their module."""

    def __init__(self, path: Path):
        """path: a .onnx, .safetensors or .pth file. Raises MissingVoice when it is damaged or holds something else."""
        if not path.is_file():
            raise MissingVoice(f"{path} does not exist")
        read: Callable[[Path], Mapping[str, Floats]] = {
            ".safetensors": lambda file: _official(read_safetensors(file)),
            ".pth": _read_torch,
            ".pt": _read_torch,
        }.get(path.suffix, read_onnx)
        try:
            self._arrays = dict(_without_weight_norm(read(path)))
        except Exception as error:  # each of the readers has exceptions of its own for damaged files
            raise MissingVoice(f"{path.name} is damaged or not a Kokoro model: {error}") from error
        self.file_name = path.name
        for name in _WANTED:
            self.array(name)

    def array(self, name: str) -> Floats:
        """A parameter as float32, not to be written to; raises MissingVoice when there is none of that name."""
        if name not in self._arrays:
            raise MissingVoice(f"{self.file_name} is not a Kokoro model that can be run: it has no {name}")
        return np.asarray(self._arrays[name], np.float32)

    def has(self, name: str) -> bool:
        """Whether there is such a parameter."""
        return name in self._arrays

    def count(self, prefix: str) -> int:
        """How many modules there are named prefix.0, prefix.1, and so on."""
        pattern = re.compile(re.escape(prefix) + r"\.(\d+)\.")
        return 1 + max((int(match[1]) for match in map(pattern.match, self._arrays) if match), default=-1)


def _read_torch(path: Path) -> Mapping[str, Floats]:
    require_unpacked_size(path, _MOST_BYTES)
    return _official(read_torch_file(path))


def _official(nested: Any) -> dict[str, Any]:
    """Parameters by name out of dictionaries of dictionaries, without the "module." that parallel training left."""
    flat: dict[str, Any] = {}
    unread, met = [("", nested)], 0
    while unread:
        prefix, part = unread.pop()
        for name, value in part.items():
            met += 1
            if met > _MOST_ENTRIES:
                raise ValueError(f"it has more than {_MOST_ENTRIES} entries")
            name = f"{prefix}{name}".replace(".module.", ".")
            if isinstance(value, Mapping):
                unread.append((f"{name}.", value))
            else:
                flat[name] = value
    return flat


def _without_weight_norm(arrays: Mapping[str, Floats]) -> Iterator[tuple[str, Floats]]:
    """Each pair of direction and length as the weight it stands for."""
    for name, value in arrays.items():
        module, _, last = name.rpartition(".")
        if last == "weight_g":
            direction = np.asarray(arrays[f"{module}.weight_v"], np.float32)
            length = np.sqrt(np.square(direction).sum(axis=(1, 2), keepdims=True))
            yield f"{module}.weight", direction / length * np.asarray(value, np.float32)
        elif last != "weight_v":
            yield name, value
