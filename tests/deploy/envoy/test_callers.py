"""Who may call: keys and tokens, read again when they change; limits for each; what the log tells of them."""

import base64
import hashlib
import hmac
import json
import os
import ssl
import time

import grpc
import pytest
from tritonclient.grpc import service_pb2, service_pb2_grpc

from loadtest.fleet.envoy import CALLER, KEY
from loadtest.fleet.envoy_files import DEPLOYED, make_certificate
from tests.deploy.envoy.conftest import OTHER
from tests.deploy.envoy.https_caller import GENERATE, ask, say
from tests.waiting import until
from tritone.client import BlockingClient, ConnectionSettings, RequestRefused

pytestmark = pytest.mark.slow


def test_without_a_key_nobody_is_served(envoy, replicas):
    for key in (None, "wrong"):
        assert say(envoy, key, text="hello")[0] == 401
        connection = envoy.connection(key or "none")
        with BlockingClient(connection) as client, pytest.raises(RequestRefused):
            list(client.speak("hello"))
    assert say(envoy, text="hello")[0] == 200


def test_tritones_clients_bring_certificate_and_key_in_their_own_way(envoy, replicas):
    settings = ConnectionSettings(f"127.0.0.1:{envoy.ports.grpc}", ca=envoy.certificate, api_key=OTHER)
    with BlockingClient(settings) as client:
        assert list(client.speak("hello")) and client.voices()
    assert all("x-api-key" not in headers for replica in replicas for headers in replica.headers)


def test_health_and_the_page_are_open_to_all(envoy, replicas):
    assert ask(envoy, "/v2/health/ready", key=None)[0] == 200
    status, headers, body = ask(envoy, "/", key=None)
    assert status == 200 and headers["content-type"] == "text/html; charset=utf-8" and b"<title>" in body
    assert "default-src 'none'" in headers["content-security-policy"]


def test_the_log_tells_who_called_and_not_what_was_said_or_with_which_key(envoy, replicas):
    ask(
        envoy,
        f"{GENERATE}?text=secretly",
        json.dumps({"text": "Nobody else's business."}).encode(),
        **{"x-caller": "liar"},
    )
    with BlockingClient(envoy.connection(OTHER)) as client:
        list(client.speak("Confidential words"))

    def told():
        lines = [json.loads(line) for line in envoy.log().splitlines() if line.startswith("{")]
        return {(line["caller"], line["path"]) for line in lines if line["status"] == 200}

    until(lambda: {(CALLER, GENERATE), ("other", "/inference.GRPCInferenceService/ModelStreamInfer")} <= told())
    for kept in ("Nobody else", "secretly", "Confidential", "liar", KEY, OTHER):
        assert kept not in envoy.log()
    assert all("authorization" not in headers for replica in replicas for _, headers, _ in replica.posts)


def test_who_asks_too_often_is_told_so_and_nobody_else(envoy, replicas):
    settings = envoy.connection(OTHER)
    with settings.open_channel() as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        request = service_pb2.ModelInferRequest(model_name="voices")
        # all at once: it would take them 20 s to be within what a caller may ask
        calls = [stub.ModelInfer.future(request, metadata=settings.metadata) for _ in range(500)]
        codes = {call.code() for call in calls}
    assert codes == {grpc.StatusCode.OK, grpc.StatusCode.RESOURCE_EXHAUSTED}
    with BlockingClient(envoy.connection()) as client:
        assert list(client.speak("mine"))


def test_keys_are_read_again_when_they_change(envoy, replicas):
    envoy.set_keys({CALLER: KEY, "other": OTHER, "new": "a-new-key"})
    until(lambda: say(envoy, "a-new-key", text="hello")[0] == 200)
    envoy.set_keys({CALLER: KEY, "other": OTHER})
    until(lambda: say(envoy, "a-new-key", text="hello")[0] == 401)


def test_a_new_certificate_is_served_without_a_restart(envoy, replicas):
    def served():
        return ssl.get_server_certificate(("127.0.0.1", envoy.ports.https))

    before, new = served(), envoy.folder / "new"
    new.mkdir()
    make_certificate(new)
    for name in ("tls.key", "tls.crt"):
        os.replace(new / name, envoy.folder / "tls" / name)
    until(lambda: served() != before)
    assert say(envoy, text="hello")[0] == 200


def test_tokens_of_an_identity_provider_do_instead_of_keys(envoy, replicas):
    secret = b"a secret of the provider and of Envoy"
    (envoy.folder / "auth" / "jwks.json").write_text(
        json.dumps({"keys": [{"kty": "oct", "alg": "HS256", "k": _packed(secret)}]})
    )
    tokens = (DEPLOYED / "auth" / "jwt.yaml").read_text().replace("/etc/envoy", str(envoy.folder))
    try:
        envoy.replace("auth/auth.yaml", tokens)
        good = _token(secret, {"iss": "https://accounts.example.org", "aud": "tritone", "sub": "alice"})
        until(lambda: say(envoy, good, text="hello")[0] == 200)
        assert any(headers.get("x-caller") == "alice" for replica in replicas for _, headers, _ in replica.posts)
        forged = _token(b"another secret", {"iss": "https://accounts.example.org", "aud": "tritone", "sub": "alice"})
        assert say(envoy, forged, text="hello")[0] == say(envoy, KEY, text="hello")[0] == 401
    finally:
        envoy.set_keys({CALLER: KEY, "other": OTHER})
        until(lambda: say(envoy, text="hello")[0] == 200)


def _token(secret: bytes, claims: dict) -> str:
    head = _packed(b'{"alg":"HS256","typ":"JWT"}')
    body = _packed(json.dumps({**claims, "exp": int(time.time()) + 60}).encode())
    return f"{head}.{body}.{_packed(hmac.new(secret, f'{head}.{body}'.encode(), hashlib.sha256).digest())}"


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
