"""Phoneme ids → frames: durations, pitch, energy and the text vectors they stretch, batched across segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.devices.graphed_call import Arrays, Bucket, BucketedCalls, Call, Layout, batch_buckets
from tritone.devices.torch_device import parameter_bytes
from tritone.families import MOST_IDS
from tritone.families.hibari import signal
from tritone.families.hibari.frame_layout import FRAMES_PER_DURATION_UNIT, SYMBOLS, TEXT_CHANNELS
from tritone.families.hibari.layers import ConvNeXtBlock, TextEncoder
from tritone.families.hibari.network_sizes import (
    DECODER_ATTENTION_PASSES,
    ENERGY_SCALE,
    F0_SCALE_HZ,
    LOG_F0_SCALE,
    PROSODY_ATTENTION_PASSES,
    PROSODY_CHANNELS,
    PROSODY_DILATIONS,
    PROSODY_KERNEL,
)
from tritone.families.pacing import FRACTION_BITS
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.voices.voice import Voice


class AcousticModel(nn.Module):
    """The prosody network (`pn`) and the text half of the decoder (`m.text`) of a hibari voice.

    The prosody network runs in float64. Pitch is summed over the segment to the pulse source's phase, so in float32
    the rounding of a matrix product, which differs with the batch's shape, is heard as another waveform: 61 to 85 dB
    between a segment alone and the same one in a batch of eight; 115 dB or better in float64.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pn = _ProsodyNetwork().double()
        self.m = nn.ModuleDict({"text": TextEncoder(SYMBOLS, TEXT_CHANNELS, DECODER_ATTENTION_PASSES)})

    @torch.inference_mode()
    def forward(self, ids: Tensor, lengths: Tensor, rates: Tensor, steps: int | None = None) -> tuple[Tensor, Tensor]:
        """Turn padded phoneme ids into padded frames.

        ids: int64 [batch, phonemes]; lengths: int64 [batch]; rates: float32 [batch, phonemes], larger is faster.
        steps: how many steps of 25 ms to make; None makes what the longest segment takes, which asks the device for
        its answer. Of a segment that takes more, the frames beyond are missing and those before them are wrong near
        the cut: durations say so.
        Returns frames float32 [batch, 2 * steps, FRAME_CHANNELS] and durations int64 [batch, phonemes] in frames.
        """
        mask = torch.arange(ids.shape[1], device=ids.device) < lengths[:, None]
        hidden = self.pn.text(ids, mask)
        units = self.pn.duration_units(hidden, mask, rates)
        steps = int(units.sum(dim=1).max()) if steps is None else steps
        f0_hz, energy, frame_mask = self.pn.prosody(hidden, units, steps)
        text = _repeat_rows(
            self.m["text"](ids, mask), units * FRAMES_PER_DURATION_UNIT, steps * FRAMES_PER_DURATION_UNIT
        )
        log_f0 = torch.log1p(F.relu(f0_hz)) / LOG_F0_SCALE
        phase = signal.phase_at_frame_starts(f0_hz, frame_mask)
        scalars = torch.stack([log_f0, energy / ENERGY_SCALE, f0_hz, phase], dim=-1)
        return torch.cat([text, scalars], dim=-1) * frame_mask[..., None], units * FRAMES_PER_DURATION_UNIT


class _ProsodyNetwork(nn.Module):
    """Durations from the text, then pitch and energy at 25 ms steps, two frames at a time."""

    def __init__(self) -> None:
        super().__init__()
        channels = PROSODY_CHANNELS
        self.text = TextEncoder(SYMBOLS, channels, PROSODY_ATTENTION_PASSES)
        self.dur = nn.Sequential(nn.Conv1d(channels, channels, 3, padding=1), nn.GELU(), nn.Conv1d(channels, 1, 1))
        self.pro_in = nn.Conv1d(channels, channels, 1)
        self.pro = nn.ModuleList(
            ConvNeXtBlock(channels, 2 * channels, PROSODY_KERNEL, dilation) for dilation in PROSODY_DILATIONS
        )
        self.pro_out = nn.Conv1d(channels, 2 * FRAMES_PER_DURATION_UNIT, 1)

    def duration_units(self, hidden: Tensor, mask: Tensor, rates: Tensor) -> Tensor:
        """Steps of 25 ms for each phoneme, at least one; int64 [batch, phonemes], zero beyond each item."""
        log_units = self.dur(hidden.transpose(1, 2))[:, 0]
        plain = torch.round(torch.exp(log_units) - 1.0).clamp(min=1.0)
        return _paced(plain.double() * mask, rates)

    def prosody(self, hidden: Tensor, units: Tensor, steps: int) -> tuple[Tensor, Tensor, Tensor]:
        """Pitch in Hz and energy, both [batch, frames], and the frames' mask, bool [batch, frames]."""
        keep = (torch.arange(steps, device=units.device) < units.sum(dim=1, keepdim=True)).unsqueeze(-1)
        x = _repeat_rows(hidden, units, steps)
        x = F.linear(x, self.pro_in.weight[:, :, 0], self.pro_in.bias) * keep
        for block in self.pro:
            x = block(x, keep)
        y = F.linear(x, self.pro_out.weight[:, :, 0], self.pro_out.bias) * keep
        batch, time, _ = y.shape
        # the four outputs of a step are (f0, f0, energy, energy): quantity first, then which of the two frames
        f0, energy = y.view(batch, time, 2, FRAMES_PER_DURATION_UNIT).permute(2, 0, 1, 3).reshape(2, batch, -1)
        f0, energy = (f0 * F0_SCALE_HZ).float(), (energy * ENERGY_SCALE).float()
        return f0, energy, keep[..., 0].repeat_interleave(FRAMES_PER_DURATION_UNIT, dim=1)


