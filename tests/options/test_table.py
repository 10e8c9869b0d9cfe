"""The table of options is what config.pbtxt, the command line, the settings and README say."""

import argparse
import re
from pathlib import Path

import pytest

from tritone.cli import create_parser
from tritone.errors import InvalidOption
from tritone.options.parameters import checked_config, checked_parameters
from tritone.options.serving import LISTEN_OPTIONS, SERVER_OPTIONS
from tritone.options.table import (
    INSTANCES,
    MODEL_OPTIONS,
    MODELS,
    option_of,
    parameters_of,
)
from tritone.server.model_repository import ensemble_folder, read_config
from tritone.server.options import ModelOptions, ServeOptions
from tritone.streaming.orchestrator import OrchestratorSettings

README = Path(__file__).resolve().parents[2] / "README.md"


def shipped_parameters(model: str) -> dict[str, str]:
    config = read_config(ensemble_folder() / model / "config.pbtxt")
    return {name: value.string_value for name, value in config.parameters.items()}


@pytest.mark.parametrize("model", MODELS)
def test_configs_have_the_parameters_of_the_table_with_its_defaults(model):
    shipped = shipped_parameters(model)
    table = {option.name: option for option in parameters_of(model)}
    assert shipped.keys() == table.keys()
    assert {name: table[name].parse(text) for name, text in shipped.items()} == {
        name: option.default for name, option in table.items()
    }
    assert checked_parameters(model, shipped) == shipped


def test_instances_and_batches_of_the_configs_are_those_of_the_table():
    for option in INSTANCES:
        config = read_config(ensemble_folder() / option.name.removesuffix("_instances") / "config.pbtxt")
        assert config.instance_group[0].count == option.default
    for model in ("acoustic", "vocoder"):
        config = read_config(ensemble_folder() / model / "config.pbtxt")
        assert config.max_batch_size == option_of("max_batch_size").default
        assert config.dynamic_batching.max_queue_delay_microseconds == option_of("queue_delay_ms").default * 1000


def arguments_of(command: str) -> dict[str, argparse.Action]:
    """Flag → what argparse knows of it."""
    commands = next(action for action in create_parser()._actions if isinstance(action, argparse._SubParsersAction))
    return {flag: action for action in commands.choices[command]._actions for flag in action.option_strings}


@pytest.mark.parametrize("command", ["serve", "build"])
def test_the_command_line_has_every_option_with_its_default_in_the_help(command):
    arguments = arguments_of(command)
    for option in (*MODEL_OPTIONS, *(SERVER_OPTIONS if command == "serve" else ())):
        action = arguments[option.flag]
        assert action.dest == option.name and f"({option.shown_default})" in action.help
        assert action.default == (option.default if option in SERVER_OPTIONS else None)
    other = {"-h", "--help", "--instances", "--force", "--server", "--verbose"}
    flags = {option.flag for option in (*MODEL_OPTIONS, *SERVER_OPTIONS)}
    assert arguments.keys() <= flags | other


def test_options_and_settings_have_a_field_for_each_line_of_the_table():
    fields = ModelOptions.__dataclass_fields__.keys()
    assert fields == {option.name for option in MODEL_OPTIONS} | {"instances"}
    assert ServeOptions.__dataclass_fields__.keys() - fields == {option.name for option in SERVER_OPTIONS} | {"server"}
    settings = OrchestratorSettings()
    for option in parameters_of("tts"):
        if option.name != "voices":
            assert getattr(settings, option.name) == option.default, option.name
    assert settings.voices == (option_of("voices").default,)


def readme_table() -> list[tuple[list[str], str]]:
    """Flags and defaults of each line of README's table of options."""
    section = README.read_text(encoding="utf-8").partition("## Options of `serve` and `build`")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`--.*?) \| (.*?) \|", section, re.MULTILINE)
    return [(re.findall(r"--[\w-]+", flags), defaults) for flags, defaults in rows]


def test_readme_lists_every_option_with_its_default():
    listed = {}
    for flags, defaults in readme_table():
        values = [defaults] if len(flags) == 1 else defaults.split(", ")
        listed |= dict(zip(flags, values, strict=True))
    expected = {option.flag: option.shown_default for option in (*MODEL_OPTIONS, *SERVER_OPTIONS)}
    assert {flag: default.strip("`") for flag, default in listed.items() if flag in expected} == expected
    assert listed["--instances"].startswith("vocoder 2, others 1")
    assert listed.keys() == expected.keys() | {"--instances", "--server"}


