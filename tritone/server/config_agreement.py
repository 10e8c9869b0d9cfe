"""Whether the configs of `tts` and of the models it calls say the same about what they must agree on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from google.protobuf import text_format
from tritonclient.grpc import model_config_pb2

from tritone.options.table import ENGINE_MODELS, MODELS
from tritone.server.model_repository import read_config
from tritone.voices.catalogue import ALL_VOICES

_REMEDY = "write the same into both, or let `tritone build` write them"


def find_disagreements(tts_folder: str) -> list[str]:
    """A sentence for each point on which `tts` and a model beside it disagree.

    tts_folder: where the config.pbtxt of `tts` lies. Models that lie elsewhere, and configs that cannot be read, are
    left out: Triton speaks of these.
    """
    configs = {}
    for model in MODELS:
        path = Path(tts_folder).parent / model / "config.pbtxt"
        try:
            configs[model] = read_config(path)
        except (OSError, UnicodeDecodeError, text_format.ParseError):
            continue
    tts = configs.pop("tts", None)
    if tts is None:
        return []
    return [sentence for called in configs.values() for sentence in _compare(tts, called)]


def _compare(tts: model_config_pb2.ModelConfig, called: model_config_pb2.ModelConfig) -> Iterator[str]:
    offered, loaded = (_names(config) for config in (tts, called))
    unknown = [voice for voice in offered if voice not in loaded]
    if unknown and ALL_VOICES not in loaded:
        yield (
            f"the configs of tts and {called.name} disagree: tts offers {', '.join(unknown)} and {called.name} has "
            f"{', '.join(loaded)} (parameter voices); {_REMEDY}"
        )
    if called.name in ENGINE_MODELS:
        most = tts.parameters["max_batch_size"].string_value
        if most.isdecimal() and int(most) > called.max_batch_size:
            yield (
                f"the configs of tts and {called.name} disagree: tts calls with up to {most} rows (its parameter "
                f"max_batch_size) and {called.name} takes {called.max_batch_size} (its max_batch_size); {_REMEDY}"
            )
    told = tts.parameters[f"{called.name}_instances"].string_value
    runs = _instances(called)
    sharing = _instances(tts) or 1
    if runs is not None and told.isdecimal() and int(told) != math.ceil(runs / sharing):
        share = f", {math.ceil(runs / sharing)} for each of {sharing} instances of tts" if sharing > 1 else ""
        yield (
            f"the configs of tts and {called.name} disagree: tts counts on {told} instances (its parameter "
            f"{called.name}_instances) and {called.name} has {runs}{share} (its instance_group); {_REMEDY}"
        )


def _names(config: model_config_pb2.ModelConfig) -> list[str]:
    listed = config.parameters["voices"].string_value.split(",")
    return [name.strip() for name in listed if name.strip()]


def _instances(config: model_config_pb2.ModelConfig) -> int | None:
    """How many instances a model has; None where that depends on the GPUs that Triton finds."""
    groups = config.instance_group
    if not groups or any(group.kind != model_config_pb2.ModelInstanceGroup.KIND_CPU for group in groups):
        return None
    return sum(group.count or 1 for group in groups)
