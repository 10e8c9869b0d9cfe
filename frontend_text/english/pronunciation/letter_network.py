"""The network that reads the letters of unknown words: four transformer layers in NumPy, small enough for no runtime.

Weights lie in .npz files (scripts/pack_word_networks.py): as float16, or as int8 with a scale. Of the latter the inputs
of each product are rounded to eight bits as well, as they were where the network was published (ONNX's
DynamicQuantizeLinear), so that words are read as there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = "npt.NDArray[np.float32]"

_HEADS = 4
_EPSILON = np.float32(1e-5)
_SCALE = ".scale"
# Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: erf to 1.5e-7.
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
_ERF_P = 0.3275911


class LetterNetwork:
    """Safe to share between threads: nothing changes once it is loaded."""

    def __init__(self, weights: Path, alphabet: Path) -> None:
        """weights: .npz; alphabet: .json with `in` (letters), `out` (symbols) and `maxlen`.

        Raises OSError or ValueError for files that are not these.
        """
        described: Mapping[str, Any] = json.loads(alphabet.read_text(encoding="utf-8"))
        self._letters = {letter: number for number, letter in enumerate(described["in"], start=1)}
        self._symbols: list[str] = described["out"]
        self._longest = int(described["maxlen"])
        with np.load(weights, allow_pickle=False) as stored:
            self._weights = {name: stored[name].astype(np.float32) for name in stored.files}
        self._layers = sum(name.endswith("linear1.weight") for name in self._weights)

    def __call__(self, word: str) -> str | None:
        """The symbols of a word, of which at most `maxlen` letters are read; None when it has none that are known."""
        numbers = [self._letters[letter] for letter in word if letter in self._letters][: self._longest]
        if not numbers:
            return None
        said, before = [], 0
        for number in self._logits(numbers).argmax(-1).tolist():
            if number not in (0, before):  # connectionist temporal classification: 0 is nothing, repeats are one
                said.append(self._symbols[number - 1])
            before = number
        return "".join(said)

    def _logits(self, numbers: list[int]) -> Array:
        """[letters * slots, symbols + 1]"""
        weights = self._weights
        hidden = weights["emb.weight"][numbers] + weights["pos"][: len(numbers)]
        for layer in range(self._layers):
            name = f"layers.{layer}"
            hidden = hidden + self._attention(f"{name}.self_attn", self._normed(f"{name}.norm1", hidden))
            inner = _gelu(self._product(f"{name}.linear1", self._normed(f"{name}.norm2", hidden)))
            hidden = hidden + self._product(f"{name}.linear2", inner)
        return self._product("head", self._normed("norm", hidden)).reshape(-1, len(self._symbols) + 1)

    def _attention(self, name: str, hidden: Array) -> Array:
        length, width = hidden.shape
        joint = self._product(f"{name}.in_proj", hidden).reshape(length, 3, _HEADS, width // _HEADS)
        query, key, value = joint.transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / np.float32((width // _HEADS) ** 0.5)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        mixed: Array = (shares / shares.sum(-1, keepdims=True)) @ value
        return self._product(f"{name}.out_proj", mixed.transpose(1, 0, 2).reshape(length, width))

    def _product(self, name: str, inputs: Array) -> Array:
        weight = self._weights[f"{name}.weight"]
        scale = self._weights.get(f"{name}.weight{_SCALE}")
        if scale is None:
            product = inputs @ weight
        else:
            whole, step = _eight_bits(inputs)
            product = (whole @ weight) * (step * scale)  # whole numbers below 2^24: float32 adds them exactly
        return np.asarray(product + self._weights[f"{name}.bias"], np.float32)

    def _normed(self, name: str, hidden: Array) -> Array:
        centred = hidden - hidden.mean(-1, keepdims=True)
        normed = centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + _EPSILON)
        return np.asarray(normed * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"], np.float32)


def _eight_bits(values: Array) -> tuple[Array, np.float32]:
    """Values as whole numbers of steps from zero, 256 steps in all; and the step."""
    least, most = min(np.float32(0), values.min()), max(np.float32(0), values.max())
    step = np.float32((most - least) / np.float32(255))
    if step == 0:
        return np.zeros_like(values), np.float32(1)
    zero = np.clip(np.rint(-least / step), 0, 255)
    return np.asarray(np.clip(np.rint(values / step) + zero, 0, 255) - zero, np.float32), step


def _gelu(x: Array) -> Array:
    t = 1 / (1 + np.float32(_ERF_P / 2**0.5) * np.abs(x))
    tail = np.zeros_like(x)
    for coefficient in reversed(_ERF):
        tail = (tail + np.float32(coefficient)) * t
    erf = np.sign(x) * (1 - tail * np.exp(-x * x / 2))
    return np.asarray(x * (erf + 1) * np.float32(0.5), np.float32)
