"""Two real servers behind the real Envoy: they sound as one, what ends Triton does not reach them, and one may go."""

import asyncio
import base64
import json
import ssl
import urllib.error
import urllib.request

import pytest
from tritonclient.grpc import service_pb2_grpc

from loadtest.fleet.crowd import talking
from loadtest.fleet.envoy import KEY, EnvoyMissing
from loadtest.fleet.envoy_files import NoCertificate
from loadtest.fleet.running import running_fleet
from tests.end_to_end.plain_client import say
from tritone.client import BlockingClient, ServerUnreachable, StreamBroken
from tritone.client.messages import model_request

pytestmark = [pytest.mark.triton, pytest.mark.slow]
TEXT = "Whoever answers, it sounds the same."


@pytest.fixture(scope="module")
def fleet():
    try:
        # on a busy test machine the measured limits would refuse what these tests ask
        with running_fleet(2, ["--max-load", "1000", "--max-first-audio-seconds", "60"]) as running:
            yield running
    except (EnvoyMissing, NoCertificate) as missing:
        pytest.skip(str(missing))


def post(fleet, path, body):
    """Status and body over HTTP."""
    request = urllib.request.Request(fleet.envoy.https_url + path, body, {"authorization": f"Bearer {KEY}"})
    trusting = ssl.create_default_context(cafile=str(fleet.envoy.certificate))
    try:
        with urllib.request.urlopen(request, timeout=60, context=trusting) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def events(body):
    return [json.loads(line[5:]) for line in body.decode().splitlines() if line.startswith("data:")]


def test_both_of_them_both_ways_whole_and_live_sound_the_same(fleet):
    expected = say(f"127.0.0.1:{fleet.replicas[0].place.grpc}", text=TEXT, seed=5).audio()
    with BlockingClient(fleet.door) as client:
        for _ in range(4):
            assert b"".join(chunk.audio for chunk in client.speak(TEXT, seed=5)) == expected
        with client.live(TEXT[:10], seed=5) as speech:
            speech.append(TEXT[10:])
            speech.end()
            assert b"".join(chunk.audio for chunk in speech) == expected
        assert [voice.name for voice in client.voices()] == ["heart"]
    for _ in range(2):
        status, body = post(fleet, "/v2/models/tts/generate_stream", json.dumps({"text": TEXT, "seed": 5}).encode())
        assert status == 200 and b"".join(base64.b64decode(event["audio"]) for event in events(body)) == expected


def test_what_is_wrong_with_a_request_is_told_as_without_envoy(fleet):
    status, body = post(fleet, "/v2/models/tts/generate_stream", b'{"text": "Hello.", "speed": 9}')
    assert status == 400 and b'input \\"speed\\": 9' in body


def test_what_ends_triton_does_not_reach_it(fleet):
    before = [replica.place.grpc for replica in fleet.replicas]
    counted = model_request("tts", "1", text="Hello.")
    counted.outputs.add(name="audio").parameters["classification"].int64_param = 1
    refused = [model_request("tts", str(number), text="Hello.", speed=9.0) for number in range(3)]
    attacks = [
        ([counted], ()),
        ([counted], (("tritone-one-request", "true"),)),
        (refused, (("triton_grpc_error", "true"),)),
        ([model_request("vocoder", "1", text="Hello.")], ()),
    ]
    with fleet.door.open_channel() as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        for requests, headers in attacks:
            for _ in range(5):
                call = stub.ModelStreamInfer(iter(requests), metadata=(*fleet.door.metadata, *headers), timeout=20)
                told = [answer.error_message for answer in call]
                assert len(told) == len(requests) and all(told)
    for body in (b"[" * 100_000 + b"]" * 100_000, b'{"text": "Hi.", ' + b'"a": {' * 50_000 + b"}" * 50_001):
        assert post(fleet, "/v2/models/tts/generate_stream", body)[0] == 400
    assert fleet.envoy.healthy() == set(before)
    with BlockingClient(fleet.door) as client:
        assert all(list(client.speak("Still there.")) for _ in range(4))


def test_one_that_goes_away_is_not_missed_and_the_last_one_that_dies_is_told_at_once(fleet):
    leaving, last = fleet.replicas

    async def drain_under_load():
        async with talking(fleet.door, [TEXT * 3], callers=4) as crowd:
            await asyncio.sleep(1.0)
            leaving.drain()
            assert await asyncio.to_thread(leaving.wait_until_gone) == 0
            await asyncio.sleep(0.5)
        return crowd

    crowd = asyncio.run(drain_under_load())
    assert crowd.streams and crowd.errors() == []
    fleet.envoy.wait_for_healthy({last.place.grpc})
    with BlockingClient(fleet.door) as client:
        stream = iter(client.speak(TEXT * 200))
        next(stream)
        last.kill(last.processes())
        with pytest.raises(StreamBroken, match="broke after"):
            list(stream)
        with pytest.raises(ServerUnreachable):
            list(client.speak("Hello?"))
