"""Phoneme ids → frames: durations, pitch, energy and the text vectors they stretch, batched across segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families import AcousticResult, AcousticSegment
from tritone.families.hibari import signal
from tritone.families.hibari.frame_layout import FRAMES_PER_DURATION_UNIT, SYMBOLS, TEXT_CHANNELS
from tritone.families.hibari.layers import ConvNeXtBlock, TextEncoder
from tritone.torch_device import parameter_bytes
from tritone.voice_registry import Voice

PROSODY_CHANNELS = 192
PROSODY_DILATIONS = (1, 2, 4, 8, 1, 2)
F0_SCALE_HZ, ENERGY_SCALE = 100.0, 5.0


class AcousticModel(nn.Module):
    """The prosody network (`pn`) and the text half of the decoder (`m.text`) of a hibari voice.

    The prosody network runs in float64. Pitch is summed over the segment to the pulse source's phase, so in float32
    the rounding of a matrix product, which differs with the batch's shape, is heard as another waveform: 61 to 85 dB
    between a segment alone and the same one in a batch of eight; 115 dB or better in float64.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pn = _ProsodyNetwork().double()
        self.m = nn.ModuleDict({"text": TextEncoder(SYMBOLS, TEXT_CHANNELS, attention_passes=4)})

    @torch.inference_mode()
    def forward(self, ids: Tensor, lengths: Tensor, speed: Tensor) -> tuple[Tensor, Tensor]:
        """Turn padded phoneme ids into padded frames.

        ids: int64 [batch, phonemes]; lengths: int64 [batch]; speed: float32 [batch], larger is faster.
        Returns frames float32 [batch, frames, FRAME_CHANNELS] and durations int64 [batch, phonemes] in frames.
        """
        mask = torch.arange(ids.shape[1], device=ids.device) < lengths[:, None]
        hidden = self.pn.text(ids, mask)
        units = self.pn.duration_units(hidden, mask, speed)
        f0_hz, energy, frame_mask = self.pn.prosody(hidden, units)
        text = _repeat_rows(self.m["text"](ids, mask), units * FRAMES_PER_DURATION_UNIT)
        log_f0 = torch.log1p(F.relu(f0_hz)) / 5.0
        phase = signal.phase_at_frame_starts(f0_hz, frame_mask)
        scalars = torch.stack([log_f0, energy / 5.0, f0_hz, phase], dim=-1)
        return torch.cat([text, scalars], dim=-1) * frame_mask[..., None], units * FRAMES_PER_DURATION_UNIT


class _ProsodyNetwork(nn.Module):
    """Durations from the text, then pitch and energy at 25 ms steps, two frames at a time."""

    def __init__(self) -> None:
        super().__init__()
        channels = PROSODY_CHANNELS
        self.text = TextEncoder(SYMBOLS, channels, attention_passes=6)
        self.dur = nn.Sequential(nn.Conv1d(channels, channels, 3, padding=1), nn.GELU(), nn.Conv1d(channels, 1, 1))
        self.pro_in = nn.Conv1d(channels, channels, 1)
        self.pro = nn.ModuleList(ConvNeXtBlock(channels, 2 * channels, 7, dilation) for dilation in PROSODY_DILATIONS)
        self.pro_out = nn.Conv1d(channels, 2 * FRAMES_PER_DURATION_UNIT, 1)

    def duration_units(self, hidden: Tensor, mask: Tensor, speed: Tensor) -> Tensor:
        """Steps of 25 ms for each phoneme, at least one; int64 [batch, phonemes], zero beyond each item."""
        log_units = self.dur(hidden.transpose(1, 2))[:, 0]
        units = torch.round((torch.exp(log_units) - 1.0) / speed[:, None]).clamp(min=1.0)
        return units.long() * mask

    def prosody(self, hidden: Tensor, units: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Pitch in Hz and energy, both [batch, frames], and the frames' mask, bool [batch, frames]."""
        steps = units.sum(dim=1)
        keep = (torch.arange(int(steps.max()), device=units.device) < steps[:, None]).unsqueeze(-1)
        x = _repeat_rows(hidden, units)
        x = F.linear(x, self.pro_in.weight[:, :, 0], self.pro_in.bias) * keep
        for block in self.pro:
            x = block(x, keep)
        y = F.linear(x, self.pro_out.weight[:, :, 0], self.pro_out.bias) * keep
        batch, time, _ = y.shape
        # the four outputs of a step are (f0, f0, energy, energy): quantity first, then which of the two frames
        f0, energy = y.view(batch, time, 2, FRAMES_PER_DURATION_UNIT).permute(2, 0, 1, 3).reshape(2, batch, -1)
        f0, energy = (f0 * F0_SCALE_HZ).float(), (energy * ENERGY_SCALE).float()
        return f0, energy, keep[..., 0].repeat_interleave(FRAMES_PER_DURATION_UNIT, dim=1)


def _repeat_rows(rows: Tensor, counts: Tensor) -> Tensor:
    """Repeat row i of each item counts[i] times: [batch, n, channels] → [batch, longest sum, channels], zero padded."""
    ends = counts.cumsum(dim=1)
    position = torch.arange(int(ends[:, -1].max()), device=rows.device).expand(rows.shape[0], -1).contiguous()
    source = torch.searchsorted(ends, position, right=True)
    inside = source < rows.shape[1]
    picked = rows.gather(1, source.clamp(max=rows.shape[1] - 1)[..., None].expand(-1, -1, rows.shape[2]))
    return picked * inside[..., None]


class TorchAcousticEngine:
    """The PyTorch acoustic engine: reference on CPU, the engine on CUDA."""

    def __init__(self, weights: dict[str, np.ndarray], device: str = "cpu"):
        self.device = torch.device(device)
        self.model = AcousticModel()
        names = self.model.state_dict().keys()
        self.model.load_state_dict({name: torch.from_numpy(weights[name]) for name in names})
        self.model.eval().to(self.device)
        self.memory_bytes = parameter_bytes(self.model)

    def synthesize_frames(self, segments: Sequence[AcousticSegment],
                          voices: Sequence[Voice] = ()) -> list[AcousticResult]:
        """Run segments of different lengths in one batch."""
        phoneme_ids = [segment.phoneme_ids for segment in segments]
        lengths = torch.tensor([len(ids) for ids in phoneme_ids])
        padded = torch.zeros(len(phoneme_ids), int(lengths.max()), dtype=torch.int64)
        for row, ids in zip(padded, phoneme_ids, strict=True):
            row[: len(ids)] = torch.from_numpy(np.asarray(ids, np.int64))
        speed = torch.tensor([segment.speed for segment in segments], dtype=torch.float32)
        frames, durations = self.model(*(tensor.to(self.device) for tensor in (padded, lengths, speed)))
        frames, durations = frames.cpu().numpy(), durations.to(torch.int32).cpu().numpy()
        results = []
        for item_frames, item_durations, length in zip(frames, durations, lengths.tolist(), strict=True):
            kept = np.ascontiguousarray(item_durations[:length])
            results.append(AcousticResult(np.ascontiguousarray(item_frames[: int(kept.sum())]), kept))
        return results
