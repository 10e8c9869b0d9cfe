"""What each value of the chart does, read off what it renders."""

from __future__ import annotations

import json
import re

import pytest

pytest.importorskip("helm_python", reason="in the environment of tests/deploy/test_environment.py")

import yaml

from tests.deploy.helm.combinations import SWITCHES
from tests.deploy.helm.rendering import ROOT, kinds, options, rendered_text, server, server_pod, the

MONITORING = ROOT / "docs" / "monitoring"


def mounts(values=None):
    return {mount["mountPath"]: mount for mount in server(values)["volumeMounts"]}


def volumes(values=None):
    return {volume["name"]: volume for volume in server_pod(values)["volumes"]}


@pytest.mark.parametrize(("drain", "exit_timeout"), [(5, 30), (0, 0), (20, 600)])
def test_a_pod_has_time_to_drain_and_to_finish(drain, exit_timeout):
    values = {"server": {"drainSeconds": drain, "exitTimeoutSeconds": exit_timeout}}
    assert options(values)["--drain-seconds"] == str(drain)
    assert options(values)["--exit-timeout"] == str(exit_timeout)
    assert server_pod(values)["terminationGracePeriodSeconds"] >= drain + exit_timeout + 20


def test_readiness_is_lost_within_the_drain():
    probe = server()["readinessProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] < int(options()["--drain-seconds"])


def test_the_second_line_is_slower_than_the_supervisor():
    """docs/operations.md: a hang is over after 40 s at the latest."""
    probe = server()["livenessProbe"]
    assert probe["periodSeconds"] * (probe["failureThreshold"] - 1) > 40


def test_the_start_may_take_as_long_as_the_server_waits():
    for seconds in (60, 300, 900):
        values = {"server": {"startTimeoutSeconds": seconds}}
        probe = server(values)["startupProbe"]
        assert probe["periodSeconds"] * probe["failureThreshold"] > int(options(values)["--start-timeout"])
        assert the("Deployment", values)["spec"]["progressDeadlineSeconds"] > seconds


def test_probes_and_drain_are_asked_for_on_the_health_port():
    values = SWITCHES["other ports"]
    container = server(values)
    (health,) = (port["containerPort"] for port in container["ports"] if port["name"] == "health")
    assert health == 9003 == int(options(values)["--health-port"])
    probed = {container[name]["httpGet"]["port"] for name in ("startupProbe", "readinessProbe", "livenessProbe")}
    assert probed == {"health"}
    assert "http://127.0.0.1:9003/drain" in container["lifecycle"]["preStop"]["exec"]["command"][-1]


def test_the_drain_is_a_program_that_python_takes():
    *_, program = server()["lifecycle"]["preStop"]["exec"]["command"]
    compile(program, "preStop", "exec")


def test_no_service_has_the_health_port_and_metrics_have_their_own():
    ports = {
        ending: {port["name"] for port in the("Service", ending=ending)["spec"]["ports"]}
        for ending in ("", "-headless", "-metrics")
    }
    assert ports == {"": {"grpc", "http"}, "-headless": {"grpc", "http"}, "-metrics": {"metrics"}}


def test_what_may_be_written_is_mounted():
    """The image's root is read-only: tests/deploy/policies.py."""
    assert {"/dev/shm", "/tmp"} == set(mounts())
    assert volumes()["shm"]["emptyDir"] == {"medium": "Memory", "sizeLimit": "1Gi"}
    assert server()["env"] == [{"name": "HOME", "value": "/tmp"}]


def test_a_gpu_has_its_image_its_user_and_its_card():
    values = {"device": "gpu", "gpu": {"count": 2}}
    container, pod = server(values), server_pod(values)
    assert container["image"].endswith("-gpu") and options(values)["--device"] == "cuda"
    assert container["resources"]["limits"]["nvidia.com/gpu"] == 2
    assert pod["securityContext"]["runAsUser"] == 1000
    assert {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"} in pod["tolerations"]
    assert "--process-memory-mb" not in options(values)


def test_the_users_are_those_of_the_images():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for device in ("cpu", "gpu"):
        user = server_pod({"device": device})["securityContext"]["runAsUser"]
        assert f"USER {user}:{user}\n" in dockerfile


def test_a_process_is_replaced_before_the_container_is_killed():
    """2 GiB of a model's process and 1 GiB of shared memory leave room in 4 GiB for the others."""
    assert int(options()["--process-memory-mb"]) * 2**20 + 2**30 < 4 * 2**30
    assert server()["resources"]["limits"]["memory"] == "4Gi"


@pytest.mark.parametrize("name", [name for name in SWITCHES if name.startswith("voices ")])
def test_voices_are_mounted_read_only_where_the_server_looks(name):
    values = SWITCHES[name]
    assert {"name": "TRITONE_VOICES", "value": "/tritone-voices"} in server(values)["env"]
    assert mounts(values)["/tritone-voices"]["readOnly"] is True
    assert "voices" in volumes(values)


def test_a_step_fills_the_folder_that_the_server_reads():
    (step,) = server_pod(SWITCHES["voices copied from an image"])["initContainers"]
    assert step["image"] == "example.org/voices:3"
    assert step["command"] == ["cp", "-r", "/voices/.", "/tritone-voices"]
    two = {"voices": {"source": "init", "init": {"add": ["de_DE-thorsten-high", "fr_FR-siwis-medium"]}}}
    steps = server_pod(two)["initContainers"]
    assert [step["command"][-1] for step in steps] == ["de_DE-thorsten-high", "fr_FR-siwis-medium"]
    assert all({"name": "voices", "mountPath": "/tritone-voices"} in step["volumeMounts"] for step in steps)
    assert {step["image"] for step in steps} == {server(two)["image"]}


def test_a_claim_and_an_image_are_mounted_as_they_are():
    assert volumes(SWITCHES["voices in a claim"])["voices"]["persistentVolumeClaim"] == {
        "claimName": "voices",
        "readOnly": True,
    }
    image = SWITCHES["voices in an image"]
    assert volumes(image)["voices"]["image"]["reference"] == "example.org/voices:3"
    assert mounts(image)["/tritone-voices"]["subPath"] == "all"
    assert "initContainers" not in server_pod(image)


def test_with_tls_nobody_is_shown_the_port_that_has_none():
    values = SWITCHES["certificates of callers"]
    given = options(values)
    assert given["--http-host"] == "127.0.0.1"
    assert given["--tls-cert"] == "/etc/tritone/tls/tls.crt" and given["--tls-key"] == "/etc/tritone/tls/tls.key"
    assert given["--client-ca"] == "/etc/tritone/client-ca/ca.crt"
    for ending in ("", "-headless"):
        assert [port["name"] for port in the("Service", values, ending)["spec"]["ports"]] == ["grpc"]
    (callers, _) = the("NetworkPolicy", values)["spec"]["ingress"]
    assert [port["port"] for port in callers["ports"]] == ["grpc"]
    assert "--ca ca.crt --client-cert client.crt" in rendered_text(values)["NOTES.txt"]


def test_secrets_are_read_by_the_pods_group_alone():
    values = {**SWITCHES["certificates of callers"], **SWITCHES["keys"]}
    secrets = [volume["secret"] for volume in volumes(values).values() if "secret" in volume]
    assert [secret["defaultMode"] for secret in secrets] == [0o440] * 3
    assert options(values)["--api-keys-file"] == "/etc/tritone/api-keys/list"
    # a file that is mounted by itself would keep its first content when the secret changes
    assert all("subPath" not in mount for mount in server(values)["volumeMounts"])


def test_only_the_monitoring_namespace_reads_metrics():
    policy = the("NetworkPolicy", SWITCHES["named callers"])["spec"]
    callers, monitoring = policy["ingress"]
    assert callers["from"] == [{"namespaceSelector": {"matchLabels": {"team": "calls"}}}]
    assert monitoring["from"] == [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "observe"}}}]
    assert [port["port"] for port in monitoring["ports"]] == ["metrics"]
    assert {port["port"] for port in callers["ports"]} == {"grpc", "http"}
    assert policy["policyTypes"] == ["Ingress", "Egress"]


