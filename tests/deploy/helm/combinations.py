"""Values that people choose: each switch of the chart, and many of them at once."""

from __future__ import annotations

import random
from typing import Any

Values = dict[str, Any]

ENVOY: Values = {"enabled": True, "tlsSecretName": "certificate", "authSecretName": "keys"}
SWITCHES: dict[str, Values] = {
    "gpu": {"device": "gpu"},
    "gpu of another kind": {
        "device": "gpu",
        "gpu": {"resource": "nvidia.com/mig-1g.10gb", "runtimeClassName": "nvidia"},
    },
    "an image by its digest": {"image": {"repository": "example.org/tts/tritone", "digest": "sha256:" + 64 * "0"}},
    "a registry with a password": {"image": {"pullSecrets": ["registry"], "pullPolicy": "Always"}},
    "options": {
        "server": {
            "maxStreams": 50,
            "maxLoad": 0.8,
            "maxFirstAudioSeconds": 1.5,
            "processMemoryMb": 3000,
            "voiceMemoryMb": 512,
            "instances": {"vocoder": 4, "acoustic": 2},
            "extraArgs": ["--hold-ms=250"],
            "env": [{"name": "TZ", "value": "UTC"}],
        }
    },
    "voices copied from an image": {"voices": {"source": "image", "image": {"reference": "example.org/voices:3"}}},
    "voices in an image": {
        "voices": {"source": "image", "image": {"reference": "example.org/voices:3", "as": "volume", "path": "/all"}}
    },
    "voices in a claim": {"voices": {"source": "claim", "claim": {"name": "voices", "subPath": "english"}}},
    "voices of Piper's catalogue": {
        "voices": {"serve": ["all"], "source": "init", "init": {"add": ["de_DE-thorsten-high"]}}
    },
    "voices by a step of one's own": {
        "voices": {
            "source": "init",
            "init": {"image": "example.org/fetch:1", "command": ["fetch", "--into", "/tritone-voices"]},
        }
    },
    "resources": {
        "resources": {"requests": {"cpu": 4, "memory": "4Gi"}, "limits": {"memory": "8Gi"}},
        "sharedMemory": "2Gi",
        "temporary": "500Mi",
    },
    "other ports": {"ports": {"http": 9000, "grpc": 9001, "metrics": 9002, "health": 9003}},
    "a load balancer": {"service": {"type": "LoadBalancer", "annotations": {"example.org/internal": "true"}}},
    "no headless service": {"service": {"headless": False}},
    "TLS": {"tls": {"secretName": "certificate"}},
    "certificates of callers": {"tls": {"secretName": "certificate", "clientCaSecretName": "callers"}},
    "keys": {"apiKeys": {"secretName": "keys", "key": "list"}},
    "Envoy": {"envoy": ENVOY},
    "more Envoys": {
        "envoy": {
            **ENVOY,
            "replicas": 4,
            "image": {"digest": "sha256:" + 64 * "1"},
            "clusterDomain": "example.internal",
            "service": {"type": "ClusterIP", "annotations": {"example.org/name": "speech"}},
        }
    },
    "no budget": {"podDisruptionBudget": {"enabled": False}},
    "a budget of a share": {"podDisruptionBudget": {"maxUnavailable": "25%"}},
    "no spare machine": {"rollout": {"maxSurge": 0, "maxUnavailable": 1}},
    "spread by force": {"spread": {"machines": "required", "zones": "required"}},
    "not spread": {"spread": {"machines": "none", "zones": "none"}},
    "HPA": {"autoscaling": {"kind": "hpa", "maxReplicas": 40}},
    "KEDA": {"autoscaling": {"kind": "keda", "minReplicas": 3, "targetLoad": 0.55}},
    "a ServiceMonitor": {"serviceMonitor": {"enabled": True, "interval": "15s", "labels": {"release": "prometheus"}}},
    "alerts": {"prometheusRule": {"enabled": True, "labels": {"release": "prometheus"}}},
    "a dashboard": {"dashboard": {"enabled": True, "annotations": {"grafana_folder": "Speech"}}},
    "no policy": {"networkPolicy": {"enabled": False}},
    "named callers": {
        "networkPolicy": {
            "clients": [{"namespaceSelector": {"matchLabels": {"team": "calls"}}}],
            "monitoringNamespace": "observe",
            "egress": [{"ports": [{"protocol": "TCP", "port": 4317}]}],
        }
    },
    "an account of one's own": {"serviceAccount": {"create": False, "name": "speaker"}},
    "places": {
        "nodeSelector": {"disk": "fast"},
        "tolerations": [{"key": "speech", "operator": "Exists"}],
        "affinity": {"nodeAffinity": {}},
        "priorityClassName": "high",
        "podLabels": {"team": "speech"},
        "podAnnotations": {"example.org/scrape": "no"},
    },
}
"""What somebody wants → the values that ask for it."""


def merged(*several: Values) -> Values:
    """Later ones win; tables are joined."""
    whole: Values = {}
    for values in several:
        for key, value in values.items():
            old = whole.get(key)
            whole[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return whole


def _at_random(count: int) -> dict[str, Values]:
    """Switches that go together, three to ten at a time; of those that name the source of voices one."""
    dice = random.Random(18)
    voices = [name for name, values in SWITCHES.items() if "voices" in values]
    images = [name for name, values in SWITCHES.items() if "image" in values]
    doors = [name for name, values in SWITCHES.items() if {"envoy", "tls", "apiKeys"} & values.keys()]
    others = [name for name in SWITCHES if name not in {*voices, *images, *doors}]
    found = {}
    for number in range(count):
        names = dice.sample(others, dice.randint(2, 8)) + [dice.choice(voices), dice.choice(images), dice.choice(doors)]
        found[f"mixture {number}"] = merged(*(SWITCHES[name] for name in names))
    return found


COMBINATIONS: dict[str, Values] = {"nothing": {}, **SWITCHES, **_at_random(60)}
