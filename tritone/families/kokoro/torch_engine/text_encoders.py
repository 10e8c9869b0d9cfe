"""What reads the phonemes: an ALBERT for prosody, convolutions and an LSTM for sounds."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families.kokoro.network_sizes import ALBERT_EPSILON, ALBERT_LAYER, HEADS, LAYERS, NORM_EPSILON
from tritone.families.kokoro.torch_engine.checkpoint_layers import CheckpointLayers
from tritone.families.kokoro.torch_engine.layers import masked, run_lstm

_SLOPE = 0.2


class Albert(nn.Module):
    """A transformer whose layers share their weights."""

    kind: Tensor

    def __init__(self, checkpoint: CheckpointLayers):
        super().__init__()
        embeddings = "bert.embeddings"
        self.words = checkpoint.embedding(f"{embeddings}.word_embeddings")
        self.positions = checkpoint.embedding(f"{embeddings}.position_embeddings")
        self.register_buffer("kind", checkpoint.tensor(f"{embeddings}.token_type_embeddings.weight")[0])
        self.norm = checkpoint.layer_norm(f"{embeddings}.LayerNorm", ALBERT_EPSILON)
        self.enter = checkpoint.linear("bert.encoder.embedding_hidden_mapping_in")
        self.query, self.key, self.value, self.dense = (
            checkpoint.linear(f"{ALBERT_LAYER}.attention.{name}") for name in ("query", "key", "value", "dense")
        )
        self.attention_norm = checkpoint.layer_norm(f"{ALBERT_LAYER}.attention.LayerNorm", ALBERT_EPSILON)
        self.widen, self.narrow = (
            checkpoint.linear(f"{ALBERT_LAYER}.ffn"),
            checkpoint.linear(f"{ALBERT_LAYER}.ffn_output"),
        )
        self.layer_norm = checkpoint.layer_norm(f"{ALBERT_LAYER}.full_layer_layer_norm", ALBERT_EPSILON)
        self.leave = checkpoint.linear("bert_encoder")

    @property
    def symbols(self) -> int:
        """How many phoneme ids there are."""
        return self.words.num_embeddings

    @property
    def longest(self) -> int:
        """Phoneme ids it can read at once."""
        return self.positions.num_embeddings

    def forward(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """ids: int64 [batch, n]; mask: [batch, 1, n] or None. Returns [batch, n, channels]."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.kind
        x = self.enter(self.norm(x))
        batch, length, width = x.shape
        seen = None if mask is None else (mask > 0)[:, None]
        for _ in range(LAYERS):
            q, k, v = (
                layer(x).view(batch, length, HEADS, width // HEADS).transpose(1, 2)
                for layer in (self.query, self.key, self.value)
            )
            heard = F.scaled_dot_product_attention(q, k, v, attn_mask=seen)
            x = self.attention_norm(x + self.dense(heard.transpose(1, 2).reshape(batch, length, width)))
            x = self.layer_norm(x + self.narrow(F.gelu(self.widen(x), approximate="tanh")))
        left: Tensor = self.leave(x)
        return left


class SoundEncoder(nn.Module):
    """What each phoneme sounds like, given its neighbours."""

    gamma: Tensor
    beta: Tensor

    def __init__(self, checkpoint: CheckpointLayers):
        super().__init__()
        self.embedding = checkpoint.embedding("text_encoder.embedding")
        layers = range(checkpoint.count("text_encoder.cnn"))
        self.convolutions = nn.ModuleList(checkpoint.convolution(f"text_encoder.cnn.{i}.0") for i in layers)
        for what in ("gamma", "beta"):
            self.register_buffer(
                what, torch.stack([checkpoint.tensor(f"text_encoder.cnn.{i}.1.{what}") for i in layers])
            )
        self.lstm = checkpoint.lstm("text_encoder.lstm")

    def forward(self, ids: Tensor, mask: Tensor | None, lengths: Tensor | None) -> Tensor:
        """ids: int64 [batch, n]. Returns [batch, channels, n]."""
        x = masked(self.embedding(ids).transpose(1, 2), mask)
        for layer, gamma, beta in zip(self.convolutions, self.gamma, self.beta, strict=True):
            x = F.layer_norm(layer(x).transpose(1, 2), gamma.shape, gamma, beta, NORM_EPSILON).transpose(1, 2)
            x = masked(F.leaky_relu(x, _SLOPE), mask)
        return run_lstm(self.lstm, x.transpose(1, 2), lengths).transpose(1, 2)
