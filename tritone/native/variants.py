"""The kernel libraries there are: one for each set of processor instructions, all with the same functions."""

from __future__ import annotations

from dataclasses import dataclass

_AVX512 = ("-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mavx512vnni", "-mfma", "-mprefer-vector-width=512")
_AVX512_FEATURES = frozenset({"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni", "fma"})

_AMX = ("-mamx-tile", "-mamx-int8", "-mamx-bf16")
_AMX_FEATURES = frozenset({"amx_tile", "amx_int8", "amx_bf16"})

_AVX2 = ("-mavx2", "-mfma")
_AVX2_FEATURES = frozenset({"avx2", "fma"})


@dataclass(frozen=True)
class KernelVariant:
    """One library."""

    name: str
    """Part of its file's name; TRITONE_ISA may name it too."""
    isa: str
    """What TRITONE_ISA calls it; several libraries may be of one kind."""
    cpu_features: frozenset[str]
    """What a processor must have to run it, as /proc/cpuinfo names it."""
    flags: tuple[str, ...]
    """Tell the compiler of those instructions. Named ones, not the building machine's own: a library runs wherever
    cpu_features are there."""


VARIANTS = (
    KernelVariant("amx", "amx", _AVX512_FEATURES | _AMX_FEATURES | {"avx512_bf16"}, (*_AVX512, "-mavx512bf16", *_AMX)),
    KernelVariant("avx512_bf16", "avx512", _AVX512_FEATURES | {"avx512_bf16"}, (*_AVX512, "-mavx512bf16")),
    KernelVariant("avx512_vnni", "avx512", _AVX512_FEATURES, _AVX512),
    KernelVariant("avx2_vnni", "avx2", _AVX2_FEATURES | {"avx_vnni"}, (*_AVX2, "-mavxvnni")),
    KernelVariant("avx2_fma", "avx2", _AVX2_FEATURES, _AVX2),
    KernelVariant("portable", "portable", frozenset(), ()),
)
"""Fastest first: the first that a processor can run is used."""
ISAS = ("amx", "avx512", "avx2", "portable")
"""What TRITONE_ISA may be; or a library's own name."""


def variant_for(
    cpu_features: frozenset[str], isa: str = "", after: KernelVariant | None = None
) -> KernelVariant | None:
    """The library for such a processor, of one kind if a kind is named, or the one named; None when there is none.

    after: among those that are slower than this one.
    """
    slower = VARIANTS if after is None else VARIANTS[VARIANTS.index(after) + 1 :]
    named = (variant for variant in slower if isa in ("", variant.isa, variant.name))
    return next((variant for variant in named if variant.cpu_features <= cpu_features), None)
