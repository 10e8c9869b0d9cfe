"""Operations and bytes per second of audio, counted from the shapes of the hibari model; and what a card can do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from tritone.families.hibari.acoustic_model import AcousticModel
from tritone.families.hibari.frame_layout import (
    BINS,
    FFT_SAMPLES,
    FRAME_CHANNELS,
    FRAMES_PER_DURATION_UNIT,
    HOP_SAMPLES,
    SAMPLE_RATE_HZ,
)
from tritone.families.hibari.network_sizes import STATE_SIZE
from tritone.families.hibari.window_synthesis import Decoder

FRAMES_PER_SECOND = SAMPLE_RATE_HZ / HOP_SAMPLES
_PHONEMES_PER_SECOND = 16.0  # 40 steps of 25 ms a second, 2.5 to a phoneme id
_WINDOW_SECONDS = 2.0


@dataclass(frozen=True)
class Work:
    """What one second of audio takes."""

    name: str
    operations: float
    """Multiplications and additions of the matrix products, convolutions and transforms."""
    device_bytes: float
    """Through the device's memory where every layer reads its input and writes its output once, kernels not fused."""
    host_bytes: float
    """Between host and device, both ways."""
    weight_bytes: float
    """Read once a call, whatever the batch."""


def vocoder_work(bytes_per_value: int) -> Work:
    """bytes_per_value: of the decoder's wide products, 4 for float32 and 2 for bfloat16."""
    decoder = Decoder()
    rows = FRAMES_PER_SECOND
    transforms = 2 * 2.5 * FFT_SAMPLES * _log2(FFT_SAMPLES)  # forward and inverse, real
    operations = rows * (_operations_per_row(decoder) + transforms)
    values = sum(_values_per_row(layer) for layer in decoder.modules())
    wide = sum(_values_per_row(layer) for block in decoder.dec for layer in (block.pw1, block.pw2))
    # five parts, the pulses' spectrum, the noise and the sum; pulses, windowed pulses, time frames, overlap-add
    spectra = 4 * (5 * BINS + 3 * 2 * BINS) * 2 + 4 * 4 * FFT_SAMPLES * 2
    device_bytes = rows * (4 * (values - wide) + bytes_per_value * wide + spectra)
    state = 2 * 4 * STATE_SIZE / _WINDOW_SECONDS
    host_bytes = rows * 4 * FRAME_CHANNELS + 4 * SAMPLE_RATE_HZ + state
    return Work("vocoder", operations, device_bytes + state + host_bytes, host_bytes, 4.0 * _parameters(decoder))


def acoustic_work() -> Work:
    """Prosody in float64 (8 bytes a value), the text vectors in float32."""
    model = AcousticModel()
    steps = FRAMES_PER_SECOND / FRAMES_PER_DURATION_UNIT
    prosody, texts = model.pn, model.m["text"]
    operations = steps * sum(_operations_per_row(m) for m in (prosody.pro_in, prosody.pro, prosody.pro_out))
    device_bytes = steps * 8 * sum(_values_per_row(m) for m in (*prosody.pro.modules(), prosody.pro_in))
    for encoder, passes, size in ((prosody.text, 6, 8), (texts, 4, 4)):
        once = _operations_per_row(encoder.convs)
        layer = encoder.attn
        projections = 2 * (
            layer.self_attn.in_proj_weight.numel()
            + layer.self_attn.out_proj.weight.numel()
            + layer.linear1.weight.numel()
            + layer.linear2.weight.numel()
        )
        operations += _PHONEMES_PER_SECOND * (once + passes * projections)
        values = sum(map(_values_per_row, encoder.convs.modules())) + passes * 16 * layer.norm1.weight.numel()
        device_bytes += _PHONEMES_PER_SECOND * size * values
    host_bytes = FRAMES_PER_SECOND * 4 * FRAME_CHANNELS
    return Work(
        "acoustic",
        operations,
        device_bytes + 4 * host_bytes,
        host_bytes,
        8.0 * _parameters(prosody) + 4.0 * _parameters(texts),
    )


def _operations_per_row(module: nn.Module) -> float:
    """Two for each weight of a matrix product or convolution: a multiplication and an addition."""
    return 2.0 * sum(layer.weight.numel() for layer in module.modules() if _is_product(layer))


def _is_product(layer: nn.Module) -> bool:
    return isinstance(layer, (nn.Linear, nn.Conv1d)) or type(layer).__name__ == "DepthwiseConvolution"


def _values_per_row(layer: nn.Module) -> float:
    """Values read and written for a row: of a product its input and output, and twice that for what follows it."""
    if isinstance(layer, nn.Linear):
        return 2.0 * layer.out_features + layer.in_features
    if isinstance(layer, nn.Conv1d):
        return 2.0 * layer.out_channels + layer.in_channels
    if type(layer).__name__ == "DepthwiseConvolution":
        return 6.0 * layer.weight.shape[0]  # to channels first and back, and the sum with what passed it by
    if isinstance(layer, nn.LayerNorm):
        return 2.0 * layer.weight.numel()
    return 0.0


def _parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _log2(number: int) -> float:
    return float(torch.log2(torch.tensor(float(number))))


@dataclass(frozen=True)
class Ceilings:
    """What a device was seen to do: the fastest of several runs."""

    products_per_second: dict[str, float]
    """Operations a second of a large matrix product, by type."""
    memory_bytes_per_second: float
    """A large copy on the device, bytes read plus bytes written."""
    host_bytes_per_second: float
    """Pinned memory to the device."""
    launches_per_second: float
    """Of an empty kernel, one after the other."""


def measure_ceilings(device: torch.device, side: int) -> Ceilings:
    """Measure them; side: rows and columns of the matrices."""
    products = {}
    for kind in (torch.float64, torch.float32, torch.bfloat16):
        a, b = (torch.randn(side, side, device=device, dtype=torch.float32).to(kind) for _ in range(2))
        products[str(kind).removeprefix("torch.")] = 2 * side**3 / fastest_seconds(lambda a=a, b=b: a @ b, device)
    source = torch.randn(max(side * side * 8, 1 << 22), device=device)
    target = torch.empty_like(source)
    memory = 2 * source.nbytes / fastest_seconds(lambda: target.copy_(source), device)
    host = torch.empty(1 << 24, pin_memory=device.type == "cuda")
    landing = torch.empty_like(host, device=device)
    to_device = host.nbytes / fastest_seconds(lambda: landing.copy_(host, non_blocking=True), device)
    one = torch.zeros(1, device=device)
    launches = 1000 / fastest_seconds(lambda: [one.add_(1) for _ in range(1000)], device)
    return Ceilings(products, memory, to_device, launches)


def fastest_seconds(work: Callable[[], object], device: torch.device, runs: int = 7) -> float:
    """The shortest of several runs, after one that does not count; waits for the device."""

    def once() -> float:
        began = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        return time.perf_counter() - began

    once()
    return min(once() for _ in range(runs))


def bound_times_real_time(work: Work, ceilings: Ceilings, kind: str, audio_seconds_per_call: float) -> dict[str, float]:
    """× real time that each of the device's limits would allow by itself; kind: the type of the products."""
    device_bytes = work.device_bytes + work.weight_bytes / audio_seconds_per_call
    return {
        "operations": ceilings.products_per_second[kind] / work.operations,
        "device memory": ceilings.memory_bytes_per_second / device_bytes,
        "host link": ceilings.host_bytes_per_second / work.host_bytes,
    }
