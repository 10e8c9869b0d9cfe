"""What Envoy keeps from Triton: other models and calls, messages and bodies that end it, requests read two ways."""

import gzip
import json
import random
import urllib.error
import urllib.request

import grpc
import pytest
from tritonclient.grpc import service_pb2, service_pb2_grpc

from loadtest.fleet.envoy import KEY
from tests.deploy.envoy.https_caller import GENERATE, ask, send_raw
from tests.deploy.envoy.raw_http2 import stream_of
from tests.waiting import until
from tritone.client import BlockingClient
from tritone.client.messages import model_request

pytestmark = pytest.mark.slow
BAD_STREAMS = pytest.mark.parametrize("promise", [(), (("tritone-one-request", "true"),)])


@pytest.fixture
def stub(envoy):
    settings = envoy.connection()
    with settings.open_channel() as channel:
        yield service_pb2_grpc.GRPCInferenceServiceStub(channel)


def streamed(envoy, stub, *requests, headers=()):
    """What each request was answered, as the first response's error or "spoken"; a status ends them."""
    answers = []
    call = stub.ModelStreamInfer(iter(requests), metadata=(*envoy.connection().metadata, *headers), timeout=20)
    try:
        for answer in call:
            answers.append(answer.error_message or "spoken")
    except grpc.RpcError as error:
        answers.append(f"{error.code().name}: {error.details()}")
    return answers


def text_request(text="one", model="tts"):
    return model_request(model, "7", tell_the_end=True, text=text)


@pytest.mark.parametrize(
    "path",
    [
        "/v2/models/acoustic",
        "/v2/models/tts/config",
        "/v2/models/tts/infer",
        "/v2/models/tts/stats",
        "/v2/repository/index",
        "/v2/repository/models/tts/unload",
        "/v2/systemsharedmemory/status",
        "/v2/trace/setting",
        "/v2/logging",
        "/metrics",
        "/v2/models/tts/../acoustic",
    ],
)
def test_over_http_nothing_else_is_served(envoy, path):
    for body in (None, b"{}"):
        assert ask(envoy, path, body)[0] == 404


def test_what_hides_in_a_path_is_refused(envoy):
    assert ask(envoy, "/v2/models/tts%2f..%2facoustic")[0] == 400


@pytest.mark.parametrize(
    "call",
    [
        "RepositoryIndex",
        "RepositoryModelUnload",
        "SystemSharedMemoryStatus",
        "TraceSetting",
        "LogSettings",
        "ModelConfig",
    ],
)
def test_over_grpc_no_control_of_triton_is_served(envoy, stub, call):
    request = getattr(service_pb2, f"{call}Request")()
    with pytest.raises(grpc.RpcError) as refused:
        getattr(stub, call)(request, metadata=envoy.connection().metadata)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


@BAD_STREAMS
def test_inner_models_are_not_reached_by_name(envoy, replicas, stub, promise):
    before = [len(replica.requests) for replica in replicas]
    streamed(envoy, stub, text_request(model="acoustic"), headers=promise)
    names = {replica.last_model for replica in replicas}
    assert "acoustic" not in names and any("tts or voices" in name for name in names)
    assert [len(replica.requests) for replica in replicas] == before


def test_a_list_of_inner_models_is_not_told_either(envoy, replicas, stub):
    with pytest.raises(grpc.RpcError) as refused:
        stub.ModelInfer(service_pb2.ModelInferRequest(model_name="vocoder"), metadata=envoy.connection().metadata)
    assert "tts or voices" in refused.value.details()
    with BlockingClient(envoy.connection()) as client:
        assert [voice.name for voice in client.voices()] == ["heart"]


@BAD_STREAMS
def test_nobody_can_ask_for_a_classification(envoy, replicas, stub, promise):
    request = text_request()
    request.outputs.add(name="audio").parameters["classification"].int64_param = 1
    streamed(envoy, stub, request, headers=promise)
    assert any("no classification" in replica.last_model for replica in replicas)
    assert streamed(envoy, stub, text_request("my classification is right"), headers=promise)[-1] == "spoken"


