"""The arguments that `serve` and `build` share: the trade-offs that go into the models' configs."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from tritone.errors import InvalidOption
from tritone.server.options import ENGINES, MODELS


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """Add them; what is not given leaves what stands in ensemble/."""
    group = parser.add_argument_group("trade-offs", "What is not given keeps the value in ensemble/*/config.pbtxt.")
    group.add_argument(
        "--voices",
        metavar="NAME,NAME",
        help="voices to offer; the first is the default; all: every "
        "voice on this machine, loaded when first asked for (see: tritone voices list)",
    )
    group.add_argument(
        "--voice-memory-mb",
        type=float,
        metavar="MB",
        help="memory for voices in each acoustic and "
        "vocoder instance (2048); beyond it the least recently used is put away",
    )
    group.add_argument(
        "--device",
        metavar="cpu|cuda|auto",
        help="where the models run; auto takes the GPUs if there are any (see docs/gpu.md)",
    )
    group.add_argument("--engine", choices=ENGINES, help="what runs them; auto takes the fastest for the device")
    group.add_argument("--max-batch-size", type=int, metavar="N", help="most requests in one call of a model")
    group.add_argument(
        "--queue-delay-ms",
        type=float,
        metavar="MS",
        help="longest wait for others to join a batch (0): tts packs what is ready, waiting adds delay",
    )
    group.add_argument("--chunk-seconds", type=float, metavar="S", help="longest chunk of audio (2)")
    group.add_argument("--first-chunk-seconds", type=float, metavar="S", help="the first chunk: shorter sounds earlier")
    group.add_argument("--max-streams", type=int, metavar="N", help="more streams at a time than this are refused")
    group.add_argument(
        "--max-load",
        type=float,
        metavar="SHARE",
        help="refuse a stream with which gapless playback "
        "for all would take more than this share of what the models can do, as measured (0.9); 1000: "
        "never",
    )
    group.add_argument(
        "--max-first-audio-seconds",
        type=float,
        metavar="S",
        help="refuse a stream whose first sound would come later than this (3)",
    )
    group.add_argument("--max-text-chars", type=int, metavar="N", help="longer texts are refused")
    group.add_argument(
        "--lexicon",
        type=Path,
        metavar="F",
        help="pronunciations for every caller: a PLS file, or lines of word, tab, /ipa/ or respelling",
    )
    group.add_argument("--threads", type=int, metavar="N", help="CPU threads of each acoustic and vocoder instance")
    group.add_argument(
        "--instances",
        action="append",
        default=[],
        metavar="MODEL=N",
        help=f"processes of a model ({', '.join(MODELS)}), over all GPUs together; may be repeated",
    )


def model_options(arguments: argparse.Namespace) -> dict[str, object]:
    """The arguments as keywords of ModelOptions."""
    names = (
        "device",
        "engine",
        "max_batch_size",
        "queue_delay_ms",
        "chunk_seconds",
        "first_chunk_seconds",
        "max_streams",
        "max_load",
        "max_first_audio_seconds",
        "max_text_chars",
        "lexicon",
        "threads",
        "voice_memory_mb",
    )
    voices = arguments.voices
    return {
        **{name: getattr(arguments, name) for name in names},
        "voices": None if voices is None else tuple(name.strip() for name in voices.split(",") if name.strip()),
        "instances": _instances(arguments.instances),
    }


def _instances(given: list[str]) -> Mapping[str, int]:
    instances = {}
    for item in given:
        model, _, count = item.partition("=")
        try:
            instances[model] = int(count)
        except ValueError:
            raise InvalidOption(f'--instances is "{item}"; allowed: MODEL=N, as in --instances vocoder=4') from None
    return instances
