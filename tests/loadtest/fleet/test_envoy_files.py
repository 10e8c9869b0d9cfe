"""What Envoy runs from: deploy/envoy with this machine's addresses in it, and nothing else changed."""

import json
import re

import pytest

from loadtest.fleet.envoy_files import DEPLOYED, NoCertificate, Ports, Replica, write_envoy_files, write_replicas

PORTS = Ports(https=18443, grpc=18444, stats=19902, admin=19901)


@pytest.fixture
def folder(tmp_path):
    try:
        write_envoy_files(tmp_path, PORTS, {"alice": "secret-of-alice"}, [Replica(1, 2, 3), Replica(4, 5, 6)])
    except NoCertificate as missing:
        pytest.skip(str(missing))
    return tmp_path


def test_every_address_is_this_machines(folder):
    text = (folder / "envoy.yaml").read_text()
    places = set(re.findall(r"address: ([^,{]+), port_value: (\d+)", text))
    assert places == {("127.0.0.1", str(port)) for port in (18443, 18444, 19902, 19901)}
    assert "/etc/envoy" not in re.sub(r"^#.*", "", text, flags=re.M)


def test_what_is_not_an_address_stands_there_as_it_is_deployed(folder):
    deployed = (DEPLOYED / "envoy.yaml").read_text().splitlines()
    written = (folder / "envoy.yaml").read_text().splitlines()
    assert len(deployed) == len(written)
    changed = [line for line, other in zip(deployed, written, strict=True) if line != other]
    assert all(re.search(r"port_value|/etc/envoy|dns", line) for line in changed) and len(changed) < 16


def test_a_caller_may_ask_as_often_as_deployed_unless_it_is_lifted(folder, tmp_path):
    assert "max_tokens: 100, tokens_per_fill: 20" in (folder / "envoy.yaml").read_text()
    write_envoy_files(tmp_path / "lifted", PORTS, {}, [], is_limited=False)
    assert "max_tokens: 100, " not in (tmp_path / "lifted" / "envoy.yaml").read_text()


def test_keys_have_names(folder):
    assert "- {client: alice, key: secret-of-alice}" in (folder / "auth" / "auth.yaml").read_text()
    assert "credentials: []" in (DEPLOYED / "auth" / "auth.yaml").read_text()  # as deployed it lets nobody in


def test_replicas_are_listed_with_all_their_ports(folder):
    write_replicas(folder, [Replica(11, 12, 13)])
    for cluster, port in (("tts_grpc", 11), ("tts_http", 12)):
        (resource,) = json.loads((folder / "replicas" / f"{cluster}.json").read_text())["resources"]
        (endpoint,) = [each["endpoint"] for each in resource["endpoints"][0]["lb_endpoints"]]
        assert resource["cluster_name"] == cluster
        assert endpoint["address"]["socket_address"] == {"address": "127.0.0.1", "port_value": port}
        assert endpoint["health_check_config"] == {"port_value": 13}
