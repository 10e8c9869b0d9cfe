"""Manifests held to the schemas of three releases of Kubernetes and to those of custom resources."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import jsonschema
from kubernetes_validate.utils import schema_contents
from referencing import Registry, Resource

KUBERNETES = ("1.31", "1.34", "1.37")
"""The oldest that most still run, the newest there is, and one between."""
_CRDS = Path(__file__).with_name("crds")
_CUSTOM = ("ScaledObject", "ServiceMonitor", "PrometheusRule", "InferenceService", "ClusterServingRuntime")


def check(manifest: dict[str, Any], versions: tuple[str, ...] = KUBERNETES) -> None:
    """Raises ValidationError, which names the field, where a manifest is not as its schema says."""
    kind = manifest["kind"]
    if kind in _CUSTOM:
        _custom(kind).validate(manifest)
        return
    for version in versions:
        _builtin(kind, manifest["apiVersion"], version).validate(manifest)


@functools.cache
def _custom(kind: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((_CRDS / f"{kind.lower()}.json").read_text(encoding="utf-8")))


@functools.cache
def _builtin(kind: str, api_version: str, version: str) -> jsonschema.Draft202012Validator:
    """Strict: unknown fields are refused. As kubernetes_validate makes it, which reads 5 MB anew each time."""
    group, _, number = api_version.rpartition("/")
    name = "-".join(part for part in (kind.lower(), group.split(".")[0], number) if part)
    folder = f"kubernetes-json-schema/v{version}.0-local-strict"
    schema = schema_contents(f"{folder}/{name}.json", version)
    return jsonschema.Draft202012Validator(schema, registry=_definitions(folder, version))


@functools.cache
def _definitions(folder: str, version: str) -> Registry:
    return Resource.from_contents(schema_contents(f"{folder}/_definitions.json", version)) @ Registry()
