"""Check the parameters that a model is loaded with as the command line checks its options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tritone.errors import InvalidOption
from tritone.options.option import Option
from tritone.options.table import ENGINE_MODELS, option_of, parameters_of

_MAY_BE_MISSING = ("device", "engine", "lexicon", "code", "emoji", "inflection")
"""Parameters that older configs do without."""


def checked_config(config: Mapping[str, Any]) -> dict[str, str]:
    """A model's parameters out of its configuration as Triton hands it to the model, checked; its largest batch too."""
    model = str(config.get("backend", "")).removeprefix("tritone_")
    parameters = {name: value["string_value"] for name, value in config.get("parameters", {}).items()}
    if model in ENGINE_MODELS and "max_batch_size" in config:
        _check_parameter(option_of("max_batch_size"), str(config["max_batch_size"]))
    return checked_parameters(model, parameters)


def checked_parameters(model: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """A model's parameters as they are, once each was found to be there and in range, as on the command line.

    model: one of `MODELS`; others have no rules. Parameters that are not in the table
    (Triton's own, say) are nobody's business here. Raises InvalidOption naming parameter, value and what is allowed.
    """
    for option in parameters_of(model):
        if option.name in parameters:
            _check_parameter(option, parameters[option.name])
        elif option.name not in _MAY_BE_MISSING:
            raise InvalidOption(f'parameter "{option.name}" is missing in config.pbtxt')
    if model == "tts":
        first, longest = parameters["first_chunk_seconds"], parameters["chunk_seconds"]
        if float(first) > float(longest):
            raise InvalidOption(
                f'parameter "first_chunk_seconds" is "{first}" in config.pbtxt, and "chunk_seconds" is "{longest}"; '
                "allowed: a first chunk that is not longer than the others"
            )
    return dict(parameters)


def _check_parameter(option: Option, text: str) -> None:
    try:
        value = option.parse(text)
    except ValueError:
        kind = "a whole number" if isinstance(option.default, int) else "a number"
        raise InvalidOption(
            f'parameter "{option.name}" is "{text}" in config.pbtxt; allowed: {kind}, {option.allowed}'
        ) from None
    if not option.is_allowed(value):
        raise InvalidOption(f'parameter "{option.name}" is "{text}" in config.pbtxt; allowed: {option.allowed}')
