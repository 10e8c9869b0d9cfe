"""The model repository as it lies in git: every config parses and fits the code that fills it."""

from pathlib import Path

import pytest
from google.protobuf import text_format
from tritonclient.grpc import model_config_pb2

from tritone.server.model_repository import backends_folder, ensemble_folder

MODELS = ("tts", "text_frontend", "acoustic", "vocoder")


@pytest.fixture(params=MODELS)
def config(request):
    path = ensemble_folder() / request.param / "config.pbtxt"
    return text_format.Parse(path.read_text(encoding="utf-8"), model_config_pb2.ModelConfig())


def test_there_are_the_four_models_and_no_code():
    assert {path.name for path in ensemble_folder().iterdir()} == set(MODELS)
    assert not list(ensemble_folder().rglob("*.py"))


def test_each_model_names_itself_and_a_backend_that_is_there(config):
    assert (ensemble_folder() / config.name / "1").is_dir()
    assert (backends_folder() / config.backend / "model.py").is_file()


def test_backends_are_thin():
    for model in backends_folder().glob("*/model.py"):
        assert len(model.read_text(encoding="utf-8").splitlines()) <= 80, model
        assert "import torch" not in model.read_text(encoding="utf-8"), model


def test_only_tts_is_decoupled(config):
    assert config.model_transaction_policy.decoupled == (config.name == "tts")


def test_acoustic_and_vocoder_batch_different_lengths_without_waiting():
    for name, ragged in (("acoustic", {"phoneme_ids"}), ("vocoder", {"frames", "state"})):
        path = ensemble_folder() / name / "config.pbtxt"
        config = text_format.Parse(path.read_text(encoding="utf-8"), model_config_pb2.ModelConfig())
        assert config.max_batch_size > 1 and config.dynamic_batching.max_queue_delay_microseconds == 0
        assert {tensor.name for tensor in config.input if tensor.allow_ragged_batch} == ragged
        # requests with different inputs would never share a batch
        assert not any(tensor.optional for tensor in config.input)


def test_tts_has_the_inputs_and_outputs_of_the_wire_interface():
    path = ensemble_folder() / "tts" / "config.pbtxt"
    config = text_format.Parse(path.read_text(encoding="utf-8"), model_config_pb2.ModelConfig())
    kinds = model_config_pb2.DataType.Name
    assert {tensor.name: kinds(tensor.data_type) for tensor in config.input} == {
        "text": "TYPE_STRING",
        "voice": "TYPE_STRING",
        "speed": "TYPE_FP32",
        "format": "TYPE_STRING",
        "sample_rate": "TYPE_INT32",
        "encoding": "TYPE_STRING",
        "timestamps": "TYPE_STRING",
        "seed": "TYPE_INT64",
        "lexicon": "TYPE_STRING",
    }
    assert {tensor.name: kinds(tensor.data_type) for tensor in config.output} == {
        "audio": "TYPE_STRING",
        "sample_rate": "TYPE_INT32",
        "chunk_index": "TYPE_INT32",
        "start_seconds": "TYPE_FP32",
        "duration_seconds": "TYPE_FP32",
        "timestamps": "TYPE_STRING",
        "is_last": "TYPE_BOOL",
    }
    assert all(list(tensor.dims) == [1] for tensor in (*config.input, *config.output))


def test_the_tensors_that_the_code_packs_are_those_the_configs_declare():
    """bridge/tensors.py can only be imported inside a stub, so its names are read from its text."""
    import re

    import tritone

    source = (Path(tritone.__file__).parent / "bridge" / "tensors.py").read_text(encoding="utf-8")
    named = set(re.findall(r'(?:Tensor|_text_row|text_tensor|array|one_element)\([^")]*"(\w+)"', source))
    declared = set()
    for name in MODELS:
        path = ensemble_folder() / name / "config.pbtxt"
        config = text_format.Parse(path.read_text(encoding="utf-8"), model_config_pb2.ModelConfig())
        declared |= {tensor.name for tensor in (*config.input, *config.output)}
    assert named and named <= declared


def test_tts_is_told_the_instances_and_batch_sizes_of_the_models_it_calls(tmp_path):
    from tritone.server.model_repository import read_config, write_model_repository
    from tritone.server.options import ModelOptions

    def told(folder):
        parameters = read_config(folder / "tts" / "config.pbtxt").parameters
        return {
            name: parameters[name].string_value
            for name in ("max_batch_size", "text_frontend_instances", "acoustic_instances", "vocoder_instances")
        }

    write_model_repository(tmp_path / "plain", ModelOptions())
    assert told(tmp_path / "plain") == told(ensemble_folder())
    for name in ("text_frontend", "acoustic", "vocoder"):
        config = read_config(ensemble_folder() / name / "config.pbtxt")
        assert told(ensemble_folder())[f"{name}_instances"] == str(config.instance_group[0].count)
    write_model_repository(tmp_path / "more", ModelOptions(max_batch_size=32, instances={"vocoder": 6}))
    assert told(tmp_path / "more") == {
        "max_batch_size": "32",
        "text_frontend_instances": "1",
        "acoustic_instances": "1",
        "vocoder_instances": "6",
    }