def test_a_pod_reaches_nobody_unless_it_fetches_voices():
    assert the("NetworkPolicy")["spec"]["egress"] == []
    (way_out,) = the("NetworkPolicy", SWITCHES["voices of Piper's catalogue"])["spec"]["egress"]
    assert {port["port"] for port in way_out["ports"]} == {53, 443}


def test_with_envoy_servers_are_called_by_it_alone():
    """And by the pod of `helm test`."""
    callers, _ = the("NetworkPolicy", SWITCHES["Envoy"])["spec"]["ingress"]
    components = [one["podSelector"]["matchLabels"]["app.kubernetes.io/component"] for one in callers["from"]]
    assert components == ["envoy", "test"]
    assert {port["port"] for port in callers["ports"]} == {"grpc", "http", "health"}
    values = {**SWITCHES["Envoy"], **SWITCHES["named callers"]}
    outside, monitoring = the("NetworkPolicy", values, "-envoy")["spec"]["ingress"]
    assert outside["from"] == SWITCHES["named callers"]["networkPolicy"]["clients"]
    assert {port["port"] for port in outside["ports"]} == {"https", "grpc"}
    assert [port["port"] for port in monitoring["ports"]] == ["stats"]


@pytest.mark.parametrize("values", [SWITCHES["Envoy"], {**SWITCHES["more Envoys"], **SWITCHES["other ports"]}])
def test_envoys_configuration_is_the_one_that_is_tested_but_for_the_servers_names(values):
    """deploy/envoy is tested with the real Envoy; the chart changes the two lines that say where servers are."""
    ports = {"http": 8000, "grpc": 8001, "health": 8003} | values.get("ports", {})
    host = f"voice-tritone-headless.speech.svc.{values['envoy'].get('clusterDomain', 'cluster.local')}"
    source = (ROOT / "deploy" / "envoy" / "envoy.yaml").read_text(encoding="utf-8").splitlines()
    ours = the("ConfigMap", values, "-envoy")["data"]["envoy.yaml"].splitlines()
    changed = [(old, new) for old, new in zip(source, ours, strict=True) if old != new]
    assert len(changed) == 2
    for (old, new), name, port in zip(changed, ("http", "grpc"), (8000, 8001), strict=True):
        there = f"address: tritone, port_value: {port}}}}}, health_check_config: {{port_value: 8003}}"
        here = f"address: {host}, port_value: {ports[name]}}}}}, health_check_config: {{port_value: {ports['health']}}}"
        assert old.replace(there, here) == new


