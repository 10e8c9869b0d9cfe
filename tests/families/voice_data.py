"""Segments of the default voice that the family tests share, and their sound: whole, or window by window."""

from __future__ import annotations

import functools

import numpy as np

from tritone.families import load_family
from tritone.families.engine_settings import EngineSettings
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.windows import cut_window, plan_windows
from tritone.voices.installed import get_voice

VOICE = get_voice("heart")
FAMILY = load_family(VOICE.family)
FORMAT = FAMILY.frame_format(VOICE)
TORCH = EngineSettings(("heart",), "cpu", "torch", 1)
NATIVE = EngineSettings(("heart",), "cpu", "native", 1)
INAUDIBLE_DB = 90.0
"""Signal to noise at which two float32 sounds differ by rounding only."""

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
