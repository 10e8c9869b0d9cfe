"""Which GPUs this machine has, and which of them an instance of a model takes."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

_DEVICE_FOLDER = Path("/dev")


def may_have_gpu() -> bool:
    """Whether this process may see an NVIDIA GPU (asked of the machine, so that PyTorch need not be loaded)."""
    if os.environ.get("CUDA_VISIBLE_DEVICES", "all") in ("", "-1"):
        return False
    return any(re.fullmatch(r"nvidia(\d+|ctl)", path.name) for path in _DEVICE_FOLDER.glob("nvidia*"))


def usable_gpus() -> int:
    """How many GPUs PyTorch can use in this process; loads PyTorch only where there may be one."""
    if not may_have_gpu():
        return 0
    try:
        import torch
    except ImportError:
        return 0
    return torch.cuda.device_count() if torch.cuda.is_available() else 0


def instance_device(device: str, gpus: int, instance: Mapping[str, str]) -> str:
    """The device of one instance of a model: "cpu", "cuda:N", or "cuda" for PyTorch to refuse where there is none.

    device: what the config asks for, "auto", "cpu", "cuda" or "cuda:N"; instance: what Triton tells an instance of
    itself. Instances of KIND_GPU have a GPU assigned by Triton; others take the GPUs in turn, by their own number.
    """
    if device == "cpu" or ":" in device:
        return device
    if instance.get("model_instance_kind") == "GPU":
        return f"cuda:{instance['model_instance_device_id']}"
    if gpus == 0:
        return "cpu" if device == "auto" else device
    number = re.search(r"(\d+)$", instance.get("model_instance_name", ""))  # vocoder_0_3 is the group's fourth
    return f"cuda:{int(number[1]) % gpus if number else 0}"