@pytest.mark.parametrize(
    ("model", "parameter", "value", "allowed"),
    [
        ("tts", "vocoder_instances", "0", "1 to 64"),
        ("tts", "chunk_seconds", "7", "0.1 to 6"),
        ("tts", "chunk_seconds", "0", "0.1 to 6"),
        ("tts", "chunk_seconds", "nan", "0.1 to 6"),
        ("tts", "max_streams", "-1", "1 to 100000"),
        ("tts", "max_streams", "many", "a whole number, 1 to 100000"),
        ("tts", "max_load", "a lot", "a number, 0.01 to 1000"),
        ("tts", "max_batch_size", "2.5", "a whole number, 1 to 256"),
        ("acoustic", "engine", "magic", "auto, torch, native"),
        ("vocoder", "device", "tpu", "auto, cpu, cuda, cuda:N"),
        ("vocoder", "threads", "1000", "1 to 256"),
        ("acoustic", "voice_memory_mb", "0", "1 to 1000000"),
    ],
)
def test_a_parameter_out_of_range_is_refused_as_on_the_command_line(model, parameter, value, allowed):
    with pytest.raises(InvalidOption) as refusal:
        checked_parameters(model, shipped_parameters(model) | {parameter: value})
    assert f'parameter "{parameter}" is "{value}" in config.pbtxt; allowed: {allowed}' in str(refusal.value)


def beyond(option) -> list[str]:
    """Values that the option does not allow."""
    if option.low is not None:
        outside = [option.low - 1, option.high + 1]
        return [*(f"{value:.10g}" for value in outside), "many", "nan" if isinstance(option.default, float) else "1.5"]
    return ["magic"] if option.choices or option.pattern else []


@pytest.mark.parametrize(
    ("model", "parameter", "value"),
    [(model, option.name, value) for model in MODELS for option in parameters_of(model) for value in beyond(option)],
)
def test_every_parameter_of_the_table_has_its_bounds_in_config_pbtxt_too(model, parameter, value):
    with pytest.raises(InvalidOption, match=f'parameter "{parameter}" is "{re.escape(value)}" in config.pbtxt'):
        checked_parameters(model, shipped_parameters(model) | {parameter: value})


def test_a_first_chunk_longer_than_the_others_is_refused():
    with pytest.raises(
        InvalidOption, match='"first_chunk_seconds" is "0.3" in config.pbtxt, and "chunk_seconds" is "0.2"'
    ):
        checked_parameters("tts", shipped_parameters("tts") | {"chunk_seconds": "0.2"})


def test_a_parameter_that_is_missing_is_named():
    parameters = shipped_parameters("tts")
    del parameters["max_load"]
    with pytest.raises(InvalidOption, match='"max_load" is missing'):
        checked_parameters("tts", parameters)


def test_parameters_of_others_and_of_triton_pass():
    own = shipped_parameters("vocoder") | {"FORCE_CPU_ONLY_INPUT_TENSORS": "no"}
    assert checked_parameters("vocoder", own) == own
    assert checked_parameters("somebody_elses", {"threads": "0"}) == {"threads": "0"}


@pytest.mark.parametrize("rows", [0, 257])
def test_the_largest_batch_of_a_model_is_checked_too(rows):
    parameters = {name: {"string_value": text} for name, text in shipped_parameters("vocoder").items()}
    config = {"backend": "tritone_vocoder", "max_batch_size": 8, "parameters": parameters}
    assert checked_config(config)["threads"] == "1"
    with pytest.raises(InvalidOption, match=f'"max_batch_size" is "{rows}" in config.pbtxt; allowed: 1 to 256'):
        checked_config(config | {"max_batch_size": rows})


def test_a_servers_ports_are_those_of_the_documents():
    assert [option.default for option in LISTEN_OPTIONS] == ["127.0.0.1", 8000, 8001, 8002, 8003, "", "", ""]
