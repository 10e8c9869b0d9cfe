"""Read the `parameters` of a config.pbtxt, as Triton hands them to a model."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tritone.devices.gpus import instance_device, usable_gpus
from tritone.errors import TritoneError
from tritone.options.parameters import checked_config


def model_parameters(model_config_json: str) -> dict[str, str]:
    """Parameter name → string value; raises InvalidOption for one that is missing or out of range."""
    return checked_config(json.loads(model_config_json))


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


def number(parameters: Mapping[str, str], name: str, kind: type = int):
    """A parameter as int or float; raises TritoneError naming the parameter and its value."""
    try:
        return kind(parameters[name])
    except KeyError:
        raise TritoneError(f'parameter "{name}" is missing in config.pbtxt') from None
    except ValueError:
        raise TritoneError(
            f'parameter "{name}" is "{parameters[name]}" in config.pbtxt; allowed: a number ({kind.__name__})'
        ) from None


def names(parameters: Mapping[str, str], name: str) -> tuple[str, ...]:
    """A parameter that lists names, separated by commas."""
    listed = tuple(part.strip() for part in parameters.get(name, "").split(",") if part.strip())
    if not listed:
        raise TritoneError(f'parameter "{name}" is missing or empty in config.pbtxt')
    return listed
