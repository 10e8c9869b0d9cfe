"""Configs that an operator edited by hand, loaded by a real server: refused, or spoken of, in words."""

import pytest
from google.protobuf import text_format

from tritone.client import RequestRefused, StreamBroken, synthesize_stream
from tritone.server.errors import ServerStartFailed
from tritone.server.launcher import running_server
from tritone.server.model_repository import read_config, write_model_repository
from tritone.server.options import ModelOptions

pytestmark = pytest.mark.triton


@pytest.fixture
def models(tmp_path):
    write_model_repository(tmp_path / "models", ModelOptions(device="cpu"))
    return tmp_path / "models"


def change(models, model: str, **parameters: str) -> None:
    path = models / model / "config.pbtxt"
    config = read_config(path)
    for name, value in parameters.items():
        config.parameters[name].string_value = value
    path.write_text(text_format.MessageToString(config))


def test_parameters_out_of_range_keep_the_models_from_loading(models):
    change(models, "tts", vocoder_instances="0")
    change(models, "vocoder", threads="1000")
    with pytest.raises(ServerStartFailed) as failure, running_server(model_repository=models):
        pass
    said = str(failure.value)
    assert "model tts: " in said and 'parameter "vocoder_instances" is "0" in config.pbtxt; allowed: 1 to 64' in said
    assert "model vocoder: " in said and 'parameter "threads" is "1000" in config.pbtxt; allowed: 1 to 256' in said


def test_models_that_disagree_are_named_in_the_log(models):
    change(models, "tts", vocoder_instances="3")
    with running_server(model_repository=models) as server:
        assert list(synthesize_stream(server.grpc_url, "Hello there."))[-1].is_last
        log = server.log.read_text()
    assert "the configs of tts and vocoder disagree: tts counts on 3 instances" in log
    assert log.count("the configs of tts and") == 1


def test_a_model_that_is_missing_beside_tts_is_named_with_the_others(models):
    for name in ("text_frontend", "acoustic", "vocoder"):
        (models / name).rename(models.parent / name)
    with running_server(model_repository=models) as server:
        with pytest.raises((RequestRefused, StreamBroken)) as failure:
            list(synthesize_stream(server.grpc_url, "Hello there."))
    assert "text_frontend" in str(failure.value)
    assert "load it: tts needs text_frontend, acoustic and vocoder beside it" in str(failure.value)
