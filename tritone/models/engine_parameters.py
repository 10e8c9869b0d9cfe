"""Which engines an instance of `acoustic` or `vocoder` runs, and on which device, from what Triton hands to it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tritone.devices.gpus import instance_device, usable_gpus
from tritone.families.engine_settings import EngineSettings
from tritone.models.parameters import model_parameters, names, number, whole_number


def instance_parameters(args: Mapping[str, str]) -> dict[str, str]:
    """A model's parameters with what only its instance knows: its device, and the largest batch it will see.

    args: what Triton hands to a Python model's initialize.
    """
    parameters = model_parameters(args["model_config"])
    device = parameters.get("device", "auto")
    gpus = 0 if parameters.get("engine") == "native" else usable_gpus()
    return {
        **parameters,
        "device": instance_device(device, gpus, args),
        "max_batch_size": str(json.loads(args["model_config"])["max_batch_size"]),
    }


def engine_settings(parameters: Mapping[str, str]) -> EngineSettings:
    """Raises TritoneError for a parameter that is missing or not a number."""
    return EngineSettings(
        names(parameters, "voices"),
        parameters.get("device", "auto"),
        parameters.get("engine", "auto"),
        whole_number(parameters, "threads"),
        whole_number({"max_batch_size": "8", **parameters}, "max_batch_size"),
        number(parameters, "voice_memory_mb"),
    )
