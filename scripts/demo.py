"""Start a server, stream a paragraph through gRPC into demo.wav, draw when its chunks came, stop the server."""

from __future__ import annotations

import time
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tritone.client import Chunk, synthesize_stream
from tritone.server.launcher import running_server

ROOT = Path(__file__).resolve().parent.parent
PARAGRAPH = (
    "Hello, and welcome to Tritone. What you hear was not waiting in a file: it is being made while you listen. "
    "On November 23rd, 2026, at 5:30 pm, this machine read 3 sentences for $0.00, and sent them in pieces of at most "
    "2 seconds. The first piece is short, so that you need not wait; the seams between the pieces cannot be heard."
)


@dataclass(frozen=True)
class Arrival:
    """A chunk, and when it came."""

    chunk: Chunk
    seconds: float
    """Since the request."""


def main() -> None:
    print("starting the server ...", flush=True)
    began = time.perf_counter()
    with running_server() as server:
        print(f"ready after {time.perf_counter() - began:.1f} s, gRPC at {server.grpc_url}\n", flush=True)
        arrived = stream(server.grpc_url)
    write_wav([arrival.chunk for arrival in arrived], ROOT / "demo.wav")
    draw(arrived).savefig(ROOT / "demo.png", dpi=110)
    print("\nthe sound is in demo.wav, its picture in demo.png; the server has stopped")


def stream(url: str) -> list[Arrival]:
    """Stream the paragraph, telling of each chunk as it arrives."""
    arrived, sent = [], time.perf_counter()
    for chunk in synthesize_stream(url, PARAGRAPH, voice="heart"):
        arrived.append(Arrival(chunk, time.perf_counter() - sent))
        print(
            f"  {arrived[-1].seconds * 1000:6.0f} ms  chunk {chunk.index:2d}  {chunk.start_seconds:5.2f} s + "
            f"{chunk.duration_seconds:4.2f} s{'  (last)' if chunk.is_last else ''}",
            flush=True,
        )
    wall, audio = arrived[-1].seconds, sum(arrival.chunk.duration_seconds for arrival in arrived)
    print(
        f"\nfirst audio after {arrived[0].seconds * 1000:.0f} ms; {audio:.1f} s of speech in {wall:.2f} s: "
        f"{audio / wall:.0f} x real time (one stream)"
    )
    return arrived


def write_wav(chunks: list[Chunk], path: Path) -> None:
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(chunks[0].sample_rate_hz)
        writer.writeframes(b"".join(chunk.audio for chunk in chunks))


def draw(arrived: list[Arrival]) -> Figure:
    """The waveform with its chunks, and below when each of them came and when it is heard."""
    figure = Figure(figsize=(14, 7), layout="constrained")
    sound, times = figure.subplots(2, height_ratios=(3, 4))
    draw_sound(sound, [arrival.chunk for arrival in arrived])
    draw_times(times, arrived)
    return figure


def draw_sound(axis: Axes, chunks: list[Chunk]) -> None:
    rate = chunks[0].sample_rate_hz
    samples = np.frombuffer(b"".join(chunk.audio for chunk in chunks), "<i2") / 32768
    axis.plot(np.arange(len(samples)) / rate, samples, linewidth=0.3, color="tab:blue")
    for chunk in chunks:
        axis.axvline(chunk.start_seconds, color="tab:red", linewidth=0.8, linestyle=":")
        axis.annotate(
            str(chunk.index),
            (chunk.start_seconds, 0.97),
            xycoords=("data", "axes fraction"),
            fontsize=8,
            color="tab:red",
            va="top",
            xytext=(2, 0),
            textcoords="offset points",
        )
    axis.set(
        xlabel="seconds of sound",
        ylabel="amplitude",
        xlim=(0, len(samples) / rate),
        ylim=(-0.8, 0.8),
        title="One paragraph as it was streamed; dotted lines are chunk boundaries",
    )


def draw_times(axis: Axes, arrived: list[Arrival]) -> None:
    """A row for each chunk, on a logarithmic axis: milliseconds of waiting beside seconds of listening."""
    first = arrived[0].seconds
    for arrival in arrived:
        chunk = arrival.chunk
        heard_at = first + chunk.start_seconds
        axis.plot([arrival.seconds, heard_at], [chunk.index] * 2, color="0.8", linewidth=1, zorder=1)
        axis.barh(chunk.index, chunk.duration_seconds, left=heard_at, height=0.7, color="tab:blue", alpha=0.5)
    axis.scatter(
        [arrival.seconds for arrival in arrived],
        [arrival.chunk.index for arrival in arrived],
        color="tab:red",
        s=24,
        zorder=2,
        label="arrives",
    )
    axis.barh(0, 0, color="tab:blue", alpha=0.5, label="is heard")
    axis.axvline(first, color="tab:red", linewidth=0.8, linestyle=":")
    axis.set_xscale("log")
    axis.invert_yaxis()
    axis.legend(loc="upper right")
    axis.set(
        xlabel="seconds since the request (logarithmic)",
        ylabel="chunk",
        yticks=[arrival.chunk.index for arrival in arrived],
        xlim=(first / 1.5, (first + arrived[-1].chunk.start_seconds + 2) * 1.2),
        title=f"Playing begins with the first chunk, after {first * 1000:.0f} ms; the others come before their turn",
    )
    axis.xaxis.set_major_formatter(lambda seconds, _: f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:g} s")


if __name__ == "__main__":
    main()
