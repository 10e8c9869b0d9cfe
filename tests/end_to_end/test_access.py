"""A real server with certificates and keys: who is let in, who is not, and what they hear."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import grpc
import pytest
import requests
from tritonclient.grpc import service_pb2, service_pb2_grpc

from loadtest.runs.serve_command import served
from tests.server.tiny_server import write_tiny_repository
from tritone.client import (
    BlockingClient,
    ConnectionSettings,
    KeyRefused,
    RequestRefused,
    ServerUnreachable,
    synthesize_stream,
    voices,
)
from tritone.client.messages import model_request
from tritone.server.launcher import running_server
from tritone.server.options import ServeOptions

pytestmark = pytest.mark.triton

CERTIFICATES = Path(__file__).parents[1] / "data" / "certificates"
KEY, LATER_KEY = "right-key-0123456789", "later-key-0123456789"
PROMPTLY_SECONDS = 60.0


def pem(name: str) -> str:
    return str(CERTIFICATES / name)


TLS = ["--tls-cert", pem("server.pem"), "--tls-key", pem("server.key"), "--client-ca", pem("authority.pem")]
MINE = {"ca": pem("authority.pem"), "client_cert": pem("client.pem"), "client_key": pem("client.key")}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "keys"
    path.write_text(f"web {KEY}\n")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def closed(keys):
    """A server that asks for certificates, and for keys."""
    with served([*TLS, "--api-keys-file", str(keys)]) as serve:
        yield serve


def test_who_has_a_certificate_and_a_key_is_served_by_every_way_of_asking(closed):
    settings = ConnectionSettings(closed.grpc_url, **MINE, api_key=KEY)
    assert list(synthesize_stream(settings, "Hello."))[-1].is_last
    assert [voice.name for voice in voices(settings)] == ["heart"]
    with BlockingClient(settings) as tritone:
        speech = tritone.live("Hello ")
        speech.append("there.")
        speech.end()
        assert list(speech)[-1].is_last


def test_the_command_line_is_served_too(closed, tmp_path):
    (tmp_path / "key").write_text(f"{KEY}\n")
    files = ["--ca", MINE["ca"], "--client-cert", MINE["client_cert"], "--client-key", MINE["client_key"]]
    command = [sys.executable, "-m", "tritone", "say", "Hello.", "--output", "-", "--url", closed.grpc_url, *files]
    done = subprocess.run([*command, "--api-key-file", str(tmp_path / "key")], capture_output=True, timeout=120)
    assert done.returncode == 0 and done.stdout.startswith(b"RIFF"), done.stderr
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1 and 'error: input "x-api-key" is missing; allowed: a key of this server' in done.stderr


def test_a_bearer_token_is_a_key(closed):
    bearer = (("authorization", f"Bearer {KEY}"),)
    assert list(synthesize_stream(ConnectionSettings(closed.grpc_url, **MINE, metadata=bearer), "Hello."))[-1].is_last


def test_a_wrong_key_is_refused_whatever_is_asked(closed):
    settings = ConnectionSettings(closed.grpc_url, **MINE, api_key="wrong-key-0123456789")
    with pytest.raises(KeyRefused, match='^input "x-api-key" is unknown'):
        list(synthesize_stream(settings, "Hello."))
    with pytest.raises(KeyRefused):
        voices(settings)
    with BlockingClient(settings) as tritone, pytest.raises(KeyRefused):
        list(tritone.live("Hello."))


def test_over_http_a_key_is_asked_for_too(closed):
    url = f"{closed.http_url}/v2/models/tts/generate_stream"
    refused = requests.post(url, json={"text": "Hello."}, headers={"x-api-key": KEY}, timeout=PROMPTLY_SECONDS)
    assert refused.status_code == 400 and '"x-api-key" is missing' in refused.text.replace("\\", "")
    spoken = requests.post(url, json={"text": "Hello.", "api_key": KEY}, timeout=PROMPTLY_SECONDS)
    assert spoken.status_code == 200 and '"is_last":true' in spoken.text
    asked = {"inputs": []}
    listed = f"{closed.http_url}/v2/models/voices/infer"
    heart = requests.post(listed, json=asked, headers={"X-Api-Key": KEY}, timeout=PROMPTLY_SECONDS)
    assert heart.status_code == 200 and "heart" in heart.text
    assert requests.post(listed, json=asked, timeout=PROMPTLY_SECONDS).status_code == 400


def test_who_has_no_certificate_or_trusts_another_authority_reaches_nobody(closed):
    with pytest.raises(ServerUnreachable, match="may ask for a certificate"):
        list(synthesize_stream(ConnectionSettings(closed.grpc_url, ca=MINE["ca"], api_key=KEY), "Hello."))
    with pytest.raises(ServerUnreachable, match="not vouched for by .*stranger.pem"):
        list(synthesize_stream(ConnectionSettings(closed.grpc_url, **MINE | {"ca": pem("stranger.pem")}), "Hello."))
    with pytest.raises(ServerUnreachable, match="may speak TLS"):
        list(synthesize_stream(closed.grpc_url, "Hello."))


def test_what_triton_itself_would_tell_is_told_to_nobody_and_health_to_everybody(closed):
    for path in ("/v2", "/v2/models/tts", "/v2/models/tts/config", "/v2/models/tts/stats"):
        assert requests.get(closed.http_url + path, timeout=PROMPTLY_SECONDS).status_code == 403, path
    assert requests.get(f"{closed.http_url}/v2/health/ready", timeout=PROMPTLY_SECONDS).status_code == 200
    with ConnectionSettings(closed.grpc_url, **MINE).open_channel() as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        for ask, request in (
            (stub.ModelConfig, service_pb2.ModelConfigRequest(name="tts")),
            (stub.ModelStatistics, service_pb2.ModelStatisticsRequest(name="tts")),
            (stub.ServerMetadata, service_pb2.ServerMetadataRequest()),
            (stub.RepositoryIndex, service_pb2.RepositoryIndexRequest()),
        ):
            with pytest.raises(grpc.RpcError) as refusal:
                ask(request, timeout=PROMPTLY_SECONDS)
            assert refusal.value.code() == grpc.StatusCode.UNAVAILABLE, request
        assert stub.ServerReady(service_pb2.ServerReadyRequest(), timeout=PROMPTLY_SECONDS).ready


def test_the_inner_models_answer_nobody_whatever_key_he_has(closed):
    with ConnectionSettings(closed.grpc_url, **MINE).open_channel() as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        with pytest.raises(grpc.RpcError) as refusal:
            request = model_request("text_frontend", text=json.dumps({"text": "Hello."}))
            stub.ModelInfer(request, metadata=[("x-api-key", KEY)], timeout=PROMPTLY_SECONDS)
        assert refusal.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_a_key_that_is_added_opens_within_seconds_and_shows_by_its_name(closed, keys):
    settings = ConnectionSettings(closed.grpc_url, **MINE, api_key=LATER_KEY)
    with pytest.raises(KeyRefused):
        voices(settings)
    keys.write_text(f"web {KEY}\nlater {LATER_KEY}\n")
    deadline = time.monotonic() + PROMPTLY_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.2)
        try:
            assert list(synthesize_stream(settings, "Hello."))[-1].is_last
            break
        except RequestRefused:
            continue
    while time.monotonic() < deadline:
        shown = requests.get(closed.metrics_url, timeout=PROMPTLY_SECONDS).text
        if re.search(r'tritone_requests_by_key_total\{.*key="later".*\} 1', shown):
            break
        time.sleep(0.2)
    else:
        raise AssertionError("the request does not show")
    assert KEY not in shown and LATER_KEY not in shown and not any(KEY in line for line in closed.said)


def test_a_server_without_client_certificates_takes_everybody_who_trusts_it(tmp_path):
    options = ServeOptions(exit_timeout_seconds=1, tls_cert=pem("server.pem"), tls_key=pem("server.key"))
    with running_server(options, model_repository=write_tiny_repository(tmp_path / "models")) as server:
        settings = ConnectionSettings(server.grpc_url, ca=pem("authority.pem"))
        assert len(list(synthesize_stream(settings, "2"))) == 2
        with pytest.raises(ServerUnreachable, match="not vouched for"):
            list(synthesize_stream(ConnectionSettings(server.grpc_url, ca=pem("stranger.pem")), "2"))
