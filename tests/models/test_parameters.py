"""Parameters of a config.pbtxt: read, or refused by name and value."""

import json

import pytest

from tritone.errors import TritoneError
from tritone.models.engine_parameters import engine_settings
from tritone.models.parameters import model_parameters, names, number, whole_number


def test_parameters_are_read_from_what_triton_hands_over():
    config = {"parameters": {"threads": {"string_value": "2"}, "max_load": {"string_value": "0.9"}}}
    parameters = model_parameters(json.dumps(config))
    assert whole_number(parameters, "threads") == 2 and number(parameters, "max_load") == 0.9
    assert model_parameters("{}") == {}


def test_names_are_separated_by_commas():
    assert names({"voices": " heart, joe ,"}, "voices") == ("heart", "joe")


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda: whole_number({}, "threads"), 'parameter "threads" is missing in config.pbtxt'),
        (
            lambda: whole_number({"threads": "1.5"}, "threads"),
            r'"threads" is "1.5" in config.pbtxt; allowed: .*\(int\)',
        ),
        (
            lambda: number({"max_load": "much"}, "max_load"),
            r'"max_load" is "much" in config.pbtxt; allowed: .*\(float\)',
        ),
        (lambda: names({"voices": " , "}, "voices"), 'parameter "voices" is missing or empty'),
        (lambda: engine_settings({"voices": "heart", "threads": "1"}), 'parameter "voice_memory_mb" is missing'),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named_with_its_value(read, said):
    with pytest.raises(TritoneError, match=said):
        read()


def test_engines_have_the_devices_of_their_config():
    settings = engine_settings({"voices": "heart", "threads": "2", "voice_memory_mb": "64", "device": "cpu"})
    assert (settings.device, settings.engine, settings.threads, settings.voice_memory_mb) == ("cpu", "auto", 2, 64.0)
