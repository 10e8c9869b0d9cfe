"""Which GPU an instance takes, and what a server on GPUs is given: with made-up machines."""

import dataclasses
import json

import pytest

from tritone.devices import gpus
from tritone.devices.gpus import instance_device
from tritone.models.engine_parameters import instance_parameters
from tritone.options.table import MODELS
from tritone.server import model_repository
from tritone.server.machine import device_defaults
from tritone.server.machine.device_defaults import with_device_defaults
from tritone.server.model_repository import read_config, streams_of_each, write_model_repository
from tritone.server.options import ModelOptions, ServeOptions


def instance(name, kind="CPU", device_id="0"):
    return {"model_instance_name": name, "model_instance_kind": kind, "model_instance_device_id": device_id}


@pytest.mark.parametrize(
    ("device", "there_are", "of", "expected"),
    [
        ("auto", 0, instance("vocoder_0_1"), "cpu"),
        ("auto", 1, instance("vocoder_0_1"), "cuda:0"),
        ("cuda", 2, instance("vocoder_0_0"), "cuda:0"),
        ("cuda", 2, instance("vocoder_0_1"), "cuda:1"),
        ("cuda", 2, instance("vocoder_0_2"), "cuda:0"),
        ("cuda", 8, instance("vocoder_0_15"), "cuda:7"),
        ("cuda", 8, instance("vocoder"), "cuda:0"),
        ("cuda", 0, instance("vocoder_0_0"), "cuda"),  # which PyTorch then refuses with a sentence of ours
        ("cuda:1", 4, instance("vocoder_0_0"), "cuda:1"),
        ("cpu", 4, instance("vocoder_0_3"), "cpu"),
        ("auto", 4, instance("vocoder_0_0", "GPU", "3"), "cuda:3"),
        ("cuda", 4, instance("vocoder_0_1", "GPU", "2"), "cuda:2"),
    ],
)
def test_instances_take_the_gpus_in_turn(device, there_are, of, expected):
    assert instance_device(device, there_are, of) == expected


def test_an_instance_is_told_its_device_and_largest_batch(monkeypatch):
    monkeypatch.setattr("tritone.models.engine_parameters.usable_gpus", lambda: 2)
    config = {
        "max_batch_size": 32,
        "parameters": {"device": {"string_value": "auto"}, "engine": {"string_value": "auto"}},
    }
    parameters = instance_parameters({"model_config": json.dumps(config), **instance("vocoder_0_3")})
    assert (parameters["device"], parameters["max_batch_size"]) == ("cuda:1", "32")
    config["parameters"]["engine"]["string_value"] = "native"
    assert instance_parameters({"model_config": json.dumps(config), **instance("vocoder_0_3")})["device"] == "cpu"


@pytest.mark.parametrize(
    ("nodes", "visible", "expected"),
    [
        (["nvidia0", "nvidiactl"], None, True),
        (["nvidiactl"], None, True),
        (["nvidia-caps"], None, False),
        ([], None, False),
        (["nvidia0"], "", False),
        (["nvidia0"], "-1", False),
        (["nvidia0"], "0", True),
    ],
)
def test_a_gpu_is_looked_for_without_loading_pytorch(monkeypatch, tmp_path, nodes, visible, expected):
    for node in nodes:
        (tmp_path / node).touch()
    monkeypatch.setattr(gpus, "_DEVICE_FOLDER", tmp_path)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert gpus.may_have_gpu() is expected


def test_a_machine_without_gpu_keeps_the_defaults_of_a_cpu():
    for options in (ModelOptions(), ModelOptions(device="cpu"), ServeOptions(device="auto", max_streams=5)):
        assert with_device_defaults(options, gpus=0, cores=16) == options
    on_cpu = ModelOptions(device="cpu")
    assert with_device_defaults(on_cpu, gpus=4, cores=16) == on_cpu
    native = ModelOptions(engine="native")
    assert with_device_defaults(native, gpus=4, cores=16) == native


def test_gpus_get_more_instances_batches_and_streams():
    options = with_device_defaults(ServeOptions(http_port=1234), gpus=2, cores=16)
    assert options.instances == {"tts": 4, "text_frontend": 4, "acoustic": 2, "vocoder": 4}
    assert (options.max_batch_size, options.max_streams, options.http_port) == (32, 1000, 1234)
    assert with_device_defaults(ModelOptions(), gpus=1, cores=2).instances["tts"] == 1
    assert options.chunk_seconds == 2.0  # there are graphs for windows that long
    assert with_device_defaults(options, gpus=2, cores=16) == options


def test_one_gpu_named_is_one_gpu():
    assert with_device_defaults(ModelOptions(device="cuda:1"), gpus=8, cores=16).instances["vocoder"] == 2


def test_what_is_asked_for_goes_before_the_defaults_and_counts_all_gpus_together():
    asked = ModelOptions(instances={"vocoder": 3}, max_batch_size=8, max_streams=50)
    options = with_device_defaults(asked, gpus=2, cores=16)
    assert (options.instances["vocoder"], options.max_batch_size, options.max_streams) == (3, 8, 50)


def test_a_repository_for_gpus(monkeypatch, tmp_path):
    monkeypatch.setattr(device_defaults, "usable_gpus", lambda: 2)
    monkeypatch.setattr(device_defaults.os, "sched_getaffinity", lambda _: range(8))
    write_model_repository(tmp_path, ModelOptions(device="cuda"))
    configs = {model: read_config(tmp_path / model / "config.pbtxt") for model in MODELS}
    assert {model: config.instance_group[0].count for model, config in configs.items()} == {
        "tts": 2,
        "text_frontend": 2,
        "acoustic": 2,
        "vocoder": 4,
        "voices": 1,
    }
    assert configs["vocoder"].max_batch_size == configs["acoustic"].max_batch_size == 32
    told = {name: value.string_value for name, value in configs["tts"].parameters.items()}
    # two orchestrators share the instances, and the streams with room for chance
    assert (told["vocoder_instances"], told["acoustic_instances"], told["text_frontend_instances"]) == ("2", "1", "1")
    assert 500 < int(told["max_streams"]) < 600


@pytest.mark.parametrize(("streams", "instances", "each"), [(200, 1, 200), (1000, 4, 298), (3, 2, 3), (24, 2, 23)])
def test_orchestrators_share_streams_with_room_for_chance(streams, instances, each):
    assert streams_of_each(streams, instances) == each
    assert model_repository.streams_of_each(streams, instances) * instances >= streams


def test_options_stay_options():
    assert (
        dataclasses.asdict(with_device_defaults(ServeOptions(), gpus=1, cores=4)).keys()
        == dataclasses.asdict(ServeOptions()).keys()
    )
