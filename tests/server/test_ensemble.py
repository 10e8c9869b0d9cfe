"""The model repository as it lies in git: every config parses and fits the code that fills it."""

import numpy as np
import pytest
from google.protobuf import text_format
from tritonclient.grpc import model_config_pb2

from tests import fake_pb_utils
from tests.bridge.requests import HEART
from tritone.bridge.wire.acoustic_tensors import pack_frames, pack_phonemes
from tritone.bridge.wire.chunk_tensors import ChunkTensors
from tritone.bridge.wire.public_tensors import OUTPUTS, event_response, tts_inputs
from tritone.bridge.wire.tensors import text_tensor
from tritone.bridge.wire.text_tensors import pack_passage, pack_text
from tritone.bridge.wire.vocoder_tensors import pack_samples, pack_windows
from tritone.pipeline.chunks import Chunk
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.segments import Passage, Segment, TextPosition
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.server.model_repository import backends_folder, ensemble_folder

MODELS = ("tts", "text_frontend", "acoustic", "vocoder", "voices")


@pytest.fixture(params=MODELS)
def config(request):
    path = ensemble_folder() / request.param / "config.pbtxt"
    return text_format.Parse(path.read_text(encoding="utf-8"), model_config_pb2.ModelConfig())


def test_there_are_these_models_and_no_code():
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
    for name, ragged in (("acoustic", {"phoneme_ids", "delivery"}), ("vocoder", {"frames", "state"})):
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
        "mode": "TYPE_STRING",
        "timestamps": "TYPE_STRING",
        "seed": "TYPE_INT64",
        "lexicon": "TYPE_STRING",
        "op": "TYPE_STRING",
        "context": "TYPE_STRING",
        "played_seconds": "TYPE_FP32",
    }
    assert {tensor.name: kinds(tensor.data_type) for tensor in config.output} == {
        "audio": "TYPE_STRING",
        "sample_rate": "TYPE_INT32",
        "chunk_index": "TYPE_INT32",
        "start_seconds": "TYPE_FP32",
        "duration_seconds": "TYPE_FP32",
        "timestamps": "TYPE_STRING",
        "is_last": "TYPE_BOOL",
        "warnings": "TYPE_STRING",
        "event": "TYPE_STRING",
    }
    assert all(list(tensor.dims) == [1] for tensor in (*config.input, *config.output))


def packed() -> dict[str, tuple[list, list]]:
    """Model → the inputs and the outputs that the code packs for it."""
    frames, ids = np.zeros((3, 2), np.float32), np.zeros(3, np.int32)
    window = VocoderWindow(frames, 0, 1, 3, 5, None)
    chunk = Chunk(b"", 24_000, 0, 0.0, 1.0, True, warnings=["a"])
    return {
        "text_frontend": (
            pack_text(TextPosition("Hi.", 0, HEART, "")),
            pack_passage(Passage([Segment(ids, 0.5, 0, 3)], None, [])).output_tensors(),
        ),
        "acoustic": (
            pack_phonemes([(AcousticSegment(ids), HEART)] * 2),
            pack_frames([AcousticResult(frames, ids)] * 2).output_tensors(),
        ),
        "vocoder": (
            pack_windows([(window, HEART)] * 2),
            pack_samples([VocodedWindow(frames[:, 0], frames[:, 1])] * 2).output_tensors(),
        ),
        "voices": ([text_tensor("language", "en")], [text_tensor("voices", "[]")]),
        "tts": (
            [fake_pb_utils.Tensor(name, values) for name, values in TTS_VALUES.items()],
            [
                *ChunkTensors().response(chunk, None).output_tensors(),
                *event_response({"op": "flush"}, None).output_tensors(),
            ],
        ),
    }


TTS_TEXTS = ("text", "voice", "format", "encoding", "mode", "timestamps", "lexicon", "op", "context")
TTS_VALUES = {
    **{name: np.array([b"x"], np.object_) for name in TTS_TEXTS},
    "speed": np.ones(1, np.float32),
    "played_seconds": np.ones(1, np.float32),
    "sample_rate": np.ones(1, np.int32),
    "seed": np.ones(1, np.int64),
}


def described(tensors, batched: bool) -> dict[str, tuple[str, int]]:
    """Name → Triton's type, and dimensions without the batch's."""
    types = {"float32": "FP32", "int32": "INT32", "int64": "INT64", "bool": "BOOL", "object": "STRING"}
    return {
        tensor.name(): (f"TYPE_{types[str(tensor.as_numpy().dtype)]}", tensor.as_numpy().ndim - batched)
        for tensor in tensors
    }


def test_the_tensors_that_the_code_packs_are_those_the_config_declares(config):
    kinds = model_config_pb2.DataType.Name
    for tensors, declared in zip(packed()[config.name], (config.input, config.output), strict=True):
        assert described(tensors, config.max_batch_size > 0) == {
            tensor.name: (kinds(tensor.data_type), len(tensor.dims)) for tensor in declared
        }


def test_tts_reads_every_input_that_its_config_declares():
    request = fake_pb_utils.InferenceRequest("tts", packed()["tts"][0])
    assert tts_inputs(request).keys() == TTS_VALUES.keys()


def test_tts_knows_every_output_that_its_config_declares():
    assert {tensor.name() for tensor in packed()["tts"][1]} == OUTPUTS


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
