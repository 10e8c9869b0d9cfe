"""Read the `parameters` of a config.pbtxt, as Triton hands them to a model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

from tritone.errors import TritoneError
from tritone.options.parameters import checked_config

Number = TypeVar("Number", int, float)


def model_parameters(model_config_json: str) -> dict[str, str]:
    """Parameter name → string value; raises InvalidOption for one that is missing or out of range."""
    return checked_config(json.loads(model_config_json))


def whole_number(parameters: Mapping[str, str], name: str) -> int:
    """A parameter that is an int; raises TritoneError naming the parameter and its value."""
    return _number(parameters, name, int)


def number(parameters: Mapping[str, str], name: str) -> float:
    """A parameter that is a float; raises TritoneError likewise."""
    return _number(parameters, name, float)


def _number(parameters: Mapping[str, str], name: str, kind: type[Number]) -> Number:
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
