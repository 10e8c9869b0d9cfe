"""Write a Triton model repository and its backends into a folder, with the chosen options filled in."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

from google.protobuf import text_format
from tritonclient.grpc import model_config_pb2

import tritone
from tritone.errors import InvalidOption, TritoneError
from tritone.options.table import ENGINE_MODELS, MODELS, SPEAKING_MODELS, parameters_of
from tritone.server.machine.device_defaults import with_device_defaults
from tritone.server.options import ModelOptions

VERSION_NOTE = "README"
"""The only file of a version folder."""


def write_model_repository(target: Path, options: ModelOptions) -> None:
    """Write target/<model>/config.pbtxt and version folder for every model of the ensemble.

    Raises InvalidOption where two options contradict each other.
    """
    options = with_device_defaults(options)
    source = ensemble_folder()
    configs = [fill_in(read_config(source / model / "config.pbtxt"), options) for model in MODELS]
    _tell_tts(configs)
    for model, config in zip(MODELS, configs, strict=True):
        folder = target / model
        # Triton wants a version folder, and the code is in the backends; git and object stores drop empty folders.
        (folder / "1").mkdir(parents=True, exist_ok=True)
        (folder / "1" / VERSION_NOTE).write_text("The code of this model is in its backend.\n", encoding="utf-8")
        text = text_format.MessageToString(config)
        header = f"# Written by Tritone {tritone.__version__}; the comments are in its ensemble/{model}/config.pbtxt.\n"
        (folder / "config.pbtxt").write_text(header + text, encoding="utf-8")


def write_backends(target: Path) -> None:
    """Write target/<backend>/model.py for every backend that the ensemble names."""
    for backend in sorted(backends_folder().glob("tritone_*")):
        (target / backend.name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(backend / "model.py", target / backend.name / "model.py")


def read_config(path: Path) -> model_config_pb2.ModelConfig:
    """Parse a config.pbtxt."""
    return text_format.Parse(path.read_text(encoding="utf-8"), model_config_pb2.ModelConfig())


def fill_in(config: model_config_pb2.ModelConfig, options: ModelOptions) -> model_config_pb2.ModelConfig:
    """The same config with the options that concern this model."""
    model = config.name
    for option in parameters_of(model):
        value = getattr(options, option.name, None)
        if value is not None:
            _set(config, option.name, _as_text(value))
    if model in ENGINE_MODELS:
        if options.max_batch_size is not None:
            config.max_batch_size = options.max_batch_size
        if options.queue_delay_ms is not None:
            config.dynamic_batching.max_queue_delay_microseconds = round(options.queue_delay_ms * 1000)
    if model in options.instances:
        config.instance_group[0].count = options.instances[model]
    if model == "tts":
        _check_first_chunk(config)
    return config


def _as_text(value: object) -> str:
    """An option's value as a parameter of config.pbtxt."""
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, Path):
        return str(value.resolve())
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _check_first_chunk(config: model_config_pb2.ModelConfig) -> None:
    first, longest = (float(config.parameters[name].string_value) for name in ("first_chunk_seconds", "chunk_seconds"))
    if first > longest:
        raise InvalidOption(
            f"--first-chunk-seconds is {first:g} and --chunk-seconds {longest:g}; allowed: a first "
            "chunk that is not longer than the others"
        )


def _tell_tts(configs: list[model_config_pb2.ModelConfig]) -> None:
    """Tell `tts` how many instances the models have that it calls, and how many rows a call may hold.

    Several instances of `tts` share the streams and the other models: each is told its part of both.
    """
    tts, *called = (config for config in configs if config.name in SPEAKING_MODELS)
    sharing = tts.instance_group[0].count
    for config in called:
        _set(tts, f"{config.name}_instances", str(math.ceil(config.instance_group[0].count / sharing)))
    streams = int(tts.parameters["max_streams"].string_value)
    _set(tts, "max_streams", str(streams_of_each(streams, sharing)))
    _set(tts, "max_batch_size", str(min(config.max_batch_size for config in called if config.name in ENGINE_MODELS)))


def streams_of_each(streams: int, instances: int) -> int:
    """How many streams each of several instances of `tts` admits, so that together they take so many.

    Triton gives a request to any instance: one has its fair share of the streams and, now and then, up to three
    standard deviations more. Together they can admit that much more than was asked for.
    """
    if instances == 1:
        return streams
    return min(streams, math.ceil(streams / instances + 3 * math.sqrt(streams / instances)))


def _set(config: model_config_pb2.ModelConfig, parameter: str, value: str) -> None:
    # A parameter that is not there would be a misspelling of ours, and would change nothing.
    if parameter not in config.parameters:
        raise TritoneError(f'ensemble/{config.name}/config.pbtxt has no parameter "{parameter}"')
    config.parameters[parameter].string_value = value


def count_instances(repository: Path) -> int:
    """How many model instances, thus stub processes, a repository starts."""
    configs = [read_config(path) for path in sorted(repository.glob("*/config.pbtxt"))]
    return sum(sum(group.count or 1 for group in config.instance_group) or 1 for config in configs)


def ensemble_folder() -> Path:
    """The model repository as it lies in git or in the installed package."""
    return _shipped("_ensemble", "ensemble", "tts/config.pbtxt")


def backends_folder() -> Path:
    """The Python-based backends, likewise."""
    return _shipped("_backends", "backends", "tritone_tts/model.py")


def _shipped(packaged: str, in_checkout: str, landmark: str) -> Path:
    package = Path(tritone.__file__).resolve().parent
    for folder in (package / packaged, package.parent / in_checkout):
        if (folder / landmark).is_file():
            return folder
    raise TritoneError(
        f"this installation of Tritone is incomplete: neither {package / packaged} nor "
        f"{package.parent / in_checkout} holds {landmark}; install it again"
    )
