"""The policies find what they are there for."""

import pytest

from tests.deploy.policies import broken_rules

CONTAINER = {
    "name": "speaks",
    "image": "example.org:5000/tritone:1.0-cpu",
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    },
    "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}},
    "startupProbe": {},
    "readinessProbe": {},
    "livenessProbe": {},
}
POD = {
    "automountServiceAccountToken": False,
    "enableServiceLinks": False,
    "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}},
}
BY_DIGEST = "example.org/tritone@sha256:" + 64 * "0"


def test_a_good_pod_breaks_no_rule():
    assert broken_rules(POD, [CONTAINER]) == []
    assert broken_rules(POD, [{**CONTAINER, "image": BY_DIGEST}]) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"image": "tritone"}, "image tritone says no version"),
        ({"image": "example.org:5000/tritone"}, "image example.org:5000/tritone says no version"),
        ({"image": "tritone:latest"}, "image tritone:latest says no version"),
        ({"resources": {}}, "requests no cpu"),
        ({"resources": {}}, "requests no memory"),
        ({"resources": {}}, "has no limit of memory"),
        ({"securityContext": {}}, "may gain privileges"),
        ({"securityContext": {}}, "may write to its image"),
        ({"securityContext": {"capabilities": {"drop": ["NET_RAW"]}}}, "keeps capabilities"),
        ({"ports": [{"hostPort": 80}]}, "takes port 80 of the machine"),
    ],
)
def test_a_container_that_breaks_a_rule_is_named(change, sentence):
    bad = {**CONTAINER, **change}
    assert f"speaks: {sentence}" in broken_rules(POD, [bad])
    assert f"speaks: {sentence}" in broken_rules(POD, [], [bad])


def test_who_serves_needs_probes_and_a_step_does_not():
    bare = {key: value for key, value in CONTAINER.items() if not key.endswith("Probe")}
    assert len(broken_rules(POD, [bare])) == 3
    assert broken_rules(POD, [], [bare]) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"securityContext": {}}, "the pod may run as root"),
        ({"securityContext": {"runAsNonRoot": True, "runAsUser": 0}}, "the pod may run as root"),
        ({"securityContext": {}}, "the pod has no seccomp profile"),
        ({"automountServiceAccountToken": True}, "the pod gets a token for Kubernetes, of which it asks nothing"),
        ({"enableServiceLinks": True}, "services' names become variables of the environment"),
        ({"hostNetwork": True}, "the pod has hostNetwork"),
        ({"volumes": [{"name": "v", "hostPath": {}}]}, "volume v is a folder of the machine"),
        ({"volumes": [{"name": "v", "emptyDir": {}}]}, "volume v may fill the machine"),
    ],
)
def test_a_pod_that_breaks_a_rule_is_told(change, sentence):
    assert sentence in broken_rules({**POD, **change}, [CONTAINER])
