"""Frames → samples: the hibari decoder and its signal processing, window by window with carried state.

The decoder is nine convolutions of seven frames: it looks 27 frames ahead, the inverse STFT two more. Each
convolution carries its last six input frames to the next window, so no frame is computed twice and the windows'
samples are those of the whole segment. Time in here is the segment's frame number; a layer's result for a time
outside the segment is zeroed, which is what zero padding does at the ends.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from tritone.families.hibari import signal
from tritone.families.hibari.frame_layout import (
    BINS,
    DECODER_BLOCKS,
    DECODER_KERNEL,
    DECODER_LOOKAHEAD,
    F0_CHANNEL,
    FFT_SAMPLES,
    FRAME_CHANNELS,
    HOP_SAMPLES,
    HOPS_PER_FFT,
    LOOKAHEAD_FRAMES,
    NETWORK_CHANNELS,
    PHASE_CHANNEL,
    SPECTRUM_LOOKAHEAD,
)
from tritone.families.hibari.layers import LAYER_NORM_EPSILON, ConvNeXtBlock
from tritone.families.hibari.noise import noise_table
from tritone.families.noise_offsets import noise_offsets
from tritone.torch_device import parameter_bytes
from tritone.vocoder_window import VocodedWindow, VocoderWindow
from tritone.voice_registry import Voice

CHANNELS, HIDDEN = 256, 768
CARRIED_ROWS = DECODER_KERNEL - 1
SOURCE_HISTORY = LOOKAHEAD_FRAMES + 3  # pitch and phase rows kept: a window's pulses start three frames before it

_INPUT_STATE = CARRIED_ROWS * NETWORK_CHANNELS
_BLOCK_STATE = CARRIED_ROWS * CHANNELS
_OVERLAP_STATE = (HOPS_PER_FFT - 1) * HOP_SAMPLES
_SOURCE_STATE = SOURCE_HISTORY * 2
STATE_SIZE = _INPUT_STATE + DECODER_BLOCKS * _BLOCK_STATE + _OVERLAP_STATE + _SOURCE_STATE


class Decoder(nn.Module):
    """The network half of the vocoder (`m.dec_in`, `m.dec`, `m.dec_norm`, `m.head`)."""

    def __init__(self) -> None:
        super().__init__()
        self.dec_in = nn.Conv1d(NETWORK_CHANNELS, CHANNELS, DECODER_KERNEL)
        self.dec = nn.ModuleList(ConvNeXtBlock(CHANNELS, HIDDEN, DECODER_KERNEL) for _ in range(DECODER_BLOCKS))
        self.dec_norm = nn.LayerNorm(CHANNELS, eps=LAYER_NORM_EPSILON)
        self.head = nn.Linear(CHANNELS, 5 * BINS)

    def forward(self, rows: Tensor, times: Tensor, total: Tensor, carried: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        """Decode rows that follow the carried ones; row r of the result is for time times[r] - DECODER_LOOKAHEAD.

        rows: [batch, n, NETWORK_CHANNELS]; times: int64 [batch, n], the rows' frame numbers; total: int64 [batch, 1];
        carried: one [batch, CARRIED_ROWS, channels] for each convolution. Returns [batch, n, CHANNELS] and, for each
        convolution, its input with the carried rows in front, for the caller to cut the next carried rows from.
        """
        inputs = [torch.cat([carried[0], rows], dim=1)]
        x = self.dec_in(inputs[0].transpose(1, 2)).transpose(1, 2)
        for depth, block in enumerate(self.dec, start=1):
            x = x * _inside(times - depth * (DECODER_KERNEL // 2), total)
            inputs.append(torch.cat([carried[depth], x], dim=1))
            x = block.forward_valid(inputs[-1])
        return x, inputs

    def spectra_parts(self, x: Tensor) -> Tensor:
        """Decoded rows [rows, CHANNELS] → [rows, 5 * BINS]."""
        return self.head(self.dec_norm(x))


def _inside(times: Tensor, total: Tensor) -> Tensor:
    return ((times >= 0) & (times < total))[..., None]


class TorchVocoderEngine:
    """The PyTorch vocoder engine: reference on CPU, the engine on CUDA."""

    state_size = STATE_SIZE

    def __init__(self, weights: dict[str, np.ndarray], device: str = "cpu"):
        self.device = torch.device(device)
        self.decoder = Decoder()
        names = self.decoder.state_dict().keys()
        self.decoder.load_state_dict({name: torch.from_numpy(weights[f"m.{name}"]) for name in names})
        self.decoder.eval().to(self.device)
        self.memory_bytes = parameter_bytes(self.decoder)
        self.noise_table = torch.from_numpy(noise_table()).to(self.device)

    @torch.inference_mode()
    def vocode(self, windows: Sequence[VocoderWindow], voices: Sequence[Voice] = ()) -> list[VocodedWindow]:
        """Turn windows of different segments and lengths into samples in one batch."""
        batch = _Batch(windows, self.device)
        decoded, inputs = self.decoder(batch.rows, batch.times, batch.total, batch.carried)
        rows = _rows_between(decoded, batch.decoded_first, batch.spectra_first, batch.spectra_stop)
        frames = self._synthesis_frames(batch, rows)
        samples, overlap = _overlap_add(batch, frames)
        states = batch.next_states(inputs, overlap)
        results = []
        for index, window in enumerate(windows):
            length = (window.stop - window.start) * HOP_SAMPLES
            results.append(VocodedWindow(samples[index, :length].cpu().numpy().copy(), states[index].cpu().numpy()))
        return results

    def _synthesis_frames(self, batch: _Batch, rows: Tensor) -> Tensor:
        """Decoded rows of all windows, [rows, CHANNELS], → windowed time frames [rows, HOPS_PER_FFT, HOP_SAMPLES]."""
        if not len(rows):  # a last window of at most two frames needs no new spectrum, and MKL's FFT refuses none
            return torch.zeros(0, HOPS_PER_FFT, HOP_SAMPLES, device=self.device)
        source = signal.source_spectra(batch.pulse_frames())
        offsets = batch.noise_offsets().to(self.device)
        noise = self.noise_table[offsets[:, None] + torch.arange(BINS, device=self.device)]
        return signal.spectra_to_frames(signal.combine_spectra(self.decoder.spectra_parts(rows), source, noise))


class _Batch:
    """Windows of different lengths as padded tensors, with the frame numbers that each stage works on."""

    def __init__(self, windows: Sequence[VocoderWindow], device: torch.device):
        self.windows, self.device = windows, device
        self.starts = [window.start for window in windows]
        self.totals = [window.total for window in windows]
        # a window's decoder reads times [read_first, stop + lookahead): beyond the segment's end they are zero rows
        self.read_first = [0 if window.start == 0 else window.start + LOOKAHEAD_FRAMES for window in windows]
        self.read_count = [window.stop + LOOKAHEAD_FRAMES - first
                           for window, first in zip(windows, self.read_first, strict=True)]
        self.decoded_first = [first - DECODER_LOOKAHEAD for first in self.read_first]
        # new spectra: from where the previous window ended, to what the last hop of this one hears
        self.spectra_first = [0 if window.start == 0 else min(window.start + SPECTRUM_LOOKAHEAD, window.total)
                              for window in windows]
        self.spectra_stop = [min(window.stop + SPECTRUM_LOOKAHEAD, window.total) for window in windows]
        self._pad_frames()
        self._unpack_states()

    def _pad_frames(self) -> None:
        longest = max(self.read_count)
        padded = torch.zeros(len(self.windows), longest, FRAME_CHANNELS)
        for row, window in zip(padded, self.windows, strict=True):
            row[: len(window.frames)] = torch.from_numpy(window.frames)
        padded = padded.to(self.device)
        self.rows = padded[..., :NETWORK_CHANNELS]
        self.source_rows = padded[..., [F0_CHANNEL, PHASE_CHANNEL]]
        first = torch.tensor(self.read_first, device=self.device)
        self.times = first[:, None] + torch.arange(longest, device=self.device)
        self.total = torch.tensor(self.totals, device=self.device)[:, None]

    def _unpack_states(self) -> None:
        states = torch.zeros(len(self.windows), STATE_SIZE)
        for row, window in zip(states, self.windows, strict=True):
            if window.state is not None:
                row.copy_(torch.from_numpy(window.state))
        sizes = [_INPUT_STATE, *[_BLOCK_STATE] * DECODER_BLOCKS, _OVERLAP_STATE, _SOURCE_STATE]
        parts = states.to(self.device).split(sizes, dim=1)
        self.carried = [part.view(len(self.windows), CARRIED_ROWS, -1) for part in parts[: DECODER_BLOCKS + 1]]
        self.overlap = parts[-2].view(len(self.windows), HOPS_PER_FFT - 1, HOP_SAMPLES)
        history = parts[-1].view(len(self.windows), SOURCE_HISTORY, 2)
        # pitch and phase of times [read_first - SOURCE_HISTORY, ...)
        self.source = torch.cat([history, self.source_rows], dim=1)

    def next_states(self, inputs: list[Tensor], overlap: Tensor) -> Tensor:
        """float32 [batch, STATE_SIZE]: the last rows each convolution read, and what is left of the overlap-add."""
        counts = torch.tensor(self.read_count, device=self.device)[:, None]
        carried = [_take_rows(rows, counts, CARRIED_ROWS) for rows in inputs]
        history = _take_rows(self.source, counts, SOURCE_HISTORY)
        return torch.cat([part.flatten(1) for part in (*carried, overlap, history)], dim=1)

    def noise_offsets(self) -> Tensor:
        """int64 [rows]: where each spectrum's noise starts in the table."""
        return torch.from_numpy(np.concatenate([
            noise_offsets(window.noise_seed, first, stop - first)
            for window, first, stop in zip(self.windows, self.spectra_first, self.spectra_stop, strict=True)]))

    def pulse_frames(self) -> Tensor:
        """The pulse train under each new spectrum's window: [rows, FFT_SAMPLES], reflected at the segment's ends."""
        frames = []
        for index, total in enumerate(self.totals):
            first, stop = self.spectra_first[index], self.spectra_stop[index]
            if stop <= first:
                continue
            # the samples under spectra [first, stop) lie in frames [first - 2, stop + 1]; those inside the segment:
            lowest, highest = max(first - 2, 0), min(stop + 1, total - 1)
            origin = self.read_first[index] - SOURCE_HISTORY
            numbers = torch.arange(lowest - 1, highest + 2, device=self.device).clamp(0, total - 1) - origin
            f0, phase = self.source[index, numbers].unbind(dim=-1)
            train = signal.pulses(f0[:-2], f0[1:-1], f0[2:], phase[1:-1]).flatten()
            wanted = torch.arange((first - 2) * HOP_SAMPLES, (stop + 1) * HOP_SAMPLES,
                                  device=self.device)
            end = total * HOP_SAMPLES - 1
            reflected = torch.where(wanted > end, 2 * end - wanted, wanted.abs()) - lowest * HOP_SAMPLES
            frames.append(train[reflected].unfold(0, FFT_SAMPLES, HOP_SAMPLES))
        return torch.cat(frames) if frames else torch.zeros(0, FFT_SAMPLES, device=self.device)


