"""Command line arguments out of the table of options."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from tritone.errors import InvalidOption
from tritone.options.option import Option
from tritone.options.table import MODEL_OPTIONS, SPEAKING_MODELS

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where a command adds itself."""


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `serve` and `build` share; what is not given leaves what stands in ensemble/."""
    group = parser.add_argument_group("trade-offs", "What is not given keeps the value in ensemble/*/config.pbtxt.")
    add_arguments(group, MODEL_OPTIONS)
    group.add_argument(
        "--instances",
        action="append",
        default=[],
        metavar="MODEL=N",
        help=f"processes of a model ({', '.join(SPEAKING_MODELS)}), over all GPUs together; may be repeated",
    )


def add_arguments(group: argparse._ArgumentGroup, options: Iterable[Option], with_defaults: bool = False) -> None:
    """Add options; with_defaults: an argument that is not given has the table's default instead of None."""
    for option in options:
        group.add_argument(
            option.flag,
            dest=option.name,
            type=Path if option.name == "lexicon" else type(option.default),
            default=option.default if with_defaults else None,
            choices=option.choices if option.choices and not option.pattern else None,
            metavar=option.metavar or None,
            help=f"{option.help} ({option.shown_default})",
        )


def model_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """The arguments as keywords of ModelOptions."""
    given = {option.name: getattr(arguments, option.name) for option in MODEL_OPTIONS}
    if given["voices"] is not None:
        given["voices"] = tuple(name.strip() for name in given["voices"].split(",") if name.strip())
    return {**given, "instances": _instances(arguments.instances)}


def _instances(given: list[str]) -> Mapping[str, int]:
    instances = {}
    for item in given:
        model, _, count = item.partition("=")
        try:
            instances[model] = int(count)
        except ValueError:
            raise InvalidOption(f'--instances is "{item}"; allowed: MODEL=N, as in --instances vocoder=4') from None
    return instances
