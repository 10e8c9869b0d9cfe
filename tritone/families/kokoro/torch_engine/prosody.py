"""What decides how long each phoneme lasts, at which pitch and how loud it is."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families.kokoro.network_sizes import NORM_EPSILON
from tritone.families.kokoro.torch_engine.checkpoint_layers import CheckpointLayers
from tritone.families.kokoro.torch_engine.layers import AdaptiveResidualBlock, run_lstm


class ProsodyPredictor(nn.Module):
    """Durations from phonemes, pitch and energy from frames; all in the style of the voice."""

    def __init__(self, checkpoint: CheckpointLayers):
        super().__init__()
        layers = range(0, checkpoint.count("predictor.text_encoder.lstms"), 2)
        self.lstms = nn.ModuleList(checkpoint.lstm(f"predictor.text_encoder.lstms.{i}") for i in layers)
        self.styles = nn.ModuleList(checkpoint.linear(f"predictor.text_encoder.lstms.{i + 1}.fc") for i in layers)
        self.lstm = checkpoint.lstm("predictor.lstm")
        self.durations = checkpoint.linear("predictor.duration_proj.linear_layer")
        self.shared = checkpoint.lstm("predictor.shared")
        self.pitch, self.energy = (
            nn.ModuleList(
                AdaptiveResidualBlock(checkpoint, f"predictor.{what}.{i}")
                for i in range(checkpoint.count(f"predictor.{what}"))
            )
            for what in ("F0", "N")
        )
        self.pitch_out, self.energy_out = (checkpoint.convolution(f"predictor.{what}_proj") for what in ("F0", "N"))

    def encode(self, x: Tensor, style: Tensor, lengths: Tensor | None) -> Tensor:
        """x: [batch, n, channels]; style: [batch, style channels]. Returns [batch, n, channels + style channels]."""
        spread = style[:, None].expand(-1, x.shape[1], -1)
        x = torch.cat([x, spread], dim=2)
        for lstm, change in zip(self.lstms, self.styles, strict=True):
            gain, shift = change(style)[:, None].chunk(2, dim=2)
            assert isinstance(lstm, nn.LSTM)
            x = run_lstm(lstm, x, lengths)
            x = F.layer_norm(x, (x.shape[2],), eps=NORM_EPSILON) * (1 + gain) + shift
            x = torch.cat([x, spread], dim=2)
        return x

    def frames_per_phoneme(self, encoded: Tensor, lengths: Tensor | None) -> Tensor:
        """Frames each phoneme lasts at speed 1, not rounded; [batch, n]."""
        return torch.sigmoid(self.durations(run_lstm(self.lstm, encoded, lengths))).sum(dim=2)

    def pitch_and_energy(
        self, frames: Tensor, style: Tensor, mask: Tensor | None, lengths: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        """frames: [batch, t, channels]. Pitch in Hz and energy, [batch, 1, 2 t], and the mask of that rate."""
        shared = run_lstm(self.shared, frames, lengths).transpose(1, 2)
        curves, curve_mask = [], mask
        for blocks, out in ((self.pitch, self.pitch_out), (self.energy, self.energy_out)):
            x, curve_mask = shared, mask
            for block in blocks:
                x, curve_mask = block(x, style, curve_mask)
            curves.append(out(x) if curve_mask is None else out(x) * curve_mask)
        return curves[0], curves[1], curve_mask
