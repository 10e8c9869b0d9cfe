"""The model repository that is written, read back with Triton's own schema."""

import pytest

from tritone.errors import InvalidOption
from tritone.options.table import MODELS
from tritone.server.model_repository import (
    backends_folder,
    count_instances,
    ensemble_folder,
    read_config,
    write_backends,
    write_model_repository,
)
from tritone.server.options import ModelOptions


def written(folder, **options):
    """Model name → config, after a build with these options."""
    write_model_repository(folder, ModelOptions(**options))
    return {model: read_config(folder / model / "config.pbtxt") for model in MODELS}


def shipped():
    return {model: read_config(ensemble_folder() / model / "config.pbtxt") for model in MODELS}


def test_without_options_the_configs_are_those_of_the_ensemble(tmp_path):
    assert written(tmp_path) == shipped()


def test_version_folders_survive_git_and_object_stores(tmp_path):
    """Neither keeps a folder without a file in it."""
    written(tmp_path)
    assert all(any(file.stat().st_size for file in (tmp_path / model / "1").iterdir()) for model in MODELS)


def test_every_option_lands_where_it_belongs(tmp_path):
    configs = written(
        tmp_path,
        device="cpu",
        engine="torch",
        max_batch_size=3,
        queue_delay_ms=2.5,
        chunk_seconds=1.5,
        first_chunk_seconds=0.25,
        max_streams=7,
        max_text_chars=1000000,
        max_load=0.5,
        max_first_audio_seconds=1.5,
        threads=2,
        instances={"vocoder": 3, "text_frontend": 2},
    )
    tts = {name: value.string_value for name, value in configs["tts"].parameters.items()}
    assert (tts["chunk_seconds"], tts["first_chunk_seconds"]) == ("1.5", "0.25")
    assert (tts["max_streams"], tts["max_text_chars"]) == ("7", "1000000")
    assert (tts["max_load"], tts["max_first_audio_seconds"]) == ("0.5", "1.5")
    for model in ("acoustic", "vocoder"):
        config = configs[model]
        assert config.max_batch_size == 3
        assert config.dynamic_batching.max_queue_delay_microseconds == 2500
        parameters = {name: config.parameters[name].string_value for name in ("device", "engine", "threads")}
        assert parameters == {"device": "cpu", "engine": "torch", "threads": "2"}
    assert configs["vocoder"].instance_group[0].count == 3
    assert configs["text_frontend"].instance_group[0].count == 2
    assert count_instances(tmp_path) == 3 + 2 + 1 + 1 + shipped()["acoustic"].instance_group[0].count


def test_one_option_changes_nothing_else(tmp_path):
    configs, expected = written(tmp_path, max_streams=5), shipped()
    expected["tts"].parameters["max_streams"].string_value = "5"
    assert configs == expected


def test_the_first_voice_is_the_default(tmp_path):
    configs = written(tmp_path, voices=("heart",))
    assert {config.parameters["voices"].string_value for config in configs.values()} == {"heart"}


def test_a_first_chunk_longer_than_the_others_is_refused(tmp_path):
    with pytest.raises(InvalidOption, match="--first-chunk-seconds is 0.3 and --chunk-seconds 0.2"):
        written(tmp_path, chunk_seconds=0.2)


def test_every_backend_that_a_config_names_is_written(tmp_path):
    write_backends(tmp_path)
    for config in shipped().values():
        assert (tmp_path / config.backend / "model.py").read_text() == (
            backends_folder() / config.backend / "model.py"
        ).read_text()


def test_version_folders_hold_a_file_each(tmp_path):
    """git and object stores keep no empty folders, and Triton wants a version."""
    written(tmp_path)
    for repository in (tmp_path, ensemble_folder()):
        for model in shipped():
            assert any(file.is_file() for file in (repository / model / "1").iterdir()), model
