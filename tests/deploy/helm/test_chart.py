"""Every rendering of the chart is what Kubernetes takes and what our policies ask for."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("helm_python", reason="in the environment of tests/deploy/test_environment.py")
pytest.importorskip("kubernetes_validate", reason="in the environment of tests/deploy/test_environment.py")

import helm_python

import tritone
from tests.deploy.checked import KUBERNETES, check
from tests.deploy.helm.combinations import COMBINATIONS, SWITCHES
from tests.deploy.helm.rendering import CHART, GOLDEN, chart, golden_text, rendered, rendered_text
from tests.deploy.policies import broken_rules


def test_helm_has_nothing_against_the_chart():
    report = helm_python.lint(CHART, strict=True)
    assert report["errors"] == []
    assert [message["error"] for message in report["messages"]] == ["icon is recommended"]


def test_the_default_rendering_is_the_one_that_is_kept():
    """After a change that is meant: python -m tests.deploy.helm.write_golden, and read the difference."""
    assert golden_text() == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SWITCHES)
def test_every_switch_is_seen_in_the_rendering(name):
    assert rendered(SWITCHES[name]) != rendered()


@pytest.mark.parametrize("values", COMBINATIONS.values(), ids=COMBINATIONS)
def test_kubernetes_takes_every_rendering(values):
    # a folder that is an image is known since 1.31 and has a sub-path since 1.33
    as_volume = values.get("voices", {}).get("image", {}).get("as") == "volume"
    for manifest in rendered(values):
        check(manifest, KUBERNETES[1:] if as_volume else KUBERNETES)


@pytest.mark.parametrize("values", COMBINATIONS.values(), ids=COMBINATIONS)
def test_every_pod_holds_to_the_policies(values):
    for manifest in rendered(values):
        if manifest["kind"] == "Deployment":
            pod = manifest["spec"]["template"]["spec"]
            assert broken_rules(pod, pod["containers"], pod.get("initContainers", [])) == []
        elif manifest["kind"] == "Pod":
            assert broken_rules(manifest["spec"], [], manifest["spec"]["containers"]) == []


@pytest.mark.parametrize("values", COMBINATIONS.values(), ids=COMBINATIONS)
def test_every_selector_finds_its_pods_and_every_port_its_name(values):
    manifests = rendered(values)
    pods = [manifest["spec"]["template"] for manifest in manifests if manifest["kind"] == "Deployment"]
    names = [(manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests]
    assert len(names) == len(set(names))
    for manifest in manifests:
        if manifest["kind"] == "Service":
            (pod,) = (pod for pod in pods if manifest["spec"]["selector"].items() <= pod["metadata"]["labels"].items())
            ports = {port["name"] for container in pod["spec"]["containers"] for port in container["ports"]}
            assert {port["targetPort"] for port in manifest["spec"]["ports"]} <= ports
        elif manifest["kind"] in ("NetworkPolicy", "PodDisruptionBudget"):
            wanted = manifest["spec"].get("podSelector", manifest["spec"].get("selector"))["matchLabels"]
            assert any(wanted.items() <= pod["metadata"]["labels"].items() for pod in pods)


def test_every_value_has_its_place_in_the_schema_and_the_readme():
    described = (CHART / "README.md").read_text(encoding="utf-8")
    for group in chart().values:
        assert group in chart().schema["properties"], group
        assert f"`{group}" in described, f"the chart's README does not know {group}"


def test_the_chart_goes_with_the_release():
    """Semantic versions write 0.2.0.dev0 as 0.2.0-dev.0."""
    assert chart().metadata["appVersion"] == tritone.__version__
    assert chart().version == re.sub(r"\.dev(\d+)$", r"-dev.\1", tritone.__version__)


def test_the_archive_holds_what_the_folder_links_to(tmp_path):
    with helm_python.Chart.load(helm_python.package(CHART, destination=tmp_path)) as packed:
        names = {file["name"] for file in packed.files}
        linked = {"grafana-dashboard.json", "alert-rules.yml", "envoy.yaml", "envoy-tls.yaml", "page.html"}
        assert {f"files/{name}" for name in linked} <= names
        everything = {"dashboard": {"enabled": True}, "prometheusRule": {"enabled": True}, **SWITCHES["Envoy"]}
        unpacked = {f"tritone/templates/{name}": text for name, text in rendered_text(everything).items()}
        assert packed.render(everything, name="voice", namespace="speech") == unpacked