def test_long_texts_and_many_requests_pass_as_they_are(envoy, replicas, stub):
    texts = ["word " * 19_000 + str(number) for number in range(3)] + ["short", "shorter"]
    for text in texts[:3]:
        request = service_pb2.ModelInferRequest()
        request.CopyFrom(text_request(text))
        streamed_texts(envoy, stub, replicas, request)
    streamed_texts(envoy, stub, replicas, *[text_request(text) for text in ("a", "b", "c", "d")])


def streamed_texts(envoy, stub, replicas, *requests):
    """Sent, and seen by a replica as they were sent."""
    call = stub.ModelStreamInfer(iter(requests), metadata=envoy.connection().metadata, timeout=20)
    sent = {request.SerializeToString() for request in requests}
    until(lambda: sent <= {raw for replica in replicas for raw in replica.raw})
    call.cancel()


def pieces_of(body, draw):
    """A body cut at some places, or everywhere."""
    if draw is None:
        return [body[at : at + 1] for at in range(len(body))]
    cuts = [0, *sorted(draw.choices(range(len(body) + 1), k=draw.randint(1, 6))), len(body)]
    return [body[begin:end] for begin, end in zip(cuts, cuts[1:], strict=False)]


@pytest.mark.parametrize("seed", [None, *range(12)])
def test_messages_may_be_cut_anywhere(envoy, replicas, seed):
    """The first and the last are passed on as they are; the one between, for another model, never is."""
    draw = None if seed is None else random.Random(seed)
    good = [text_request(f"{place} of {seed}").SerializeToString() for place in ("first", "last")]
    bad = text_request(f"between of {seed}", model="acoustic").SerializeToString()
    messages = [good[0], bad, good[1]]
    body = b"".join(b"\0" + len(message).to_bytes(4, "big") + message for message in messages)
    for replica in replicas:
        replica.raw.clear()
    headers = [("authorization", f"Bearer {KEY}")]
    with stream_of(envoy, "/inference.GRPCInferenceService/ModelStreamInfer", pieces_of(body, draw), headers):
        until(lambda: sum(len(replica.raw) for replica in replicas) == 3)
    first, between, last = replicas[0].raw or replicas[1].raw
    assert [first, last] == good and b"(here you can ask for tts or voices)" in between and b"acoustic" not in between


NAME = b"\x08acoustic"
TTS = b"\x0a\x03tts"


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x0a" + NAME,
        TTS + b"\x0a" + NAME,  # the last one counts
        b"\x0a" + NAME + TTS,
        TTS + b"\x8a\x00" + NAME,  # the same tag in two bytes
        TTS + b"\x8a\x80\x80\x80\x10" + NAME,  # and with bits that some readers drop
        TTS + b"\x0a\x88\x00acoustic",
        TTS + b"\x0b" + b"\x0a" + NAME + b"\x0c",  # in a group
        TTS + b"\x0a\x20acoustic",  # longer than the message
        TTS + b"\x08",
        TTS + b"\x0d\0\0",
        TTS + b"\x32\x0eclassification",
        TTS + b"\xb2\x00\x0eclassification",
        b"\x0a\x04tts\x00",
        b"\x0a\x03TTS",
    ],
)
def test_a_name_cannot_be_hidden(envoy, replicas, message):
    for replica in replicas:
        replica.raw.clear()
    body = b"\0" + len(message).to_bytes(4, "big") + message
    headers = [("authorization", f"Bearer {KEY}")]
    with stream_of(envoy, "/inference.GRPCInferenceService/ModelStreamInfer", [body], headers):
        until(lambda: any(replica.raw for replica in replicas))
    (seen,) = replicas[0].raw or replicas[1].raw
    assert seen.startswith(b"\x0a") and b"(here you can ask for " in seen and b"acoustic" not in seen


@BAD_STREAMS
def test_messages_that_are_too_long_or_compressed_are_refused(envoy, replicas, stub, promise):
    too_long = streamed_names(envoy, stub, replicas, text_request("x" * 1_048_576), promise)
    assert "1 MB" in too_long or "Payload Too Large" in too_long
    settings = envoy.connection()
    with grpc.secure_channel(
        settings.address, settings.credentials, settings.channel_options(), compression=grpc.Compression.Gzip
    ) as channel:
        squeezing = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        assert "not compressed" in streamed_names(envoy, squeezing, replicas, text_request("x" * 5000), promise)


def streamed_names(envoy, stub, replicas, request, promise):
    for replica in replicas:
        replica.last_model = ""
    said = streamed(envoy, stub, request, headers=promise)
    return " ".join([replica.last_model for replica in replicas] + said)


