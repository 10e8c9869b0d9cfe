"""The kernel libraries there are: one for each set of processor instructions, all with the same functions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class KernelVariant:
    """One library."""

    name: str
    """Part of its file's name."""
    cpu_features: frozenset[str]
    """What a processor must have to run it, as /proc/cpuinfo names it."""
    flags: tuple[str, ...]
    """Tell the compiler of those instructions. Named ones, not the building machine's own: a library runs wherever
    cpu_features are there."""


VARIANTS = (
    KernelVariant(
        "avx512_vnni",
        frozenset({"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "fma"}),
        (
            "-mavx512f",
            "-mavx512bw",
            "-mavx512dq",
            "-mavx512vl",
            "-mavx512vnni",
            "-mfma",
            "-mprefer-vector-width=512",
        ),
    ),
)
"""Fastest first: the first that a processor can run is used."""


def variant_for(cpu_features: frozenset[str]) -> KernelVariant | None:
    """The library for such a processor; None when there is none."""
    return next((variant for variant in VARIANTS if variant.cpu_features <= cpu_features), None)


def machine_cpu_features() -> frozenset[str]:
    """What this machine's processor has; empty where it does not say."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    flags = next((line.partition(":")[2] for line in lines if line.startswith("flags")), "")
    return frozenset(flags.split())
