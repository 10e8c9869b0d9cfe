"""The hibari engines by themselves on any device: parity with float32 on the CPU, and time by batch size."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from frontend_text import Frontend
from loadtest.corpus import english
from loadtest.engines.sound_distance import signal_to_noise_db
from tritone.devices.torch_device import resolve_device
from tritone.families import load_family
from tritone.families.hibari.acoustic_model import TorchAcousticEngine
from tritone.families.hibari.frame_layout import HOP_SAMPLES, LOOKAHEAD_FRAMES, SAMPLE_RATE_HZ
from tritone.families.hibari.vocoder import TorchVocoderEngine
from tritone.families.hibari.weights import load_weights
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.windows import VocoderWindow, cut_window, plan_windows
from tritone.voices.installed import get_voice
from tritone.voices.voice import WEIGHTS

_FRAMES_PER_SECOND = SAMPLE_RATE_HZ / HOP_SAMPLES
_SEGMENTS = 24
_WINDOW = (120, 280)  # 2 s from the middle of a segment


def corpus_ids() -> list[np.ndarray]:
    """Segments of the corpus as phoneme ids of the default voice."""
    voice = get_voice("heart")
    family, frontend = load_family(voice.family), Frontend("en-us")
    return [
        family.phoneme_ids(segment.phonemes, voice).ids
        for text in english()
        for segment in frontend.read(text).segments
    ][:_SEGMENTS]


def parity(device: str) -> list[dict]:
    """The device's engines, graphs included, beside float32 on the CPU; one row for each precision."""
    resolve_device(device, 4)
    weights = load_weights(get_voice("heart").checked(WEIGHTS))
    ids = corpus_ids()[:8]
    on_cpu = TorchAcousticEngine(weights).synthesize_frames([AcousticSegment(item) for item in ids])
    reference = TorchVocoderEngine(weights)
    expected = [_whole(reference, result.frames) for result in on_cpu]
    made = TorchAcousticEngine(weights, device, largest_batch=len(ids)).synthesize_frames(
        [AcousticSegment(item) for item in ids]
    )
    rows = []
    for half in (False, True):
        vocoder = TorchVocoderEngine(weights, device, half, largest_batch=4)
        whole = [_whole(vocoder, result.frames) for result in made]
        windows = [_in_windows(vocoder, result.frames) for result in made]
        rows.append(
            {
                "engine": f"{device}, {'bfloat16' if half else 'float32'}",
                "graphs": vocoder.calls.graphs(),
                "sound_db": min(map(_signal_to_noise_db, expected, whole)),
                "windows_db": min(map(_signal_to_noise_db, whole, windows)),
                "log_spectral_db": statistics.mean(map(_log_spectral_distance_db, expected, whole)),
                "durations_equal": all(
                    np.array_equal(a.durations, b.durations) for a, b in zip(on_cpu, made, strict=True)
                ),
            }
        )
    return rows


def benchmark(device: str, batches: Sequence[int], seconds: float) -> Iterator[dict]:
    """Time of both stages by batch size; seconds: how long each is measured."""
    resolve_device(device, 4)
    on_gpu = device != "cpu"
    weights = load_weights(get_voice("heart").checked(WEIGHTS))
    ids, largest = corpus_ids(), max(batches)
    frames = [
        result.frames
        for result in TorchAcousticEngine(weights).synthesize_frames([AcousticSegment(item) for item in ids])
        if len(result.frames) > _WINDOW[1]
    ]
    variants = [(half, graphs) for half in (False, True) for graphs in ((False, True) if on_gpu else (False,))]
    for half, graphs in variants:
        vocoder = TorchVocoderEngine(weights, device, half, largest, graphs)
        zero_state = np.zeros(vocoder.state_size, np.float32)
        for batch in batches:
            windows = [
                cut_window(frames[i % len(frames)], *_WINDOW, LOOKAHEAD_FRAMES, i, zero_state) for i in range(batch)
            ]
            yield _timed(
                f"vocoder, {'bfloat16' if half else 'float32'}",
                batch,
                _kernels(on_gpu, graphs),
                seconds,
                lambda windows=windows, vocoder=vocoder: _vocode(vocoder, windows),
                vocoder.calls.of((batch, 160, 160))[1].run,
            )
        del vocoder
    for graphs in (False, True) if on_gpu else (False,):
        acoustic = TorchAcousticEngine(weights, device, largest, graphs)
        for batch in batches:
            segments = [AcousticSegment(ids[i % len(ids)]) for i in range(batch)]
            longest = max(len(segment.phoneme_ids) for segment in segments)
            yield _timed(
                "acoustic",
                batch,
                _kernels(on_gpu, graphs),
                seconds,
                lambda segments=segments, acoustic=acoustic: _synthesize(acoustic, segments),
                acoustic.calls.of((batch, longest, 0))[1].run,
            )


def _timed(
    stage: str, batch: int, kernels: str, seconds: float, whole: Callable[[], float], device_part: Callable[[], object]
) -> dict:
    """whole returns seconds of audio; device_part is the same without packing inputs and unpacking results."""
    audio_seconds = whole()
    call, run = (1000 * _median_seconds(work, seconds) for work in (whole, device_part))
    return {
        "stage": stage,
        "batch": batch,
        "kernels": kernels,
        "audio_seconds": audio_seconds,
        "call_ms": call,
        "packing_ms": max(0.0, call - run),
        "ms_per_audio_second": call / audio_seconds,
    }


def _median_seconds(work: Callable[[], object], seconds: float) -> float:
    work()
    times, until = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < until:
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _kernels(on_gpu: bool, graphs: bool) -> str:
    return ("one graph" if graphs else "single launches") if on_gpu else "CPU"


def _vocode(engine: TorchVocoderEngine, windows: Sequence[VocoderWindow]) -> float:
    return sum(len(item.samples) for item in engine.vocode(windows)) / SAMPLE_RATE_HZ


def _synthesize(engine: TorchAcousticEngine, segments: Sequence[AcousticSegment]) -> float:
    return sum(len(item.frames) for item in engine.synthesize_frames(segments)) / _FRAMES_PER_SECOND


def _whole(engine: TorchVocoderEngine, frames: np.ndarray) -> np.ndarray:
    return engine.vocode([cut_window(frames, 0, len(frames), LOOKAHEAD_FRAMES, 5, None)])[0].samples


def _in_windows(engine: TorchVocoderEngine, frames: np.ndarray) -> np.ndarray:
    parts, state = [], None
    for start, stop in plan_windows(len(frames), 24, 160):
        vocoded = engine.vocode([cut_window(frames, start, stop, LOOKAHEAD_FRAMES, 5, state)])[0]
        parts.append(vocoded.samples)
        state = vocoded.state
    return np.concatenate(parts)


def _signal_to_noise_db(reference: np.ndarray, other: np.ndarray) -> float:
    return signal_to_noise_db(reference, other) if len(reference) == len(other) else float("-inf")


def _log_spectral_distance_db(one: np.ndarray, other: np.ndarray) -> float:
    """Root mean square difference of log magnitudes in bands of eight bins, floored 80 dB below full scale."""

    def bands(samples: np.ndarray) -> np.ndarray:
        frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), 1024)[::256] * np.hanning(1024)
        magnitudes = np.abs(np.fft.rfft(frames, axis=1))[:, :512] / 256
        return np.log(np.maximum(magnitudes.reshape(len(frames), 64, 8).mean(axis=2), 1e-4))

    length = min(len(one), len(other))
    return float(np.sqrt(np.mean((bands(one[:length]) - bands(other[:length])) ** 2)) * 20 / np.log(10))
