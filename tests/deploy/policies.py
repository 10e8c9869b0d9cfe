"""What every pod of ours must hold to, chart and KServe alike: each rule gives sentences about what breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Container = dict[str, Any]


def broken_rules(pod: dict[str, Any], containers: list[Container], steps: list[Container] = ()) -> list[str]:
    """Of a pod's specification, its containers, and the steps that run before them or alone (which need no probes)."""
    return [
        *_pod(pod),
        *(f"{container['name']}: {sentence}" for container in [*containers, *steps] for sentence in _any(container)),
        *(f"{container['name']}: {sentence}" for container in containers for sentence in _probes(container)),
    ]


def _pod(pod: dict[str, Any]) -> Iterator[str]:
    security = pod.get("securityContext", {})
    if security.get("runAsNonRoot") is not True or not security.get("runAsUser"):
        yield "the pod may run as root"
    if security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "the pod has no seccomp profile"
    if pod.get("automountServiceAccountToken") is not False:
        yield "the pod gets a token for Kubernetes, of which it asks nothing"
    if pod.get("enableServiceLinks") is not False:
        yield "services' names become variables of the environment"
    for name in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.get(name):
            yield f"the pod has {name}"
    for volume in pod.get("volumes", ()):
        if "hostPath" in volume:
            yield f"volume {volume['name']} is a folder of the machine"
        if "emptyDir" in volume and "sizeLimit" not in volume["emptyDir"]:
            yield f"volume {volume['name']} may fill the machine"


def _any(container: Container) -> Iterator[str]:
    image = container["image"]
    name = image.rsplit("/", 1)[-1]
    if name.endswith(":latest") or not (":" in name or "@sha256:" in image):
        yield f"image {image} says no version"
    security = container.get("securityContext", {})
    if security.get("allowPrivilegeEscalation") is not False:
        yield "may gain privileges"
    if security.get("readOnlyRootFilesystem") is not True:
        yield "may write to its image"
    if security.get("capabilities", {}).get("drop") != ["ALL"]:
        yield "keeps capabilities"
    resources = container.get("resources", {})
    for kind in ("cpu", "memory"):
        if kind not in resources.get("requests", {}):
            yield f"requests no {kind}"
    if "memory" not in resources.get("limits", {}):
        yield "has no limit of memory"
    for port in container.get("ports", ()):
        if "hostPort" in port:
            yield f"takes port {port['hostPort']} of the machine"


def _probes(container: Container) -> Iterator[str]:
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        if probe not in container:
            yield f"has no {probe}"
