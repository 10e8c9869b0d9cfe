"""The key that `tts` puts into its calls: the same for all processes of a server's run, and for nobody else."""

import os

import pytest

from tests import fake_pb_utils as triton
from tritone.bridge.call_key import CallKey, server_key
from tritone.errors import InvalidRequest


def process(proc, pid: int, auxv: bytes = b"addresses", started: int = 77):
    """A /proc with a process."""
    (proc / str(pid)).mkdir(parents=True)
    (proc / str(pid) / "auxv").write_bytes(auxv)
    (proc / str(pid) / "stat").write_text(f"{pid} (triton (x) server) S " + "0 " * 18 + f"{started} 0 0")
    (proc / "sys/kernel/random").mkdir(parents=True, exist_ok=True)
    (proc / "sys/kernel/random/boot_id").write_text("boot\n")


def test_it_is_the_same_whoever_of_the_server_asks_and_another_for_each_run(tmp_path):
    process(tmp_path, 1)
    process(tmp_path, 2, auxv=b"other addresses")
    process(tmp_path, 3, started=78)
    keys = [server_key(pid, tmp_path) for pid in (1, 2, 3)]
    assert len(set(keys)) == 3 and all(len(key) == 64 for key in keys)
    assert server_key(1, tmp_path) == keys[0]


def test_a_real_process_has_one():
    assert len(server_key(os.getpid())) == 64


def test_where_the_server_cannot_be_read_there_is_none(tmp_path):
    assert server_key(1, tmp_path) == ""
    process(tmp_path, 1, auxv=b"")
    assert server_key(1, tmp_path) == ""


def request(**given) -> triton.InferenceRequest:
    return triton.InferenceRequest("vocoder", **given)


@pytest.mark.parametrize(
    "given",
    [{}, {"correlation_id": ""}, {"correlation_id": "other"}, {"correlation_id": 5}, {"correlation_id": "ключ"}],
)
def test_who_does_not_bring_it_is_refused_before_anything_is_looked_at(given):
    unpack = CallKey("key").required_by(lambda request: pytest.fail("looked at"))
    with pytest.raises(InvalidRequest, match='answers "tts" only'):
        unpack(request(**given))


def test_who_brings_it_is_answered():
    key = CallKey("key")
    assert key.required_by(lambda request: "unpacked")(request(correlation_id=key.correlation_id())) == "unpacked"


def test_each_request_has_to_bring_it_whatever_those_before_it_brought():
    key = CallKey("key")
    unpack = key.required_by(lambda request: "unpacked")
    for other in ({}, {"correlation_id": "other"}, {"correlation_id": ""}):
        assert unpack(request(correlation_id=key.correlation_id())) == "unpacked"
        with pytest.raises(InvalidRequest, match='answers "tts" only'):
            unpack(request(**other))
    assert unpack(request(correlation_id=key.correlation_id(), parameters={"priority": 1})) == "unpacked"


def test_without_one_everybody_is_answered():
    assert CallKey("").required_by(lambda request: "unpacked")(request()) == "unpacked"
