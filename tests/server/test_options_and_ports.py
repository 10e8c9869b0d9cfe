"""Options are checked with a message that names option, value and what is allowed; ports before a server starts."""

import math
import socket

import pytest

from tritone.errors import InvalidOption, UnknownVoice
from tritone.server.errors import PortTaken
from tritone.server.machine.ports import choose_ports, is_free
from tritone.server.machine.shared_memory import needed_bytes, region_bytes
from tritone.server.options import ModelOptions, ServeOptions

LOOPBACK = "127.0.0.1"
MIB = 1 << 20


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"device": "tpu"}, '--device is "tpu"; allowed: auto, cpu, cuda, cuda:N'),
        ({"engine": "magic"}, '--engine is "magic"; allowed: auto, torch, native'),
        ({"max_batch_size": 0}, "--max-batch-size is 0; allowed: 1 to 256"),
        ({"queue_delay_ms": -1}, "--queue-delay-ms is -1; allowed: 0 to 1000"),
        ({"chunk_seconds": 6.5}, "--chunk-seconds is 6.5; allowed: 0.1 to 6"),
        ({"chunk_seconds": math.nan}, "--chunk-seconds is nan; allowed: 0.1 to 6"),
        ({"chunk_seconds": 1, "first_chunk_seconds": 1.5}, "--first-chunk-seconds is 1.5; allowed: 0.05 to 1"),
        ({"max_streams": 0}, "--max-streams is 0; allowed: 1 to 100000"),
        ({"max_load": 0}, "--max-load is 0; allowed: 0.01 to 1000"),
        ({"max_first_audio_seconds": 0}, "--max-first-audio-seconds is 0; allowed: 0.1 to 600"),
        ({"max_text_chars": 0}, "--max-text-chars is 0; allowed: 1 to 10000000"),
        ({"threads": 0}, "--threads is 0; allowed: 1 to 256"),
        ({"voices": ()}, "--voices names no voice"),
        ({"instances": {"tts": 65}}, "--instances tts is 65; allowed: 1 to 64"),
        ({"instances": {"vokoder": 2}}, 'the model "vokoder"; allowed: tts, text_frontend, acoustic, vocoder'),
    ],
)
def test_a_value_out_of_range_is_refused(options, message):
    with pytest.raises(InvalidOption) as refusal:
        ModelOptions(**options)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    "options",
    [
        {"device": "cuda:1"},
        {"queue_delay_ms": 0},
        {"chunk_seconds": 2.0},
        {"instances": {"vocoder": 4}},
        {"voices": ("heart",)},
        {},
    ],
)
def test_values_in_range_are_taken(options):
    ModelOptions(**options)


def test_an_unknown_voice_is_refused_with_those_there_are():
    with pytest.raises(UnknownVoice, match='"anna" is unknown; available: .*"heart"'):
        ModelOptions(voices=("heart", "anna"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"http_port": 65536}, "--http-port is 65536; allowed: 0 to 65535"),
        ({"grpc_port": -1}, "--grpc-port is -1"),
        ({"host": ""}, "--host is empty"),
        ({"exit_timeout_seconds": -1}, "--exit-timeout is -1"),
    ],
)
def test_a_server_cannot_listen_just_anywhere(options, message):
    with pytest.raises(InvalidOption) as refusal:
        ServeOptions(**options)
    assert message in str(refusal.value)


def test_a_zero_becomes_a_free_port():
    ports = choose_ports(LOOPBACK, {"--http-port": 0, "--grpc-port": 0, "--metrics-port": 0})
    assert len(set(ports.values())) == 3
    assert all(is_free(LOOPBACK, port) for port in ports.values())


def test_a_port_that_is_listened_on_is_taken():
    with socket.socket() as listener:
        # As gRPC servers do; without a look of our own, the kernel would share the port between two of them.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((LOOPBACK, 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert not is_free(LOOPBACK, port)
        with pytest.raises(PortTaken, match=f"port {port} on 127.0.0.1 is taken .* --grpc-port"):
            choose_ports(LOOPBACK, {"--http-port": 0, "--grpc-port": port})
    assert is_free(LOOPBACK, port)


def test_one_port_for_two_services_is_refused():
    port = choose_ports(LOOPBACK, {"--http-port": 0})["--http-port"]
    with pytest.raises(InvalidOption, match=f"--grpc-port and --http-port are both {port}"):
        choose_ports(LOOPBACK, {"--http-port": port, "--grpc-port": port})


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_a_host_that_is_not_this_machine_is_refused(host):
    with pytest.raises(InvalidOption, match="--host is"):
        choose_ports(host, {"--http-port": 8000})


@pytest.mark.parametrize(("free_mib", "region_mib"), [(4096, 16), (160, 16), (159, 8), (64, 4), (20, 1), (0, 1)])
def test_regions_shrink_with_the_shared_memory_there_is(free_mib, region_mib):
    assert region_bytes(5, free_mib * MIB) == region_mib * MIB


def test_what_is_needed_holds_the_smallest_regions():
    assert region_bytes(5, needed_bytes(5)) * 5 <= needed_bytes(5)
