"""Teach the network for unknown words American names: python scripts/train_word_network.py [minutes]

Begins with the network of `hibari-tts` (Apache-2.0), which learned espeak-ng's readings, and goes on with the words of
CMUdict that `cmudict_words.tsv` holds and a part of the lexicon's own; one word in twenty is kept out, to tell how well
it reads what it has never seen. Writes frontend_text/english/pronunciation/word_network.npz, its weights as float16;
the one in the package had 732 steps, a quarter of an hour on a busy core.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import zlib
from pathlib import Path

import numpy as np
import onnx
import torch
from hibari.g2p import ASSETS, G2P
from onnx import numpy_helper
from torch import nn

from frontend_text.english.pronunciation.comparison import same_up_to_notation
from frontend_text.english.pronunciation.dictionary import CMUDICT_WORDS

SOURCE = Path(ASSETS) / "oov.onnx"
TARGET = CMUDICT_WORDS.with_name("word_network.npz")
_LETTERS = 24
_SLOTS = 4
"""Symbols that one letter may become, blanks included."""
_BATCH = 192
_WORDS_OF_LEXICON = 20_000


class Network(nn.Module):
    """The graph of oov.onnx: letters [words, length] -> log-probabilities [words, length * 4, symbols]."""

    def __init__(self, letters: int, symbols: int) -> None:
        super().__init__()
        self.symbols = symbols
        self.pos = nn.Parameter(torch.zeros(_LETTERS, 128))
        self.emb = nn.Embedding(letters, 128)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(128, 4, 384, 0.1, "gelu", batch_first=True, norm_first=True) for _ in range(4)
        )
        self.norm = nn.LayerNorm(128)
        self.head = nn.Linear(128, _SLOTS * symbols)

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        hidden = self.emb(words) + self.pos[: words.shape[1]]
        for layer in self.layers:
            hidden = layer(hidden, src_key_padding_mask=words == 0)
        logits = self.head(self.norm(hidden)).reshape(words.shape[0], -1, self.symbols)
        return torch.log_softmax(logits, -1)


def names_in_graph(model: onnx.ModelProto) -> dict[str, tuple[str, bool]]:
    """Name of an initializer -> the parameter of Network, and whether it is transposed."""
    kinds = ("self_attn.in_proj_weight", "self_attn.out_proj.weight", "linear1.weight", "linear2.weight")
    wanted = iter([f"layers.{layer}.{kind}" for layer in range(4) for kind in kinds] + ["head.weight"])
    return {
        tensor.name: (next(wanted), True)
        if tensor.name.startswith("onnx::")
        else (tensor.name.removeprefix("m."), False)
        for tensor in model.graph.initializer
    }


def load(model: onnx.ModelProto, network: Network) -> None:
    state = {}
    names = names_in_graph(model)
    for tensor in model.graph.initializer:
        name, is_transposed = names[tensor.name]
        value = torch.from_numpy(numpy_helper.to_array(tensor).copy())
        state[name] = value.T.contiguous() if is_transposed else value
    network.load_state_dict(state)


def save(network: Network) -> None:
    """The weights as float16, by the names that frontend_text's LetterNetwork knows; matrices as they multiply rows."""
    arrays = {}
    for name, value in network.state_dict().items():
        is_matrix = value.ndim == 2 and name not in ("pos", "emb.weight")
        array = (value.T if is_matrix else value).numpy().astype(np.float16)
        arrays[name.replace("in_proj_", "in_proj.")] = array
    temporary = TARGET.with_suffix(".new.npz")
    np.savez_compressed(temporary, **arrays)
    os.replace(temporary, TARGET)


def read(network: Network, words: list[list[int]], symbols: str) -> list[str]:
    said = []
    with torch.no_grad():
        for start in range(0, len(words), 512):
            group = words[start : start + 512]
            for word, all_ids in zip(group, network(pad(group)).argmax(-1).tolist(), strict=True):
                ids = all_ids[: _SLOTS * len(word)]
                kept = [now for now, before in zip(ids, [0, *ids], strict=False) if now not in (0, before)]
                said.append("".join(symbols[symbol - 1] for symbol in kept))
    return said


def pad(words: list[list[int]]) -> torch.Tensor:
    longest = max(map(len, words))
    return torch.tensor([word + [0] * (longest - len(word)) for word in words])


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    torch.manual_seed(1)
    choose = random.Random(1)
    model = onnx.load(SOURCE)
    alphabets = json.loads(SOURCE.with_suffix(".json").read_text(encoding="utf-8"))
    letter = {c: number for number, c in enumerate(alphabets["in"], 1)}
    symbols = "".join(alphabets["out"])
    network = Network(len(letter) + 1, len(symbols) + 1)
    load(model, network)

    lines = [
        line.split("\t") for line in CMUDICT_WORDS.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"
    ]
    lexicon = [(w, p) for w, p in G2P(oov=False).lexicon.golds.d.items() if isinstance(p, str) and w.islower()]
    entries = [(w, p) for w, p in [*lines, *choose.sample(lexicon, _WORDS_OF_LEXICON)]
               if w.isalpha() and w.isascii() and 3 <= len(w) <= _LETTERS]  # fmt: skip
    data = [(w, p.replace("ɾ", "T").replace("ʔ", "t")) for w, p in entries]
    data = [(w, p) for w, p in data if set(p) <= set(symbols)]
    unseen = [(w, p) for w, p in data if zlib.crc32(w.encode()) % 20 == 0]
    seen = [(w, p) for w, p in data if zlib.crc32(w.encode()) % 20]
    print(f"{len(seen)} words to learn from, {len(unseen)} kept out", flush=True)

    def share() -> float:
        network.eval()
        said = read(network, [[letter[c] for c in w] for w, _ in unseen], symbols)
        network.train()
        return sum(same_up_to_notation(s, p) for s, (_, p) in zip(said, unseen, strict=True)) / len(unseen)

    best = share()
    print(f"before: {best:.3f}", flush=True)
    optimiser = torch.optim.AdamW(network.parameters(), 8e-4, weight_decay=0.01)
    loss_of = nn.CTCLoss(zero_infinity=True)
    begin = told = time.monotonic()
    step = 0
    while (spent := (time.monotonic() - begin) / 60) < minutes:
        for group in optimiser.param_groups:
            group["lr"] = 8e-4 * max(0.03, min(1.0, step / 100) * (1 - spent / minutes))
        batch = [seen[i] for i in (choose.randrange(len(seen)) for _ in range(_BATCH))]
        words = [[letter[c] for c in w] for w, _ in batch]
        targets = [[symbols.index(c) + 1 for c in p] for _, p in batch]
        loss = loss_of(
            network(pad(words)).transpose(0, 1),
            torch.tensor([c for target in targets for c in target]),
            torch.tensor([_SLOTS * len(word) for word in words]),
            torch.tensor([len(target) for target in targets]),
        )
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        if time.monotonic() - told > 60:
            told = time.monotonic()
            now = share()
            print(f"{spent:.1f} min, {step} steps, loss {loss.item():.3f}, unseen {now:.3f}", flush=True)
            if now > best:
                best = now
                save(network)
    if (now := share()) > best:
        save(network)
    alphabet = SOURCE.with_suffix(".json").read_text(encoding="utf-8")
    TARGET.with_suffix(".json").write_text(alphabet, encoding="utf-8")
    print(f"after {step} steps: {max(now, best):.3f}")


if __name__ == "__main__":
    main()