def _take_rows(rows: Tensor, first: Tensor, count: int) -> Tensor:
    """Rows [first, first + count) of each item: rows [batch, n, channels], first int64 [batch, 1]."""
    index = first + torch.arange(count, device=rows.device)
    return rows.gather(1, index[..., None].expand(-1, -1, rows.shape[2]))


def _rows_between(decoded: Tensor, origins: list[int], firsts: list[int], stops: list[int]) -> Tensor:
    """The rows of times [first, stop) of each item, one after the other; row 0 of an item is time `origin`."""
    return torch.cat([item[first - origin: stop - origin]
                      for item, origin, first, stop in zip(decoded, origins, firsts, stops, strict=True)])


def _overlap_add(batch: _Batch, frames: Tensor) -> tuple[Tensor, Tensor]:
    """Add up overlapping frames; returns samples [batch, longest] and the sums carried on, [batch, 3, HOP_SAMPLES].

    Block j of a segment's sound is made of frames j - 1 (its last quarter) to j + 2 (its first).
    """
    squared = signal.squared_window_blocks(batch.device)
    longest = max(window.stop - window.start for window in batch.windows)
    samples = torch.zeros(len(batch.windows), longest * HOP_SAMPLES, device=batch.device)
    overlaps = torch.zeros_like(batch.overlap)
    row = 0
    for index, window in enumerate(batch.windows):
        first, stop, total = batch.spectra_first[index], batch.spectra_stop[index], window.total
        own, row = frames[row: row + stop - first], row + stop - first
        # sums of blocks [window.start, window.stop + 3), beginning with what earlier windows left
        origin = window.start
        sums = torch.zeros(window.stop - origin + 3, HOP_SAMPLES, device=batch.device)
        sums[: HOPS_PER_FFT - 1] = batch.overlap[index] if window.start else 0.0
        for quarter in range(HOPS_PER_FFT):
            low = first - SPECTRUM_LOOKAHEAD + quarter - origin  # the block that frame `first` adds this quarter to
            skipped = max(0, -low)  # blocks before the segment's start are not heard
            sums[low + skipped: low + len(own)] += own[skipped:, quarter]
        count = window.stop - window.start
        blocks = torch.arange(window.start, window.stop, device=batch.device)
        norm = torch.zeros(count, HOP_SAMPLES, device=batch.device)
        for quarter in range(HOPS_PER_FFT):
            source = blocks + SPECTRUM_LOOKAHEAD - quarter
            norm += squared[quarter] * _inside(source, total)
        samples[index, : count * HOP_SAMPLES] = (sums[:count] / norm.clamp(min=1e-11)).flatten()
        overlaps[index] = sums[count: count + 3]
    return samples, overlaps
