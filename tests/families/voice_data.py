"""Segments of the default voice that the family tests share; what a segment is compared with."""

from __future__ import annotations

import functools

import numpy as np

from tritone.engine_settings import EngineSettings
from tritone.families import AcousticResult, AcousticSegment, load_family
from tritone.vocoder_window import cut_window, plan_windows
from tritone.voice_registry import get_voice

VOICE = get_voice("heart")
FAMILY = load_family(VOICE.family)
FORMAT = FAMILY.frame_format(VOICE)
TORCH = EngineSettings(("heart",), "cpu", "torch", 1)
NATIVE = EngineSettings(("heart",), "cpu", "native", 1)

PHONEMES = (
    "həlˈO ðˈɛɹ, ðɪs ɪz ɐ tˈɛst ʌv ðə sˈɪstəm.",
    "nˈO.",
    "ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˈOvəɹ ðə lˈAzi dˈɔɡ, ænd ʃi sˈɛlz sˈi ʃˈɛlz bI ðə sˈi ʃˈɔɹ ˈɛvəɹi sˈɪŋɡᵊl dˈA!",
    "hˌW ɑɹ ju dˈuɪŋ tədˈA?",
    "wˈAt, wˌʌt; ðˈɪs: ðˈæt.",
    "ɪt wˈʌz ɐ bɹˈIt kˈOld dˈA ɪn ˈApɹəl, ænd ðə klˈɑks wɜɹ stɹˈIkɪŋ θɜɹtˈin.",
)
IDS = tuple(FAMILY.phoneme_ids(phonemes, VOICE).ids for phonemes in PHONEMES)


@functools.cache
def reference_acoustic() -> tuple[AcousticResult, ...]:
    """Every segment through the PyTorch acoustic engine, one at a time."""
    engine = FAMILY.acoustic_engine(VOICE, TORCH)
    return tuple(engine.synthesize_frames([AcousticSegment(ids)], [VOICE])[0] for ids in IDS)


def vocode_whole(engine, frames: np.ndarray, seed: int = 5) -> np.ndarray:
    """A segment's samples from one window."""
    return engine.vocode([cut_window(frames, 0, len(frames), FORMAT.lookahead_frames, seed, None)])[0].samples


def vocode_in_windows(engine, frames: np.ndarray, first: int, longest: int, seed: int = 5) -> np.ndarray:
    """A segment's samples from one window after the other."""
    parts, state = [], None
    for start, stop in plan_windows(len(frames), first, longest):
        vocoded = engine.vocode([cut_window(frames, start, stop, FORMAT.lookahead_frames, seed, state)])[0]
        parts.append(vocoded.samples)
        state = vocoded.state
    return np.concatenate(parts)


def signal_to_noise_db(reference: np.ndarray, other: np.ndarray) -> float:
    """10 log10 of the reference's energy over that of the difference; inf when they are equal."""
    difference = np.sum((reference.astype(np.float64) - other) ** 2)
    return float("inf") if difference == 0 else 10 * np.log10(np.sum(reference.astype(np.float64) ** 2) / difference)


def log_mel(samples: np.ndarray, bands: int = 80, size: int = 1024, hop: int = 256) -> np.ndarray:
    """Natural log of mel magnitudes, float64 [frames, bands], floored at 1e-4 (-80 dB below full scale)."""
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), size)[::hop] * np.hanning(size)
    magnitudes = np.abs(np.fft.rfft(frames, axis=1)) / (size / 4)
    return np.log(np.maximum(magnitudes @ _mel_filters(bands, size), 1e-4))


@functools.cache
def _mel_filters(bands: int, size: int) -> np.ndarray:
    """Triangles of unit height, evenly spaced on the mel scale (O'Shaughnessy) from 0 Hz to half the sample rate."""
    half = FORMAT.sample_rate_hz / 2
    edges = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + half / 700), bands + 2) / 2595) - 1)
    bins = np.linspace(0, half, size // 2 + 1)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.clip(np.minimum(rising, falling), 0, None)


def log_mel_distance_db(one: np.ndarray, other: np.ndarray) -> float:
    """Root mean square difference of log mel spectra, in dB."""
    return float(np.sqrt(np.mean((log_mel(one) - log_mel(other)) ** 2)) * 20 / np.log(10))


def average_spectrum_db(samples: np.ndarray) -> np.ndarray:
    """Mel magnitudes averaged over time, in dB, float64 [bands]."""
    return 20 * np.log10(np.exp(log_mel(samples)).mean(axis=0))
