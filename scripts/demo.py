"""Start a server, stream a paragraph through gRPC into demo.wav, draw it with its chunk boundaries, stop the server."""

from __future__ import annotations

import time
import wave
from pathlib import Path

import numpy as np

from tritone.client import Chunk, synthesize_stream
from tritone.server.launcher import running_server

ROOT = Path(__file__).resolve().parent.parent
PARAGRAPH = (
    "Hello, and welcome to Tritone. What you hear was not waiting in a file: it is being made while you listen. "
    "On November 23rd, 2026, at 5:30 pm, this machine read 3 sentences for $0.00, and sent them in pieces of at most "
    "2 seconds. The first piece is short, so that you need not wait; the seams between the pieces cannot be heard."
)


def main() -> None:
    print("starting the server ...", flush=True)
    began = time.perf_counter()
    with running_server() as server:
        print(f"ready after {time.perf_counter() - began:.1f} s, gRPC at {server.grpc_url}\n", flush=True)
        chunks = stream(server.grpc_url)
    write_wav(chunks, ROOT / "demo.wav")
    draw(chunks, ROOT / "demo.png")
    print("\nthe sound is in demo.wav, its picture in demo.png; the server has stopped")


def stream(url: str) -> list[Chunk]:
    """Stream the paragraph, telling of each chunk as it arrives."""
    chunks, sent = [], time.perf_counter()
    first = None
    for chunk in synthesize_stream(url, PARAGRAPH, voice="heart"):
        now = time.perf_counter() - sent
        first = first or now
        chunks.append(chunk)
        print(
            f"  {now * 1000:6.0f} ms  chunk {chunk.index:2d}  {chunk.start_seconds:5.2f} s + "
            f"{chunk.duration_seconds:4.2f} s{'  (last)' if chunk.is_last else ''}",
            flush=True,
        )
    wall, audio = time.perf_counter() - sent, sum(chunk.duration_seconds for chunk in chunks)
    print(
        f"\nfirst audio after {first * 1000:.0f} ms; {audio:.1f} s of speech in {wall:.2f} s: "
        f"{audio / wall:.0f} x real time (one stream)"
    )
    return chunks


def write_wav(chunks: list[Chunk], path: Path) -> None:
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(chunks[0].sample_rate_hz)
        writer.writeframes(b"".join(chunk.audio for chunk in chunks))


def draw(chunks: list[Chunk], path: Path) -> None:
    """The waveform, and where one chunk ends and the next begins."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rate = chunks[0].sample_rate_hz
    samples = np.frombuffer(b"".join(chunk.audio for chunk in chunks), "<i2") / 32768
    figure, axis = pyplot.subplots(figsize=(14, 4), layout="constrained")
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
        xlabel="seconds",
        ylabel="amplitude",
        xlim=(0, len(samples) / rate),
        ylim=(-0.8, 0.8),
        title="One paragraph as it was streamed; dotted lines are chunk boundaries",
    )
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