def test_envoy_finds_everything_that_its_configuration_names():
    values = SWITCHES["Envoy"]
    pod = the("Deployment", values, "-envoy")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    data = the("ConfigMap", values, "-envoy")["data"]
    named = set(re.findall(r"/etc/envoy/[\w/]+(?:\.\w+)?", "".join(data.values())))
    folders = {mount["mountPath"] for mount in container["volumeMounts"]}
    assert len(named) > 4
    assert all(any(path == folder or path.startswith(f"{folder}/") for folder in folders) for path in named), named
    assert data["tls.yaml"] == (ROOT / "deploy" / "envoy" / "tls" / "tls.yaml").read_text(encoding="utf-8")
    assert data["index.html"] == (ROOT / "examples" / "browser" / "index.html").read_text(encoding="utf-8")
    # its headless service is there whatever else is asked for
    assert the("Service", {**values, **SWITCHES["no headless service"]}, "-headless")
    listens = {port["containerPort"] for port in container["ports"]}
    assert listens == {int(port) for port in re.findall(r"0\.0\.0\.0, port_value: (\d+)", data["envoy.yaml"])}


def test_what_changes_in_a_secret_reaches_envoy():
    """A file that is mounted by itself would keep its first content."""
    (container,) = the("Deployment", SWITCHES["Envoy"], "-envoy")["spec"]["template"]["spec"]["containers"]
    assert {mount["name"] for mount in container["volumeMounts"] if "subPath" not in mount} == {"auth", "tls"}


def test_envoy_of_the_chart_is_the_one_of_compose():
    (container,) = the("Deployment", SWITCHES["Envoy"], "-envoy")["spec"]["template"]["spec"]["containers"]
    compose = (ROOT / "deploy" / "compose" / "compose.yml").read_text(encoding="utf-8")
    assert f"image: {container['image']}\n" in compose


def test_an_envoy_that_ends_lets_streams_finish():
    values = {**SWITCHES["Envoy"], "server": {"exitTimeoutSeconds": 45}}
    pod = the("Deployment", values, "-envoy")["spec"]["template"]["spec"]
    *_, program = pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"]
    assert "sleep 50" in program and pod["terminationGracePeriodSeconds"] == 60
    assert "POST /drain_listeners?graceful&skip_exit HTTP/1.1" in program and "/127.0.0.1/9901" in program


