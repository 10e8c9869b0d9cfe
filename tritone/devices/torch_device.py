"""Choose the device PyTorch runs on, how many threads it may use and how many rows it runs at once."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from tritone.errors import TritoneError


def resolve_device(device: str, threads: int) -> str:
    """ "auto", "cpu", "cuda" or "cuda:N" → a torch device name; threads bounds the CPU threads of this process."""
    torch.set_num_threads(max(1, threads))
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise TritoneError(
            f'device "{device}" was asked for, but PyTorch {torch.__version__} sees no GPU: '
            "use --device cpu, or install a CUDA build of PyTorch and the NVIDIA driver"
        )
    if device.startswith("cuda"):
        # Float32 is to mean float32: PyTorch's default rounds the inputs of convolutions to ten bits.
        torch.backends.cudnn.allow_tf32 = False
        device = "cuda:0" if device == "cuda" else device
        torch.cuda.set_device(device)  # else the first use of CUDA opens a context on the first GPU, too
    return device


def runs_bfloat16_well(device: str) -> bool:
    """Whether products of bfloat16 are faster there than those of float32."""
    if device == "cpu":
        # PyTorch may be held to less than the processor has; bfloat16 is then a loop of single steps
        if torch.backends.cpu.get_cpu_capability() in ("DEFAULT", "AVX2"):
            return False
        return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
    return bool(torch.cuda.is_bf16_supported(including_emulation=False))


def batches_of(rows: int, device: torch.device, together: bool | None = None) -> Iterator[slice]:
    """The batches that a call's rows are run in: all rows together, or one by one; none where there are no rows.

    together: None puts them together on a GPU only. A CPU core gains nothing from wider batches, and padding costs;
    alone, a row's result is the same to the last bit whatever came with it.
    """
    together = device.type != "cpu" if together is None else together
    step = max(1, rows) if together else 1
    return (slice(first, first + step) for first in range(0, rows, step))


def parameter_bytes(module: torch.nn.Module) -> int:
    """What a module's parameters and buffers take in memory."""
    return sum(tensor.nbytes for tensor in (*module.parameters(), *module.buffers()))