def _paced(plain: Tensor, rates: Tensor) -> Tensor:
    """tritone.families.pacing.paced_durations on the device; plain: float64."""
    shares = torch.round(plain / rates.double() * (1 << FRACTION_BITS)).long()
    least = plain.clamp(max=1.0).long().cumsum(dim=1)
    wanted_ends = (shares.cumsum(dim=1) + (1 << FRACTION_BITS - 1)) >> FRACTION_BITS
    ends = least + (wanted_ends - least).cummax(dim=1).values
    return torch.diff(ends, dim=1, prepend=torch.zeros_like(ends[:, :1]))


def _repeat_rows(rows: Tensor, counts: Tensor, length: int) -> Tensor:
    """Repeat row i of each item counts[i] times: [batch, n, channels] → [batch, length, channels], zero padded."""
    ends = counts.cumsum(dim=1)
    position = torch.arange(length, device=rows.device).expand(rows.shape[0], -1).contiguous()
    source = torch.searchsorted(ends, position, right=True)
    inside = source < rows.shape[1]
    picked = rows.gather(1, source.clamp(max=rows.shape[1] - 1)[..., None].expand(-1, -1, rows.shape[2]))
    return picked * inside[..., None]


# Phoneme ids of a segment, and steps of 25 ms for each of them: 2.5 at the voice's own pace, 3.2 at most in segments
# of 22 and more ids; a few short words take 6. What does not fit (slow speech) runs again at its own shapes.
_PHONEME_BUCKETS = (16, 32, 64, 96, 128, 192, 256)
_STEPS_PER_PHONEME, _STEPS_MORE = 3.0, 40


class TorchAcousticEngine:
    """The PyTorch acoustic engine: reference on CPU, the engine on CUDA."""

    symbols, most_ids = SYMBOLS, MOST_IDS

    def __init__(
        self,
        weights: Mapping[str, npt.NDArray[np.float32]],
        device: str = "cpu",
        largest_batch: int = 0,
        graphs: bool = True,
    ):
        """largest_batch, graphs: as for the vocoder engine."""
        self.device = torch.device(device)
        self.model = AcousticModel()
        names = self.model.state_dict().keys()
        self.model.load_state_dict({name: torch.from_numpy(weights[name]) for name in names})
        self.model.eval().to(self.device)
        self.memory_bytes = parameter_bytes(self.model)
        buckets = [
            (batch, length, int(_STEPS_PER_PHONEME * length) + _STEPS_MORE)
            for batch in batch_buckets(largest_batch)
            for length in _PHONEME_BUCKETS
        ]
        self.calls = BucketedCalls(self._synthesise, _layout, self.device, buckets if largest_batch else (), graphs)

    def synthesize_frames(
        self, segments: Sequence[AcousticSegment], voices: Sequence[Voice] = ()
    ) -> list[AcousticResult]:
        """Run segments of different lengths in one batch."""
        longest = max(len(segment.phoneme_ids) for segment in segments)
        # How many steps it takes only the network knows: the bucket of their length usually has room. 0 is no bucket's
        # number of steps and stands for as many as it takes.
        (_, _, steps), call = self.calls.of((len(segments), longest, 0))
        results = self._run(call, segments)
        taken = int(results["durations"][: len(segments)].sum(axis=1).max()) // FRAMES_PER_DURATION_UNIT
        if 0 < steps < taken:
            _, call = self.calls.of((len(segments), longest, taken))
            results = self._run(call, segments)
        made = []
        for segment, frames, durations in zip(segments, results["frames"], results["durations"], strict=False):
            kept = durations[: len(segment.phoneme_ids)].copy()
            made.append(AcousticResult(frames[: int(kept.sum())].copy(), kept))
        return made

    def _run(self, call: Call, segments: Sequence[AcousticSegment]) -> Arrays:
        inputs = call.inputs
        for name in inputs:
            inputs[name][:] = 0
        for index, segment in enumerate(segments):
            inputs["ids"][index, : len(segment.phoneme_ids)] = segment.phoneme_ids
        inputs["lengths"][: len(segments)] = [len(segment.phoneme_ids) for segment in segments]
        for row, segment in zip(inputs["rates"], segments, strict=False):
            row[: len(segment.phoneme_ids)] = segment.rates()
        return call.run()

    def _synthesise(self, bucket: Bucket, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        # a row of the batch that no segment fills holds one symbol at speed 1: attention to nothing would be NaN
        lengths = inputs["lengths"].clamp(min=1)
        rates = torch.where(inputs["rates"] > 0, inputs["rates"], 1.0)
        frames, durations = self.model(inputs["ids"], lengths, rates, bucket[2] or None)
        return {"frames": frames, "durations": durations.to(torch.int32)}


def _layout(bucket: Bucket) -> Layout:
    batch, length, _ = bucket
    return {
        "ids": ((batch, length), torch.int64),
        "lengths": ((batch,), torch.int64),
        "rates": ((batch, length), torch.float32),
    }