@pytest.mark.parametrize("kind", ["hpa", "keda"])
def test_scaling_follows_the_busiest_pod_and_goes_down_slowly(kind):
    values = {"autoscaling": {"kind": kind, "targetLoad": 0.55, "minReplicas": 3, "maxReplicas": 9}}
    assert "replicas" not in the("Deployment", values)["spec"]
    if kind == "hpa":
        spec = the("HorizontalPodAutoscaler", values)["spec"]
        (metric,) = spec["metrics"]
        assert metric["external"]["target"] == {"type": "Value", "value": "550m"}
        behavior, bounds = spec["behavior"], (spec["minReplicas"], spec["maxReplicas"])
    else:
        spec = the("ScaledObject", values)["spec"]
        (trigger,) = spec["triggers"]
        assert trigger["metricType"] == "Value" and trigger["metadata"]["threshold"] == "0.55"
        expression = 'max(tritone_load_ratio{namespace="speech",service="voice-tritone-metrics"})'
        assert trigger["metadata"]["query"] == expression
        behavior = spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
        bounds = spec["minReplicaCount"], spec["maxReplicaCount"]
    assert bounds == (3, 9)
    assert behavior["scaleUp"]["stabilizationWindowSeconds"] == 0
    assert behavior["scaleDown"]["stabilizationWindowSeconds"] >= 600
    assert behavior["scaleDown"]["policies"] == [{"type": "Pods", "value": 1, "periodSeconds": 120}]


def test_the_readme_tells_the_adapter_the_same_expression():
    text = (ROOT / "deploy" / "helm" / "tritone" / "README.md").read_text(encoding="utf-8")
    block = next(block for block in text.split("```yaml\n")[1:] if "externalRules" in block)
    (rule,) = yaml.safe_load(block.split("```")[0])["externalRules"]
    assert (
        rule["name"]["as"]
        == the("HorizontalPodAutoscaler", SWITCHES["HPA"])["spec"]["metrics"][0]["external"]["metric"]["name"]
    )
    assert rule["seriesQuery"].startswith("tritone_load_ratio") and rule["metricsQuery"].startswith("max(")


def test_dashboard_and_alerts_are_those_of_the_docs():
    values = {**SWITCHES["a dashboard"], **SWITCHES["alerts"]}
    board = the("ConfigMap", values, "-dashboard")
    assert board["data"]["tritone.json"] == (MONITORING / "grafana-dashboard.json").read_text(encoding="utf-8")
    assert board["metadata"]["labels"]["grafana_dashboard"] == "1"
    json.loads(board["data"]["tritone.json"])
    rules = yaml.safe_load((MONITORING / "alert-rules.yml").read_text(encoding="utf-8"))
    assert the("PrometheusRule", values)["spec"] == rules


def test_prometheus_finds_the_metrics_under_the_name_that_alerts_ask_for():
    monitor = the("ServiceMonitor", SWITCHES["a ServiceMonitor"])["spec"]
    labels = the("Service", ending="-metrics")["metadata"]["labels"]
    assert monitor["selector"]["matchLabels"].items() <= labels.items()
    assert not monitor["selector"]["matchLabels"].items() <= the("Service")["metadata"]["labels"].items()
    assert labels[monitor["jobLabel"]] == "tritone"
    assert 'job="tritone"' in (MONITORING / "alert-rules.yml").read_text(encoding="utf-8")


def test_what_is_not_asked_for_is_not_there():
    assert kinds() == {"Deployment", "NetworkPolicy", "Pod", "PodDisruptionBudget", "Service", "ServiceAccount"}
    for name, kind in (
        ("no budget", "PodDisruptionBudget"),
        ("no policy", "NetworkPolicy"),
        ("an account of one's own", "ServiceAccount"),
    ):
        assert kind not in kinds(SWITCHES[name])
    assert server_pod(SWITCHES["an account of one's own"])["serviceAccountName"] == "speaker"


def test_the_notes_begin_with_a_command_to_try():
    notes = rendered_text({})["NOTES.txt"]
    assert "kubectl --namespace speech port-forward service/voice-tritone 8001:8001" in notes
    assert 'tritone say "Hello there." --url localhost:8001' in notes
    assert "names no registry" in notes
    assert "names no registry" not in rendered_text({"image": {"repository": "example.org/tritone"}})["NOTES.txt"]
    assert "One pod alone" in rendered_text({"replicas": 1})["NOTES.txt"]
