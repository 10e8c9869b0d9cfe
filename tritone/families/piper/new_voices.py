"""Describe Piper voices that someone wants to add, from their files alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tritone.families.piper.checkpoint import PiperCheckpoint
from tritone.families.piper.config import read_config
from tritone.families.piper.decoder_reach import reach_frames
from tritone.families.piper.licence import judge_licence
from tritone.families.piper.torch_engine.decoder import Decoder
from tritone.voices.bounds import read_bounded_json
from tritone.voices.files import VoiceFile
from tritone.voices.voice import WEIGHTS, Voice

_CARD = "MODEL_CARD"
_MOST_CARD_BYTES = 1 << 20


def find_voices(files: Sequence[Path]) -> list[Voice]:
    """One voice for every .onnx with its .onnx.json beside it; raises MissingVoice for a damaged one."""
    pairs = [(model, model.with_name(f"{model.name}.json")) for model in files if model.suffix == ".onnx"]
    return [_describe(model, config) for model, config in pairs if config.is_file()]


def _describe(model: Path, config: Path) -> Voice:
    read = read_config(config)
    checkpoint = PiperCheckpoint(model)
    decoder = Decoder(checkpoint)
    described = read_bounded_json(config)
    card = model.with_name(_CARD)
    licence = judge_licence(_text_of(card) if card.is_file() else "")
    code = described.get("language", {}).get("code") or read.espeak_voice or model.name.partition("-")[0]
    return Voice(
        name=model.stem,
        family="piper",
        language=code.lower().replace("_", "-"),
        gender="unknown",
        quality=described["audio"].get("quality") or model.stem.rpartition("-")[2],
        sample_rate_hz=read.sample_rate_hz,
        licence=licence.name,
        licence_note=licence.note,
        commercial_use=licence.commercial_use,
        source="",
        files={WEIGHTS: VoiceFile.at(model), "config": VoiceFile.at(config)},
        model={
            "frame_channels": decoder.enter.in_channels,
            "reach_frames": decoder.reach_frames(),
            "context_frames": reach_frames(checkpoint, whole_blocks=True),
        },
        speakers=tuple(sorted(read.speakers, key=lambda name: read.speakers[name])),
    )


def _text_of(card: Path) -> str:
    with card.open("rb") as file:
        return file.read(_MOST_CARD_BYTES).decode("utf-8", "replace")
