"""The list of voices over a real server: gRPC and HTTP, the client's and the command line's."""

import json

import pytest
import requests

from tritone.cli import main
from tritone.client import RequestRefused, ServerUnreachable, voices

pytestmark = pytest.mark.triton


def test_a_client_is_told_the_voices_and_which_are_loaded(server):
    (heart,) = voices(server.grpc_url)
    assert (heart.name, heart.language, heart.sample_rate_hz, heart.default) == ("heart", "en-us", 24_000, True)
    assert heart.loaded is True and heart.licence == "Apache-2.0" and heart.speakers == ()
    assert voices(server.grpc_url, "en") == [heart] and voices(server.grpc_url, "de") == []


def test_http_callers_are_told_the_same(server):
    base = f"{server.http_url}/v2/models/voices"
    generated = requests.post(f"{base}/generate", json={"language": "en"}, timeout=10).json()
    inferred = requests.post(f"{base}/infer", json={"inputs": []}, timeout=10).json()
    for listed in (generated["voices"], inferred["outputs"][0]["data"][0]):
        assert [voice["name"] for voice in json.loads(listed)] == ["heart"]


def test_what_cannot_be_answered_is_said(server):
    with pytest.raises(RequestRefused, match='input "language" has 0 characters'):
        voices(server.grpc_url, "")
    with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9"):
        voices("127.0.0.1:9")


def test_the_command_line_lists_them(server, capsys):
    assert main(["voices", "list", "--url", server.grpc_url]) == 0
    header, heart = capsys.readouterr().out.splitlines()
    assert header.split()[-1] == "LOADED" and heart.startswith("heart (default)") and heart.endswith("yes")
    assert main(["voices", "list", "--json", "--url", server.grpc_url]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "heart"
