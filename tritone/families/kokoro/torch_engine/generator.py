"""The second half of the decoder: frame features → samples, a whole segment at a time."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tritone.families.kokoro.frame_layout import KEPT_FRAMES
from tritone.families.kokoro.network_sizes import BINS, DILATIONS, FFT_HOP, FFT_SIZE, STEPS_PER_FRAME, UPS
from tritone.families.kokoro.torch_engine.checkpoint_layers import CheckpointLayers
from tritone.families.kokoro.torch_engine.layers import convolve, instance_norm, masked
from tritone.families.kokoro.torch_engine.source import HarmonicSource

_SLOPE, _LAST_SLOPE = 0.1, 0.01


class Generator(nn.Module):
    """Transposed convolutions with residual blocks, an excitation added to each, and an inverse Fourier transform.

    Every norm takes its statistics from the whole segment, as in training, so no sample is known before the segment is.
    """

    synthesis: Tensor

    def __init__(self, checkpoint: CheckpointLayers):
        super().__init__()
        name = "decoder.generator"
        self.source = HarmonicSource(checkpoint)
        ups = [checkpoint.transposed(f"{name}.ups.{i}", stride) for i, stride in enumerate(UPS)]
        self.up, self.in_channels = nn.ModuleList(ups), ups[0].in_channels
        self.source_in = nn.ModuleList(
            [
                checkpoint.convolution(f"{name}.noise_convs.0", stride=UPS[1], padding=(UPS[1] + 1) // 2),
                checkpoint.convolution(f"{name}.noise_convs.1"),
            ]
        )
        self.source_blocks = nn.ModuleList(_ResidualBlock(checkpoint, f"{name}.noise_res.{i}") for i in range(len(UPS)))
        self.blocks = nn.ModuleList(
            _ResidualBlock(checkpoint, f"{name}.resblocks.{i}") for i in range(checkpoint.count(f"{name}.resblocks"))
        )
        self.leave = checkpoint.convolution(f"{name}.conv_post")
        self.register_buffer("synthesis", synthesis_basis(), persistent=False)

    def halve_precision(self) -> None:
        """Convolve in bfloat16, except for the last step. Sums and norms stay float32: what they round away comes back
        as noise up to 5 dB above a voice's quietest bands."""
        for module in (*self.up, *self.source_in, *self.source_blocks.modules(), *self.blocks.modules()):
            if isinstance(module, (nn.Conv1d, nn.ConvTranspose1d)):
                module.to(torch.bfloat16)

    def forward(
        self, frames: Tensor, excitation: Sequence[Tensor], style: Tensor, silence: Sequence[tuple[int, int]]
    ) -> Tensor:
        """frames: [batch, channels, n], zero beyond each item's end; style: [batch, style channels].

        excitation: what `source` made of each item's pitch; its lengths are the items'. silence: of each item, how many
        frames were cut off at either end, which norms count as being like those left there. Returns samples,
        [batch, n * 300].
        """
        beside, masks = _padded(excitation, frames.shape[2] * STEPS_PER_FRAME + 1)
        lengths = [(item.shape[2] - 1) // STEPS_PER_FRAME for item in excitation]
        rates = [(UPS[0], 0, frames.shape[2] * UPS[0]), (STEPS_PER_FRAME, 1, beside.shape[2])]
        weights = [_weights(lengths, silence, *rate, beside.device) for rate in rates]
        kinds, x = len(self.blocks) // len(self.up), frames
        for index, layer in enumerate(self.up):
            x = convolve(layer, F.leaky_relu(x, _SLOPE))
            is_last = index == len(self.up) - 1
            if is_last:
                x = F.pad(x, (1, 0), mode="reflect")
            mask, counted = masks[index], weights[index]
            x = x + self.source_blocks[index](convolve(self.source_in[index], beside), style, mask, counted)
            blocks = self.blocks[index * kinds : (index + 1) * kinds]
            total = blocks[0](x, style, mask, counted)
            for block in blocks[1:]:
                total = total + block(x, style, mask, counted)
            x = masked(total / kinds, mask)
        return self._inverse(masked(self.leave(F.leaky_relu(x, _LAST_SLOPE)), masks[-1]))

    def _inverse(self, x: Tensor) -> Tensor:
        magnitude, phase = torch.exp(x[:, :BINS]), torch.sin(x[:, BINS:])
        spectrum = torch.cat([magnitude * torch.cos(phase), magnitude * torch.sin(phase)], dim=1)
        return F.conv_transpose1d(spectrum, self.synthesis, stride=FFT_HOP)[:, 0, FFT_SIZE // 2 : -(FFT_SIZE // 2)]


class _ResidualBlock(nn.Module):
    def __init__(self, checkpoint: CheckpointLayers, name: str):
        super().__init__()
        steps = range(len(DILATIONS))
        self.convs_1 = nn.ModuleList(checkpoint.convolution(f"{name}.convs1.{i}", dilation=DILATIONS[i]) for i in steps)
        self.convs_2 = nn.ModuleList(checkpoint.convolution(f"{name}.convs2.{i}") for i in steps)
        self.norms_1, self.norms_2 = (
            nn.ModuleList(_StyledSnake(checkpoint, f"{name}.adain{k}.{i}", f"{name}.alpha{k}.{i}") for i in steps)
            for k in (1, 2)
        )

    def forward(self, x: Tensor, style: Tensor, *rows: Tensor | None) -> Tensor:
        """rows: mask and weights of x's, see `instance_norm`."""
        for conv_1, conv_2, norm_1, norm_2 in zip(self.convs_1, self.convs_2, self.norms_1, self.norms_2, strict=True):
            x = x + convolve(conv_2, norm_2(convolve(conv_1, norm_1(x, style, *rows)), style, *rows))
        return x


class _StyledSnake(nn.Module):
    """Adaptive normalisation followed by Snake's activation, x + sin²(a x) / a (Ziyin et al., 2020)."""

    alpha: Tensor

    def __init__(self, checkpoint: CheckpointLayers, name: str, alpha: str):
        super().__init__()
        self.style = checkpoint.linear(f"{name}.fc")
        self.register_buffer("alpha", checkpoint.tensor(alpha).reshape(1, -1, 1))

    def forward(self, x: Tensor, style: Tensor, mask: Tensor | None, weights: Tensor | None) -> Tensor:
        gain, shift = self.style(style).chunk(2, dim=1)
        x = instance_norm(x, 1 + gain, shift, mask, weights)
        return torch.sin(x * self.alpha).square_().div_(self.alpha).add_(x)


def _padded(items: Sequence[Tensor], longest: int) -> tuple[Tensor, list[Tensor | None]]:
    """Excitations as one batch, and the masks of the two rates of the generator."""
    lengths = [item.shape[2] for item in items]
    if min(lengths) == longest:
        return torch.cat(list(items)), [None, None]
    batch = items[0].new_zeros(len(items), items[0].shape[1], longest)
    for row, item in zip(batch, items, strict=True):
        row[:, : item.shape[2]] = item[0]
    ends = torch.tensor(lengths, device=batch.device)[:, None]
    fine = torch.arange(longest, device=batch.device) < ends
    coarse = torch.arange((longest - 1) // UPS[1], device=batch.device) < (ends - 1) // UPS[1]
    return batch, [coarse[:, None].to(batch.dtype), fine[:, None].to(batch.dtype)]


def _weights(
    lengths: Sequence[int],
    silence: Sequence[tuple[int, int]],
    of_frame: int,
    mirrored: int,
    rows: int,
    device: torch.device,
) -> Tensor | None:
    """How often each row counts in norms, [batch, 1, rows]; None where nothing was cut off.

    lengths: each item's frames; of_frame: rows that a frame has; mirrored: rows before the first one's.
    """
    if not any(map(any, silence)):
        return None
    weights = torch.zeros(len(lengths), 1, rows)
    for item, length, (before, after) in zip(weights[:, 0], lengths, silence, strict=True):
        end, left = mirrored + length * of_frame, min(KEPT_FRAMES, length)
        item[:end] = 1
        item[mirrored : mirrored + left * of_frame] += before / left
        item[end - left * of_frame : end] += after / left
    return weights.to(device)


def synthesis_basis() -> Tensor:
    """Inverse Fourier transform, window and overlap-add as one transposed convolution, [2 bins, 1, FFT_SIZE]."""
    window = torch.hann_window(FFT_SIZE, dtype=torch.float64)
    overlap = sum(window.square().roll(shift) for shift in range(0, FFT_SIZE, FFT_HOP))
    identity = torch.eye(BINS, dtype=torch.float64).to(torch.complex128)
    rows = torch.cat([torch.fft.irfft(identity, FFT_SIZE), torch.fft.irfft(identity * 1j, FFT_SIZE)])
    return (rows * window / overlap)[:, None].float()
