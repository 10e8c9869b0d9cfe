"""What a Piper voice's `.onnx.json` says: sample rate, symbols, noise, speakers."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tritone.errors import MissingVoice
from tritone.voices.bounds import read_bounded_json


@dataclass(frozen=True)
class PiperConfig:
    """The part of the file that synthesis needs."""

    sample_rate_hz: int
    hop_length_samples: int
    symbols: Mapping[str, tuple[int, ...]]
    """Phoneme symbol → ids."""
    phoneme_type: str
    """"espeak" or "text"."""
    espeak_voice: str
    noise_scale: float
    """Spread of the latent."""
    length_scale: float
    """Larger is slower."""
    noise_w: float
    """Spread of durations."""
    speakers: Mapping[str, int]
    """Name → id; empty for a voice of one speaker."""


_HOP_SAMPLES = 256
"""Of every voice that Piper's training code makes."""


@functools.lru_cache(maxsize=256)
def read_config(path: Path) -> PiperConfig:
    """Raises MissingVoice naming the file and what is wrong with it."""
    try:
        config = read_bounded_json(path)
        inference = config.get("inference", {})
        read = PiperConfig(
            sample_rate_hz=int(config["audio"]["sample_rate"]),
            hop_length_samples=int(config.get("hop_length", _HOP_SAMPLES)),
            symbols={symbol: tuple(int(number) for number in ids) for symbol, ids in config["phoneme_id_map"].items()},
            phoneme_type=config.get("phoneme_type", "espeak"),
            espeak_voice=config.get("espeak", {}).get("voice", ""),
            noise_scale=float(inference.get("noise_scale", 0.667)),
            length_scale=float(inference.get("length_scale", 1.0)),
            noise_w=float(inference.get("noise_w", 0.8)),
            speakers={name: int(number) for name, number in config.get("speaker_id_map", {}).items()},
        )
        _check(read)
        return read
    except FileNotFoundError:
        raise MissingVoice(f"{path} does not exist") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise MissingVoice(f"{path.name} is not a Piper voice's configuration: {error!r}") from error


def _check(read: PiperConfig) -> None:
    """Raise ValueError for numbers that no voice has: memory and time are reckoned by them."""
    for what, number, least, most in (
        ("sample_rate", read.sample_rate_hz, 8000, 48_000),
        ("hop_length", read.hop_length_samples, 1, 4096),
        ("noise_scale", read.noise_scale, 0.0, 10.0),
        ("length_scale", read.length_scale, 0.1, 10.0),
        ("noise_w", read.noise_w, 0.0, 10.0),
    ):
        if not least <= number <= most:  # NaN is not either
            raise ValueError(f"{what} is {number:g}; allowed: {least:g} to {most:g}")
    texts = (read.phoneme_type, read.espeak_voice, *read.speakers, *read.symbols)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("phoneme_type, voice, speakers and symbols are not all text")
