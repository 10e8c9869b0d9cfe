"""The kernel libraries there are: one for each set of processor instructions, all with the same functions."""

from __future__ import annotations

from dataclasses import dataclass

_ALL_FAMILIES = frozenset({"hibari", "kokoro", "piper"})
_AVX512 = ("-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mavx512vnni", "-mfma", "-mprefer-vector-width=512")
_AVX512_FEATURES = frozenset({"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "fma"})


@dataclass(frozen=True)
class KernelVariant:
    """One library."""

    name: str
    """Part of its file's name."""
    isa: str
    """What TRITONE_ISA calls it; several libraries may be of one kind."""
    cpu_features: frozenset[str]
    """What a processor must have to run it, as /proc/cpuinfo names it."""
    flags: tuple[str, ...]
    """Tell the compiler of those instructions. Named ones, not the building machine's own: a library runs wherever
    cpu_features are there."""
    families: frozenset[str] = _ALL_FAMILIES
    """The voice families whose kernels it has; PyTorch runs the others."""


VARIANTS = (
    KernelVariant("avx512_bf16", "avx512", _AVX512_FEATURES | {"avx512_bf16"}, (*_AVX512, "-mavx512bf16")),
    KernelVariant("avx512_vnni", "avx512", _AVX512_FEATURES, _AVX512),
    KernelVariant("avx2", "avx2", frozenset({"avx2", "fma"}), ("-mavx2", "-mfma"), frozenset({"kokoro", "piper"})),
    KernelVariant("portable", "portable", frozenset(), (), frozenset({"kokoro", "piper"})),
)
"""Fastest first: the first that a processor can run is used."""
ISAS = ("avx512", "avx2", "portable")
"""What TRITONE_ISA may be."""


def variant_for(cpu_features: frozenset[str], isa: str = "") -> KernelVariant | None:
    """The library for such a processor, of one kind if a kind is named; None when there is none."""
    fitting = (variant for variant in VARIANTS if variant.cpu_features <= cpu_features and isa in ("", variant.isa))
    return next(fitting, None)
