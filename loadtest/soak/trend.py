"""What a server held over time: the first third beside the last, as a table and as a plot."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from loadtest.runs.footprint import Footprint

# What may differ between the thirds: buffers and arenas that fill once; 3 % is the noise of runs that are flat.
GROWTH_SHARE, GROWTH_SPARE = 1.03, {"resident_mb": 8, "pss_mb": 8, "shared_mb": 2, "handles": 6, "threads": 6}


@dataclass(frozen=True)
class Sample:
    """One look at the server."""

    seconds: float
    """Since the arrivals began."""
    streams: int
    """In flight."""
    footprint: Footprint


def grown(samples: Sequence[Sample]) -> list[str]:
    """What the last third holds more of than the first."""
    return [
        f"{name} grew from {first:.0f} to {last:.0f}"
        for name, (first, last) in thirds(samples).items()
        if last > first * GROWTH_SHARE + GROWTH_SPARE[name]
    ]


def thirds(samples: Sequence[Sample]) -> dict[str, tuple[float, float]]:
    """Medians over the first and the last third; what is held varies with the streams in flight."""
    part = max(1, len(samples) // 3)
    return {name: (_median(samples[:part], name), _median(samples[-part:], name)) for name in GROWTH_SPARE}


def _median(samples: Sequence[Sample], name: str) -> float:
    return statistics.median(getattr(sample.footprint, name) for sample in samples)


def table(samples: Sequence[Sample]) -> str:
    """A Markdown table."""
    lines = ["| | first third | last third |", "|---|---|---|"]
    for name, (first, last) in thirds(samples).items():
        lines.append(f"| {name.replace('_', ' ')} | {first:.0f} | {last:.0f} |")
    return "\n".join(lines)


def plot(samples: Sequence[Sample], path: Path) -> None:
    """Memory, shared memory, handles and threads over time, one above the other."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    panels = {
        "memory (MB)": ("resident_mb", "pss_mb"),
        "shared memory (MB)": ("shared_mb",),
        "handles": ("handles",),
        "threads": ("threads",),
    }
    figure, axes = pyplot.subplots(len(panels), 1, sharex=True, figsize=(8, 9), layout="constrained")
    minutes = [sample.seconds / 60 for sample in samples]
    for axis, (title, names) in zip(axes, panels.items(), strict=True):
        values = {name: [getattr(sample.footprint, name) for sample in samples] for name in names}
        for name, held in values.items():
            axis.plot(minutes, held, label=name.replace("_", " "))
        axis.set_ylabel(title)
        axis.set_ylim(0, 1.1 * max(max(held) for held in values.values()))
        axis.legend(loc="lower right")
    axes[-1].set_xlabel("minutes")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
