"""What a Piper voice's `.onnx.json` says: sample rate, symbols, noise, speakers."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tritone.errors import MissingVoice


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
        config = json.loads(path.read_text(encoding="utf-8"))
        inference = config.get("inference", {})
        return PiperConfig(
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
    except FileNotFoundError:
        raise MissingVoice(f"{path} does not exist") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise MissingVoice(f"{path.name} is not a Piper voice's configuration: {error!r}") from error
