"""Values that make no sense are refused before anything is installed, in a sentence that names the value."""

from __future__ import annotations

import pytest

pytest.importorskip("helm_python", reason="in the environment of tests/deploy/test_environment.py")

import helm_python

from tests.deploy.helm.rendering import rendered

REFUSED = [
    # by the schema: where, and what is allowed
    ({"device": "tpu"}, "'/device': value must be one of 'cpu', 'gpu'"),
    ({"replicas": 0}, "'/replicas': minimum: got 0, want 1"),
    ({"replica": 3}, "additional properties 'replica' not allowed"),
    ({"server": {"drainSeconds": -1}}, "'/server/drainSeconds': minimum: got -1, want 0"),
    ({"server": {"maxStreams": "many"}}, "'/server/maxStreams': got string, want"),
    ({"server": {"instances": {"vocoders": 2}}}, "additional properties 'vocoders' not allowed"),
    ({"voices": {"serve": []}}, "'/voices/serve': minItems: got 0, want 1"),
    ({"voices": {"source": "network"}}, "'/voices/source': value must be one of 'builtin', 'image', 'claim', 'init'"),
    ({"voices": {"init": {"add": ["--index-url=x"]}}}, "'/voices/init/add/0': '--index-url=x' does not match pattern"),
    ({"sharedMemory": "lots"}, "'/sharedMemory': 'lots' does not match pattern"),
    ({"ports": {"grpc": 80}}, "'/ports/grpc': minimum: got 80, want 1"),
    ({"autoscaling": {"targetLoad": 0.95}}, "'/autoscaling/targetLoad': maximum: got 0.95, want 0.9"),
    ({"image": {"digest": "sha256:short"}}, "'/image/digest': 'sha256:short' does not match pattern"),
    ({"spread": {"zones": "hard"}}, "'/spread/zones': value must be one of 'none', 'preferred', 'required'"),
    # by the chart: values that do not go together
    (
        {"image": {"tag": "latest"}},
        'image.tag: "latest" does not say which release speaks; name a version, or image.digest',
    ),
    ({"image": {"tag": "1", "digest": "sha256:" + 64 * "0"}}, "image.tag and image.digest name the image twice"),
    ({"voices": {"source": "image"}}, "voices.source: image needs voices.image.reference"),
    ({"voices": {"source": "image", "image": {"reference": "a/b"}}}, '"a/b" does not say which version'),
    ({"voices": {"source": "image", "image": {"reference": "a:5000/b"}}}, '"a:5000/b" does not say which version'),
    ({"voices": {"source": "image", "image": {"reference": "a/b:latest"}}}, '"a/b:latest" does not say which version'),
    ({"voices": {"source": "claim"}}, "voices.source: claim needs voices.claim.name"),
    ({"voices": {"source": "init"}}, "voices.source: init needs voices.init.add"),
    ({"voices": {"source": "init", "init": {"image": "a:1"}}}, "voices.init.image needs voices.init.command"),
    (
        {"voices": {"source": "init", "init": {"image": "a:1", "command": ["b"], "add": ["c"]}}},
        "voices.init.add and voices.init.image are two ways",
    ),
    ({"voices": {"claim": {"name": "voices"}}}, "voices.source: builtin uses no voices.image, voices.claim"),
    ({"tls": {"clientCaSecretName": "callers"}}, "tls.clientCaSecretName needs tls.secretName"),
    (
        {"envoy": {"enabled": True, "tlsSecretName": "a", "authSecretName": "b"}, "apiKeys": {"secretName": "c"}},
        "envoy.enabled: Envoy ends TLS and checks keys itself",
    ),
    ({"envoy": {"enabled": True}}, "envoy.enabled needs envoy.tlsSecretName, a secret with tls.crt and tls.key"),
    ({"envoy": {"enabled": True, "tlsSecretName": "a"}}, "envoy.enabled needs envoy.authSecretName"),
    (
        {"envoy": {"enabled": True, "tlsSecretName": "a", "authSecretName": "b", "image": {"tag": "latest"}}},
        'envoy.image.tag: "latest" does not say',
    ),
    ({"autoscaling": {"minReplicas": 5, "maxReplicas": 4}}, "minReplicas 5 is more than autoscaling.maxReplicas 4"),
    ({"rollout": {"maxSurge": 0}}, "rollout.maxSurge and rollout.maxUnavailable cannot both be 0"),
    (
        {"resources": {"requests": {"cpu": 1, "memory": "1Gi"}}},
        "resources needs requests.cpu, requests.memory and limits",
    ),
    ({"ports": {"http": 8002}}, "is ports.http, too"),
]


@pytest.mark.parametrize(("values", "sentence"), REFUSED, ids=[sentence[:60] for _, sentence in REFUSED])
def test_values_that_make_no_sense_are_refused_with_a_sentence(values, sentence):
    with pytest.raises(helm_python.HelmError) as refusal:
        rendered(values)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("reference", ["a/b:1", "a:5000/b:1.2", "a/b@sha256:" + 64 * "a"])
def test_an_image_with_a_version_is_taken(reference):
    assert rendered({"voices": {"source": "image", "image": {"reference": reference}}})
