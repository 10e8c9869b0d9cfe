"""A batch of windows → samples and carried state, as one function of tensors whose shapes the batch alone decides.

Nothing in here asks a tensor for its values, so the whole of it can be captured as a CUDA graph. The decoder is nine
convolutions of seven frames: it looks 27 frames ahead, the inverse STFT two more. Each convolution carries its last
six input frames to the next window, so no frame is computed twice and the windows' samples are those of the whole
segment. Time in here is the segment's frame number; a layer's result for a time outside the segment is zeroed, which
is what zero padding does at the ends.
"""

from __future__ import annotations

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
    HOP_SAMPLES,
    HOPS_PER_FFT,
    LOOKAHEAD_FRAMES,
    NETWORK_CHANNELS,
    PHASE_CHANNEL,
    SPECTRUM_LOOKAHEAD,
)
from tritone.families.hibari.layers import ConvNeXtBlock
from tritone.families.hibari.network_sizes import (
    BLOCK_STATE,
    CARRIED_ROWS,
    DECODER_CHANNELS,
    DECODER_HIDDEN,
    HEAD_PARTS,
    INPUT_STATE,
    LAYER_NORM_EPSILON,
    OVERLAP_STATE,
    SOURCE_HISTORY,
    SOURCE_STATE,
)

START, STOP, TOTAL = range(3)
"""The columns of `numbers`."""


