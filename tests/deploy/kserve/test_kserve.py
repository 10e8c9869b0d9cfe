"""The KServe manifests, held to KServe's own definitions and to what the chart does."""

from __future__ import annotations

import pytest

pytest.importorskip("helm_python", reason="in the environment of tests/deploy/test_environment.py")
pytest.importorskip("kubernetes_validate", reason="in the environment of tests/deploy/test_environment.py")

import jsonschema
import yaml

from tests.deploy.checked import check
from tests.deploy.helm import rendering
from tests.deploy.policies import broken_rules

FOLDER = rendering.ROOT / "deploy" / "kserve"


def manifest(name):
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


RUNTIME, SERVICE = manifest("cluster-serving-runtime.yaml"), manifest("inference-service.yaml")
(CONTAINER,) = RUNTIME["spec"]["containers"]
PREDICTOR = SERVICE["spec"]["predictor"]


@pytest.mark.parametrize("one", [RUNTIME, SERVICE], ids=["ClusterServingRuntime", "InferenceService"])
def test_kserve_takes_it(one):
    check(one)


@pytest.mark.parametrize("one", [RUNTIME, SERVICE], ids=["ClusterServingRuntime", "InferenceService"])
def test_a_field_that_kserve_does_not_know_would_be_found(one):
    with pytest.raises(jsonschema.ValidationError, match="containerz"):
        check({**one, "spec": {**one["spec"], "containerz": []}})


def test_the_pod_holds_to_the_policies():
    """KServe puts the pod together: securities and times of the service, containers and volumes of the runtime."""
    assert broken_rules({**PREDICTOR, "volumes": RUNTIME["spec"]["volumes"]}, [CONTAINER]) == []


def test_the_service_asks_for_the_runtime_and_for_a_deployment():
    (served,) = RUNTIME["spec"]["supportedModelFormats"]
    asked = PREDICTOR["model"]
    assert asked["runtime"] == RUNTIME["metadata"]["name"]
    assert asked["modelFormat"]["name"] == served["name"]
    assert asked["protocolVersion"] in RUNTIME["spec"]["protocolVersions"]
    assert SERVICE["metadata"]["annotations"]["serving.kserve.io/deploymentMode"] == "RawDeployment"


def test_the_server_is_started_as_by_the_chart():
    given = dict(argument.split("=") for argument in CONTAINER["args"] + PREDICTOR["model"]["args"])
    of_chart = rendering.options()
    assert given == {name: of_chart[name] for name in given}
    assert set(of_chart) - set(given) == {"--start-timeout"}
    assert CONTAINER["image"] == rendering.server()["image"]
    assert PREDICTOR["terminationGracePeriodSeconds"] == rendering.server_pod()["terminationGracePeriodSeconds"]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        own, other = dict(CONTAINER[probe]), dict(rendering.server()[probe])
        assert own.pop("httpGet") == {"path": other.pop("httpGet")["path"], "port": int(given["--health-port"])}
        assert own == other
    assert CONTAINER["resources"]["limits"] == rendering.server()["resources"]["limits"]


def test_it_scales_as_the_chart_does():
    (metric,) = PREDICTOR["autoScaling"]["metrics"]
    assert metric["external"]["metric"]["query"].startswith("max(tritone_load_ratio{")
    chart = rendering.the("ScaledObject", {"autoscaling": {"kind": "keda"}})["spec"]
    behavior = chart["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    assert PREDICTOR["autoScaling"]["behavior"]["scaleDown"] == behavior["scaleDown"]
    assert metric["external"]["target"]["value"] == chart["triggers"][0]["metadata"]["threshold"]
