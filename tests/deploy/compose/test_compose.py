"""deploy/compose, held to the schema of the Compose specification and to the rules that pods have, too."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

pytest.importorskip("jsonschema", reason="in the environment of tests/deploy/test_environment.py")
pytest.importorskip("yaml", reason="in the environment of tests/deploy/test_environment.py")

import jsonschema
import yaml

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "deploy" / "compose"
WHOLE = yaml.safe_load((FOLDER / "compose.yml").read_text(encoding="utf-8"))
SERVICES = WHOLE["services"]
ENVOY = yaml.safe_load((FOLDER.parent / "envoy" / "envoy.yaml").read_text(encoding="utf-8"))
each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def test_compose_takes_it():
    schema = json.loads((ROOT / "tests" / "deploy" / "crds" / "compose.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(WHOLE)


@each_service
def test_images_say_their_versions(service):
    image = service["image"]
    assert re.search(r":(cpu|v?\d+\.\d+\.\d+)$", image), image


@each_service
def test_nothing_may_take_the_machine(service):
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"] and "privileged" not in service
    assert service["deploy"]["resources"]["limits"]["memory"]


def test_only_envoys_doors_are_open_to_others():
    published = {name: service.get("ports", []) for name, service in SERVICES.items()}
    assert published.pop("envoy") == ["8443:8443", "8444:8444"]
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert WHOLE["networks"]["inside"]["internal"] is True
    assert SERVICES["tritone"]["networks"] == SERVICES["prometheus"]["networks"] == ["inside"]


@each_service
def test_what_is_mounted_is_there_or_made_by_the_script(service):
    script = (FOLDER / "prepare.sh").read_text(encoding="utf-8")
    for mount in service.get("volumes", []):
        source, target, *mode = mount.split(":")
        if source in WHOLE["volumes"]:
            continue
        assert mode == ["ro"]
        assert (FOLDER / source).exists() or source.removeprefix("./") in script, source
        assert target.startswith("/etc/")


def test_envoy_and_prometheus_look_for_the_servers_where_they_are():
    clusters = {cluster["name"]: cluster for cluster in ENVOY["static_resources"]["clusters"]}
    ports = set()
    for name in ("tts_http", "tts_grpc"):
        ((endpoint,),) = [group["lb_endpoints"] for group in clusters[name]["load_assignment"]["endpoints"]]
        place = endpoint["endpoint"]["address"]["socket_address"]
        assert place["address"] in SERVICES
        ports |= {place["port_value"], endpoint["endpoint"]["health_check_config"]["port_value"]}
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert ports == {8000, 8001, 8003} and "EXPOSE 8000 8001 8002 8003" in dockerfile
    jobs = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    (found,) = jobs[0]["dns_sd_configs"]
    assert (found["names"], found["port"], jobs[0]["job_name"]) == (["tritone"], 8002, "tritone")
    assert jobs[1]["static_configs"] == [{"targets": ["envoy:9902"]}] and "envoy" in SERVICES


def test_a_server_is_stopped_after_its_streams():
    arguments = SERVICES["tritone"]["command"]
    going = sum(float(arguments[arguments.index(name) + 1]) for name in ("--drain-seconds", "--exit-timeout"))
    assert float(SERVICES["tritone"]["stop_grace_period"].removesuffix("s")) > going


def test_variables_are_those_that_the_script_writes():
    asked = set(re.findall(r"\$\{(\w+):\?", (FOLDER / "compose.yml").read_text(encoding="utf-8")))
    written = set(re.findall(r"([A-Z_]+)=%s", (FOLDER / "prepare.sh").read_text(encoding="utf-8")))
    assert asked == written


def test_the_dashboard_has_its_source():
    (source,) = yaml.safe_load((FOLDER / "grafana" / "datasources" / "prometheus.yml").read_text())["datasources"]
    assert source["type"] == "prometheus" and source["isDefault"] and source["url"] == "http://prometheus:9090"
    (provider,) = yaml.safe_load((FOLDER / "grafana" / "dashboards" / "tritone.yml").read_text())["providers"]
    mounted = dict(mount.split(":")[1::-1] for mount in SERVICES["grafana"]["volumes"] if mount.startswith("."))
    assert (FOLDER / mounted[provider["options"]["path"]] / "grafana-dashboard.json").is_file()
