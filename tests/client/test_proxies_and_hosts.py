"""A proxy of the environment is not asked for servers of this machine, and is named where one is asked."""

import concurrent.futures
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc
import pytest
from tritonclient.grpc import service_pb2, service_pb2_grpc

from loadtest.clients.callers import GrpcCaller, HttpCaller
from loadtest.clients.messages import StreamFailed, tts_request
from tritone.client import BlockingClient, RequestInvalid, ServerUnreachable, synthesize_stream
from tritone.client.address import grpc_address, is_of_this_machine, proxy_remark

NOBODY = "http://127.0.0.1:9"
SAID = 'input "text": spoken to'


class Refusing(service_pb2_grpc.GRPCInferenceServiceServicer):
    """Whoever hears its words has reached it."""

    def ModelStreamInfer(self, requests, context):
        for request in requests:
            answer = service_pb2.ModelStreamInferResponse(error_message=SAID)
            answer.infer_response.id = request.id
            yield answer


@pytest.fixture(params=["127.0.0.1", "[::1]", "localhost"])
def grpc_url(request, monkeypatch):
    for name in ("http_proxy", "https_proxy", "grpc_proxy"):
        monkeypatch.setenv(name, NOBODY)
    for name in ("no_proxy", "NO_PROXY", "no_grpc_proxy"):
        monkeypatch.delenv(name, raising=False)
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
    service_pb2_grpc.add_GRPCInferenceServiceServicer_to_server(Refusing(), server)
    try:
        port = server.add_insecure_port(f"{request.param}:0")
    except RuntimeError:
        pytest.skip(f"this machine has no {request.param}")
    server.start()
    yield f"{request.param}:{port}"
    server.stop(None).wait()


def test_no_client_of_ours_asks_a_proxy_for_this_machine(grpc_url):
    with pytest.raises(RequestInvalid, match=SAID):
        list(synthesize_stream(grpc_url, "Hello."))
    with BlockingClient(grpc_url) as connection, pytest.raises(RequestInvalid, match=SAID):
        next(iter(connection.live("Hello.")))
    with pytest.raises(StreamFailed, match=SAID):
        list(GrpcCaller(grpc_url).responses(tts_request("tts", text="Hello.")))


def test_nor_over_http(monkeypatch):
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(400)
            self.end_headers()
            self.wfile.write(json.dumps({"error": SAID}).encode())

        def log_message(self, *_):
            pass

    monkeypatch.setenv("http_proxy", NOBODY)
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        caller = HttpCaller(f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(StreamFailed, match=SAID):
            list(caller.events("tts", text="Hello."))
        caller.close()
        server.shutdown()


def test_where_a_proxy_is_asked_its_variable_is_named(monkeypatch):
    monkeypatch.delenv("https_proxy", raising=False)
    monkeypatch.delenv("grpc_proxy", raising=False)
    monkeypatch.setenv("http_proxy", NOBODY)
    with pytest.raises(ServerUnreachable, match="the proxy that http_proxy names; no_proxy names hosts"):
        list(synthesize_stream("tritone.invalid:8001", "Hello."))
    monkeypatch.delenv("http_proxy")
    assert proxy_remark("tritone.invalid:8001") == ""


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.9.9.9:1", "localhost:8001", "[::1]:8001", "unix:/run/x"])
def test_addresses_of_this_machine(address):
    assert is_of_this_machine(grpc_address(address))


@pytest.mark.parametrize("address", ["example.org:1", "128.0.0.1:1", "[fe80::1]:1", "localhost.example.org:1"])
def test_addresses_of_others(address):
    assert not is_of_this_machine(grpc_address(address))