def test_statuses_that_end_triton_are_asked_for_only_where_a_stream_has_one_request(envoy, replicas, stub):
    before = sum(len(replica.headers) for replica in replicas)
    streamed(envoy, stub, text_request(), text_request(), headers=[("triton_grpc_error", "true")])
    streamed(envoy, stub, text_request(), headers=[("tritone-one-request", "true")])
    headers = [headers for replica in replicas for headers in replica.headers]
    assert len(headers) == before + 2
    assert [given.get("triton_grpc_error") for given in headers].count("true") >= 1
    promised = [given for given in headers if given.get("tritone-one-request")]
    assert all(("triton_grpc_error" in given) == (given in promised) for given in headers)


def test_a_promise_of_one_request_is_checked(envoy, replicas, stub):
    for replica in replicas:
        replica.last_model = ""
    streamed(envoy, stub, text_request(), text_request(), headers=[("tritone-one-request", "true")])
    assert any("one request a stream" in replica.last_model for replica in replicas)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 9 + b"1" + b"}" * 9,
        b"{" + b",".join(b'"%d":1' % number for number in range(201)) + b"}",
        b'{"text": "never ends',
    ],
)
def test_json_that_ends_triton_is_refused(envoy, replicas, body):
    before = [len(replica.posts) for replica in replicas]
    status, _, said = ask(envoy, GENERATE, body)
    assert status == 400 and "nested at most 8 deep" in json.loads(said)["error"]
    assert [len(replica.posts) for replica in replicas] == before


def test_what_is_compressed_is_not_looked_into_and_not_passed_on(envoy, replicas):
    body = gzip.compress(b"[" * 100_000 + b"]" * 100_000)
    assert ask(envoy, GENERATE, body, **{"content-encoding": "gzip"})[0] == 415


def test_json_with_brackets_and_quotes_in_its_text_passes(envoy, replicas):
    body = json.dumps({"text": '[[[[[[[[[[ "quoted" {{{{{{{{{{ \\ : ' + ":" * 300}).encode()
    assert ask(envoy, GENERATE, body)[0] == 200
    assert any(posted == body for replica in replicas for _, _, posted in replica.posts)


def test_a_body_in_a_thousand_pieces_reaches_the_server_in_one(envoy, replicas):
    body = json.dumps({"text": "piece by piece " * 60}).encode()
    head = f"POST {GENERATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = b"".join(b"1\r\n" + body[at : at + 1] + b"\r\n" for at in range(len(body)))
    assert b" 200 OK" in send_raw(envoy, head.encode() + pieces + b"0\r\n\r\n")
    (headers,) = [headers for replica in replicas for _, headers, posted in replica.posts if posted == body]
    assert headers["content-length"] == str(len(body)) and "transfer-encoding" not in headers


def test_a_body_that_is_too_long_is_refused(envoy, replicas):
    assert ask(envoy, GENERATE, json.dumps({"text": "x" * 1_048_577}).encode())[0] == 413


def test_a_request_with_two_lengths_is_refused(envoy):
    head = f"POST {GENERATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\nContent-Length: 4\r\n"
    assert b" 400 Bad Request" in send_raw(envoy, f"{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode())


def test_pages_elsewhere_may_ask_with_a_key(envoy, replicas):
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
    status, headers, _ = ask(envoy, GENERATE, method="OPTIONS", key=None, **asked)
    assert status == 200 and headers["access-control-allow-origin"] == "https://elsewhere.example"
    assert "authorization" in headers["access-control-allow-headers"]
    answered = ask(envoy, GENERATE, b'{"text": "hello"}', origin="https://elsewhere.example")
    assert answered[0] == 200 and answered[1]["access-control-allow-origin"] == "https://elsewhere.example"


def test_the_port_for_watchers_shows_counters_and_has_no_controls(envoy, replicas):
    def get(path, method="GET"):
        request = urllib.request.Request(f"http://127.0.0.1:{envoy.ports.stats}{path}", method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.read()

    assert b"envoy_cluster_upstream_rq_active" in get("/stats/prometheus")
    for path, method in (("/quitquitquit", "POST"), ("/config_dump", "GET"), ("/stats/prometheus", "POST")):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(path, method)
