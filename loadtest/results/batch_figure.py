"""First audio and hours of speech per 30 s against batch size, as a table and a plot beside Balacoon's chart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loadtest.results.metrics import LoadSummary
from loadtest.results.report import machine, markdown_table, milliseconds


@dataclass(frozen=True)
class PublishedPoint:
    """What Balacoon measured: batch = threads = clients, closed loop, on one GPU that it does not name."""

    batch: int
    first_audio_mean_ms: float
    first_audio_std_ms: float
    hours_per_30_s: float


BALACOON_SOURCE = "Balacoon, on-prem TTS endpoint, 2023-03-20, read from its chart; GPU not named"
BALACOON = (
    PublishedPoint(1, 87, 12, 725 / 3600),
    PublishedPoint(4, 69, 18, 3806 / 3600),
    PublishedPoint(16, 94, 22, 10876 / 3600),
    PublishedPoint(24, 130, 24, 12689 / 3600),
    PublishedPoint(32, 201, 35, 12761 / 3600),
    PublishedPoint(48, 364, 56, 12761 / 3600),
)


@dataclass(frozen=True)
class FigurePoint:
    """One closed loop."""

    batch: int
    summary: LoadSummary

    @property
    def hours_per_30_s(self) -> float:
        """Hours of speech that all clients together receive in half a minute."""
        return self.summary.times_real_time * 30 / 3600


def table(points: list[FigurePoint], fixed_streams: int) -> str:
    """A Markdown table, Balacoon's points at its end."""
    head = (
        "batch",
        "streams",
        "first audio mean ± std",
        "p50",
        "p95",
        "p99",
        "hours of speech in 30 s",
        "× real time",
        "errors",
        "with underrun",
    )
    ours = [
        (
            p.batch,
            p.summary.streams,
            f"{p.summary.first_audio_mean_ms:.0f} ± {p.summary.first_audio_std_ms:.0f} ms",
            *(
                milliseconds(value)
                for value in (p.summary.first_audio_p50_ms, p.summary.first_audio_p95_ms, p.summary.first_audio_p99_ms)
            ),
            f"{p.hours_per_30_s:.2f}",
            p.summary.times_real_time,
            p.summary.errors,
            p.summary.streams_with_underrun,
        )
        for p in sorted(points, key=lambda p: (p.summary.streams == fixed_streams, p.batch))
    ]
    theirs = [
        (
            p.batch,
            p.batch,
            f"{p.first_audio_mean_ms} ± {p.first_audio_std_ms} ms",
            None,
            None,
            None,
            f"{p.hours_per_30_s:.2f}",
            p.hours_per_30_s * 120,
            None,
            None,
        )
        for p in BALACOON
    ]
    return f"{machine()}, client included\n\n{markdown_table(head, ours)}\n\n{BALACOON_SOURCE}:\n\n" + markdown_table(
        head, theirs
    )


def draw(points: list[FigurePoint], fixed_streams: int, path: Path) -> None:
    """Two panels over the batch size; grey is Balacoon."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (latency, throughput) = pyplot.subplots(1, 2, figsize=(12, 5))
    grey = {"color": "0.55", "marker": "s", "markersize": 4}
    batches = [p.batch for p in BALACOON]
    latency.errorbar(
        batches,
        [p.first_audio_mean_ms for p in BALACOON],
        [p.first_audio_std_ms for p in BALACOON],
        capsize=3,
        label="Balacoon, streams = batch: mean ± std",
        **grey,
    )
    throughput.plot(batches, [p.hours_per_30_s for p in BALACOON], label="Balacoon, streams = batch", **grey)
    series = (
        ("streams = batch", "tab:blue", [p for p in points if p.summary.streams == p.batch]),
        (f"{fixed_streams} streams", "tab:orange", [p for p in points if p.summary.streams == fixed_streams]),
    )
    for name, color, chosen in series:
        chosen = sorted(chosen, key=lambda p: p.batch)
        batches = [p.batch for p in chosen]
        latency.errorbar(
            batches,
            [p.summary.first_audio_mean_ms for p in chosen],
            [p.summary.first_audio_std_ms for p in chosen],
            color=color,
            marker="o",
            capsize=3,
            label=f"Tritone, {name}: mean ± std",
        )
        for percent, style in ((50, ":"), (95, "--"), (99, "-.")):
            latency.plot(
                batches,
                [getattr(p.summary, f"first_audio_p{percent}_ms") for p in chosen],
                style,
                color=color,
                linewidth=1,
                label=f"{name}: p{percent}",
            )
        throughput.plot(batches, [p.hours_per_30_s for p in chosen], color=color, marker="o", label=f"Tritone, {name}")
    latency.set(xlabel="batch size", ylabel="time to first audio (ms)", ylim=(0, None))
    throughput.set(xlabel="batch size", ylabel="hours of speech in 30 s", ylim=(0, None))
    for axes in (latency, throughput):
        axes.grid(alpha=0.3)
        axes.set_xticks(sorted({p.batch for p in BALACOON} | {p.batch for p in points}))
        axes.legend(fontsize=8)
    figure.suptitle(f"Tritone on {machine()}, client included; {BALACOON_SOURCE}", fontsize=9)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)
    pyplot.close(figure)
