"""Pack hibari-tts's British network for unknown words (Apache-2.0) as .npz: python scripts/pack_word_networks.py

ONNX Runtime is too much for a network of 0.65 million numbers: `frontend_text` runs it in NumPy. Writes
frontend_text/english/pronunciation/word_network_british.npz and .json; scripts/train_word_network.py makes the American
one.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from hibari.g2p import ASSETS
from onnx import numpy_helper

from frontend_text.english.pronunciation.dictionary import CMUDICT_WORDS

SOURCE = Path(ASSETS) / "oov_gb.onnx"
TARGET = CMUDICT_WORDS.with_name("word_network_british.npz")
_KINDS = ("self_attn.in_proj", "self_attn.out_proj", "linear1", "linear2")


def packed(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Initialisers of a network exported from train_word_network.Network, by the names that LetterNetwork knows."""
    products = iter([f"layers.{layer}.{kind}.weight" for layer in range(4) for kind in _KINDS] + ["head.weight"])
    stored = {item.name.removesuffix(".half"): numpy_helper.to_array(item) for item in model.graph.initializer}
    names: dict[str, str] = {}
    arrays = {}
    for name, array in stored.items():
        if not name.startswith("onnx::"):
            arrays[name.removeprefix("m.").replace("in_proj_bias", "in_proj.bias")] = array
            continue
        part = name.rpartition("_")[2]
        matrix = "_".join(name.split("_")[:2])  # onnx::MatMul_490, without _quantized, _scale, _zero_point
        if matrix not in names:
            names[matrix] = next(products)
        target = names[matrix]
        if part == "scale":
            arrays[f"{target}.scale"] = array.astype(np.float32)
        elif part == "quantized":
            centred = array.astype(np.int16) - stored[f"{matrix}_zero_point"].astype(np.int16)
            arrays[target] = centred.astype(np.int8) if np.abs(centred).max() < 128 else centred
        elif part != "point":
            arrays[target] = array
    return arrays


def main() -> None:
    np.savez_compressed(TARGET, **packed(onnx.load(SOURCE)))
    alphabet = SOURCE.with_suffix(".json").read_text(encoding="utf-8")
    TARGET.with_suffix(".json").write_text(alphabet, encoding="utf-8")


if __name__ == "__main__":
    main()