class Decoder(nn.Module):
    """The network half of the vocoder (`m.dec_in`, `m.dec`, `m.dec_norm`, `m.head`)."""

    def __init__(self) -> None:
        super().__init__()
        self.dec_in = nn.Conv1d(NETWORK_CHANNELS, DECODER_CHANNELS, DECODER_KERNEL)
        self.dec = nn.ModuleList(
            ConvNeXtBlock(DECODER_CHANNELS, DECODER_HIDDEN, DECODER_KERNEL) for _ in range(DECODER_BLOCKS)
        )
        self.dec_norm = nn.LayerNorm(DECODER_CHANNELS, eps=LAYER_NORM_EPSILON)
        self.head = nn.Linear(DECODER_CHANNELS, HEAD_PARTS * BINS)

    def halve_precision(self) -> None:
        """Run the wide products of the blocks in bfloat16: 80 % of all operations.

        What adds up over the blocks, the norms and the head stay float32: the head's output is the logarithm of
        magnitudes and an angle, where eight bits are heard.
        """
        for block in self.dec:
            assert isinstance(block, ConvNeXtBlock)
            block.pw1.to(torch.bfloat16)
            block.pw2.to(torch.bfloat16)

    def forward(self, rows: Tensor, times: Tensor, total: Tensor, carried: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        """Decode rows that follow the carried ones; row r of the result is for time times[r] - DECODER_LOOKAHEAD.

        rows: [batch, n, NETWORK_CHANNELS]; times: int64 [batch, n], the rows' frame numbers; total: int64 [batch, 1];
        carried: one [batch, CARRIED_ROWS, channels] for each convolution. Returns [batch, n, DECODER_CHANNELS] and, for
        each convolution, its input with the carried rows in front, for the caller to cut the next carried rows from.
        """
        inputs = [torch.cat([carried[0], rows], dim=1)]
        x = self.dec_in(inputs[0].transpose(1, 2)).transpose(1, 2)
        for depth, block in enumerate(self.dec, start=1):
            x = x * _inside(times - depth * (DECODER_KERNEL // 2), total)
            inputs.append(torch.cat([carried[depth], x], dim=1))
            assert isinstance(block, ConvNeXtBlock)
            x = block.forward_valid(inputs[-1])
        return x, inputs

    def spectra_parts(self, x: Tensor) -> Tensor:
        """Decoded rows [..., DECODER_CHANNELS] → [..., 5 * BINS]."""
        parts: Tensor = self.head(self.dec_norm(x))
        return parts


class WindowSynthesis(nn.Module):
    """The whole vocoder."""

    noise_table: Tensor

    def __init__(self, decoder: Decoder, noise_table: Tensor):
        super().__init__()
        self.decoder = decoder
        self.register_buffer("noise_table", noise_table, persistent=False)

    def forward(self, frames: Tensor, states: Tensor, numbers: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor]:
        """Samples float32 [batch, spectra * HOP_SAMPLES] and states float32 [batch, STATE_SIZE].

        frames: float32 [batch, rows, channels], each window's frames and anything finite behind them.
        states: float32 [batch, STATE_SIZE]; ignored where a window is its segment's first.
        numbers: int64 [batch, 3]: start, stop, total; rows_and_spectra() says how many rows and spectra that takes.
        offsets: int64 [batch, spectra], where each new spectrum's noise starts in the table.
        Of the samples of a window the first (stop - start) * HOP_SAMPLES are its own.
        """
        window = _Windows(frames, states, numbers, offsets.shape[1])
        decoded, inputs = self.decoder(window.rows, window.times, window.total, window.carried)
        synthesised = self._synthesis_frames(window, decoded, offsets)
        samples, overlap = _overlap_add(window, synthesised)
        return samples, window.next_states(inputs, overlap)

    def spectra_parts(self, frames: Tensor, states: Tensor, numbers: Tensor, spectra: int) -> Tensor:
        """The network's output alone, float32 [batch, spectra, 5 * BINS]."""
        window = _Windows(frames, states, numbers, spectra)
        decoded, _ = self.decoder(window.rows, window.times, window.total, window.carried)
        return self.decoder.spectra_parts(window.rows_of_spectra(decoded))

    def _synthesis_frames(self, window: _Windows, decoded: Tensor, offsets: Tensor) -> Tensor:
        """New spectra as windowed time frames [batch, spectra, HOPS_PER_FFT, HOP_SAMPLES], zero where none is due."""
        source = signal.source_spectra(window.pulse_frames())
        noise = self.noise_table[offsets[..., None] + torch.arange(BINS, device=offsets.device)]
        parts = self.decoder.spectra_parts(window.rows_of_spectra(decoded))
        frames = signal.spectra_to_frames(signal.combine_spectra(parts, source, noise))
        return torch.where(window.is_due[..., None, None], frames, 0.0)


def rows_and_spectra(start: int, stop: int) -> tuple[int, int]:
    """Rows that a window's decoder reads (beyond the segment's end they are zero) and new spectra that it makes."""
    if start == 0:
        return stop + LOOKAHEAD_FRAMES, stop + SPECTRUM_LOOKAHEAD
    return stop - start, stop - start


class _Windows:
    """What each stage works on, as tensors; every [batch, 1] or wider, so that they broadcast over time."""

    def __init__(self, frames: Tensor, states: Tensor, numbers: Tensor, spectra: int):
        device, (batch, rows, _) = frames.device, frames.shape
        self.spectra = spectra
        self.start, self.stop, self.total = (numbers[:, column, None] for column in (START, STOP, TOTAL))
        self.is_first = self.start == 0
        # a decoder reads times [read_first, stop + lookahead)
        self._read_first = torch.where(self.is_first, 0, self.start + LOOKAHEAD_FRAMES)
        self._read_count = self.stop + LOOKAHEAD_FRAMES - self._read_first
        self.times = self._read_first + torch.arange(rows, device=device)
        # new spectra: from where the previous window ended, to what the last hop of this one hears
        self.spectra_first = torch.where(self.is_first, 0, self.start + SPECTRUM_LOOKAHEAD)
        self.spectra_times = self.spectra_first + torch.arange(spectra, device=device)
        self.is_due = self.spectra_times < torch.minimum(self.stop + SPECTRUM_LOOKAHEAD, self.total)

        inside = _inside(self.times, self.total)
        self.rows = torch.where(inside, frames[..., :NETWORK_CHANNELS], 0.0)
        pitch_and_phase = torch.where(inside, frames[..., F0_CHANNEL : PHASE_CHANNEL + 1], 0.0)
        sizes = [INPUT_STATE, *[BLOCK_STATE] * DECODER_BLOCKS, OVERLAP_STATE, SOURCE_STATE]
        parts = torch.split(torch.where(self.is_first, 0.0, states), sizes, dim=1)
        self.carried = [part.view(batch, CARRIED_ROWS, -1) for part in parts[: DECODER_BLOCKS + 1]]
        self.overlap = parts[-2].view(batch, HOPS_PER_FFT - 1, HOP_SAMPLES)
        # pitch and phase of times [read_first - SOURCE_HISTORY, ...)
        self._source = torch.cat([parts[-1].view(batch, SOURCE_HISTORY, 2), pitch_and_phase], dim=1)

    def rows_of_spectra(self, decoded: Tensor) -> Tensor:
        """The decoded row of each new spectrum: [batch, rows, channels] → [batch, spectra, channels]."""
        index = self.spectra_times - (self._read_first - DECODER_LOOKAHEAD)
        return _pick_rows(decoded, index)

    def pulse_frames(self) -> Tensor:
        """The pulse train under each new spectrum: [batch, spectra, FFT_SAMPLES], reflected at the segment's ends."""
        lowest = self.spectra_first - 2  # the samples under spectrum t lie in frames t - 2 to t + 1
        frames = lowest + torch.arange(-1, self.spectra + 4, device=lowest.device)
        inside_segment = torch.minimum(frames.clamp(min=0), self.total - 1)
        source = _pick_rows(self._source, inside_segment - (self._read_first - SOURCE_HISTORY))
        f0, phase = source.unbind(dim=-1)
        train = signal.pulses(f0[:, :-2], f0[:, 1:-1], f0[:, 2:], phase[:, 1:-1]).flatten(1)
        wanted = lowest * HOP_SAMPLES + torch.arange(train.shape[1], device=lowest.device)
        end = self.total * HOP_SAMPLES - 1
        reflected = torch.where(wanted > end, 2 * end - wanted, wanted.abs()) - lowest * HOP_SAMPLES
        train = train.gather(1, reflected.clamp(0, train.shape[1] - 1))
        return train.unfold(1, FFT_SAMPLES, HOP_SAMPLES)

    def next_states(self, inputs: list[Tensor], overlap: Tensor) -> Tensor:
        """float32 [batch, STATE_SIZE]: the last rows each convolution read, and what is left of the overlap-add."""
        carried = [_take_rows(rows, self._read_count, CARRIED_ROWS) for rows in inputs]
        history = _take_rows(self._source, self._read_count, SOURCE_HISTORY)
        return torch.cat([part.flatten(1) for part in (*carried, overlap, history)], dim=1)


def _inside(times: Tensor, total: Tensor) -> Tensor:
    return ((times >= 0) & (times < total))[..., None]


def _pick_rows(rows: Tensor, index: Tensor) -> Tensor:
    """Row index[b, i] of each item b, the nearest there is: [batch, n, channels] → [batch, indices, channels]."""
    index = index.clamp(0, rows.shape[1] - 1)
    return rows.gather(1, index[..., None].expand(-1, -1, rows.shape[2]))


def _take_rows(rows: Tensor, first: Tensor, count: int) -> Tensor:
    """Rows [first, first + count) of each item; first: int64 [batch, 1]."""
    return _pick_rows(rows, first + torch.arange(count, device=rows.device))


def _overlap_add(window: _Windows, frames: Tensor) -> tuple[Tensor, Tensor]:
    """Add up overlapping frames; returns samples [batch, spectra * HOP_SAMPLES] and the sums carried on,
    [batch, HOPS_PER_FFT - 1, HOP_SAMPLES].

    Block j of a segment's sound is made of frames j - 1 (its last quarter) to j + 2 (its first). The new spectra of a
    window begin SPECTRUM_LOOKAHEAD frames after it, those of a first window with it: two blocks before its start.
    """
    batch, spectra = frames.shape[:2]
    blocks = spectra + HOPS_PER_FFT - 1
    added = frames.new_zeros(batch, blocks + SPECTRUM_LOOKAHEAD, HOP_SAMPLES)
    for quarter in range(HOPS_PER_FFT):
        added[:, quarter : quarter + spectra] += frames[:, :, quarter]
    sums = torch.where(window.is_first[..., None], added[:, SPECTRUM_LOOKAHEAD:], added[:, :blocks])
    sums[:, : HOPS_PER_FFT - 1] += window.overlap
    squared = signal.squared_window_blocks(frames.device)
    times = window.start + torch.arange(spectra, device=frames.device) + SPECTRUM_LOOKAHEAD
    norm = torch.zeros_like(sums[:, :spectra])
    for quarter in range(HOPS_PER_FFT):
        norm = norm + squared[quarter] * _inside(times - quarter, window.total)
    samples = (sums[:, :spectra] / norm.clamp(min=1e-11)).flatten(1)
    return samples, _take_rows(sums, window.stop - window.start, HOPS_PER_FFT - 1)
