"""Benchmark the engines of the default voice on one thread, beside the package's own library in the same run.

    python -m loadtest.bench_engines

Milliseconds of one core per second of audio, the median of several runs, engines in turn so that a machine whose speed
drifts treats them alike. Beside them the large convolutions of every family, and how near each comes to what a core can
do with the same products of registers alone. Prints tables and, as the last line, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from frontend_text import Frontend
from loadtest.corpus import english
from loadtest.engines.layer_speed import layer_speeds
from loadtest.results.report import machine
from loadtest.runs.command import run_command
from tritone.families import AcousticEngine, VocoderEngine, load_family
from tritone.families.engine_settings import EngineSettings
from tritone.families.hibari.frame_layout import LOOKAHEAD_FRAMES
from tritone.native.library import why_unsupported
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.windows import cut_window, plan_windows
from tritone.voices.installed import get_voice

TEXTS = 8


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    voice = get_voice("heart")
    family = load_family(voice.family)
    texts = english()[:TEXTS]
    frontend = Frontend("en-us")
    ids = [
        family.phoneme_ids(segment.phonemes, voice).ids for text in texts for segment in frontend.read(text).segments
    ]
    engines = ["torch"] + (["native"] if why_unsupported() is None else [])
    tasks: dict[str, Callable[[], float]] = {}
    for name in engines:
        settings = EngineSettings((voice.name,), "cpu", name, 1)
        acoustic = family.acoustic_engine(voice, settings)
        vocoder = family.vocoder_engine(voice, settings)
        results = [acoustic.synthesize_frames([AcousticSegment(item)], [voice])[0] for item in ids]
        tasks[f"{name}: acoustic"] = lambda acoustic=acoustic: acoustic_seconds(acoustic, ids)
        tasks[f"{name}: vocoder"] = lambda vocoder=vocoder, results=results: vocoder_seconds(vocoder, results)
    tasks.update(package_tasks(ids))
    figures = {name: [] for name in tasks}
    for _ in range(options.runs + 1):
        for name, task in tasks.items():
            began = time.perf_counter()
            audio_seconds = task()
            figures[name].append((time.perf_counter() - began) * 1000 / audio_seconds)
    rows = {name: statistics.median(values[1:]) for name, values in figures.items()}  # the first run warms up
    print("| engine and stage | ms per second of audio | × real time |\n|---|---|---|")
    for name, milliseconds in rows.items():
        print(f"| {name} | {milliseconds:.2f} | {1000 / milliseconds:.0f} |")
    layers = layer_rows() if "native" in engines else []
    print(json.dumps({"machine": machine(), "runs": options.runs, "ms_per_audio_second": rows, "layers": layers}))
    return 0


def layer_rows() -> list[dict[str, Any]]:
    """Measure and print the large convolutions."""
    speeds = layer_speeds()
    print("\n| family | layer | products | G multiplications/s, that it stands for | made | ceiling | share |")
    print("|---|---|---|---|---|---|---|")
    for speed in speeds:
        each = (speed.per_second, speed.made_per_second, speed.ceiling_per_second)
        print(
            f"| {speed.layer.family} | {speed.layer.name} | {speed.layer.kind} "
            f"| {' | '.join(f'{rate / 1e9:.0f}' for rate in each)} | {speed.share:.0%} |"
        )
    return [asdict(speed) | {"share": speed.share} for speed in speeds]


def acoustic_seconds(engine: AcousticEngine, ids: list[np.ndarray]) -> float:
    """Run the acoustic model, eight segments a batch; returns seconds of audio."""
    frames = 0
    for first in range(0, len(ids), 8):
        batch = [AcousticSegment(item) for item in ids[first : first + 8]]
        frames += sum(len(result.frames) for result in engine.synthesize_frames(batch))
    return frames / 80


def vocoder_seconds(engine: VocoderEngine, results: list[AcousticResult]) -> float:
    """Run the vocoder over windows of 2 s, segment by segment; returns seconds of audio."""
    for result in results:
        state = None
        for start, stop in plan_windows(len(result.frames), 160, 160):
            window = cut_window(result.frames, start, stop, LOOKAHEAD_FRAMES, 1, state)
            state = engine.vocode([window])[0].state
    return sum(len(result.frames) for result in results) / 80


def package_tasks(ids: list[np.ndarray]) -> dict[str, Callable[[], float]]:
    """The package's own graph and signal processing."""
    import hibari
    import hibari.dsp

    package = hibari.Hibari()

    def network(item: np.ndarray) -> list[np.ndarray]:
        inputs = {"ids": item[None].astype(np.int64), "speed": np.ones(1, np.float32)}
        return [output[0] for output in package.sess.run(None, inputs)]

    heads = [network(item) for item in ids]
    seconds = sum(len(head[5]) for head in heads) / 80

    def run_network() -> float:
        for item in ids:
            network(item)
        return seconds

    def run_signal_processing() -> float:
        for head in heads:
            hibari.dsp.synth(*head, np.random.default_rng(1))
        return seconds

    return {
        "package: whole network (int8, ONNX Runtime)": run_network,
        f"package: signal processing (NumPy, {hibari.dsp.FFT_BACKEND} FFT)": run_signal_processing,
    }


if __name__ == "__main__":
    raise SystemExit(run_command(main))
