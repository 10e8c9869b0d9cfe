"""Make a JSON schema of a custom resource's definition: strict, without prose, and only what our manifests could use.

    python -m tests.deploy.crds.shorten DEFINITION.yaml VERSION [FIELD.FIELD …] > tests/deploy/crds/NAME.json

A field that is named is left out: parts of a definition that repeat a whole pod for each of a dozen frameworks.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

_KEPT = {"enum", "items", "maximum", "maxLength", "maxItems", "minimum", "minLength", "minItems", "pattern", "required"}
_KEPT |= {"type", "format", "exclusiveMinimum", "exclusiveMaximum", "uniqueItems"}
_GROUPS = ("allOf", "anyOf", "oneOf")


def schema_of(definition: dict[str, Any], version: str, left_out: list[str]) -> dict[str, Any]:
    """The schema of one version of a CustomResourceDefinition (`spec.versions[].schema.openAPIV3Schema`)."""
    (found,) = (one for one in definition["spec"]["versions"] if one["name"] == version)
    whole = found["schema"]["openAPIV3Schema"]
    for path in left_out:
        *parents, last = path.split(".")
        place = whole
        for parent in parents:
            place = place["properties"][parent]
        del place["properties"][last]
    strict = _strict(whole)
    strict["properties"]["metadata"] = {"type": "object"}
    strict["properties"]["kind"] = {"const": definition["spec"]["names"]["kind"]}
    strict["properties"]["apiVersion"] = {"const": f"{definition['spec']['group']}/{version}"}
    strict["required"] = sorted({*strict.get("required", ()), "apiVersion", "kind", "metadata"})
    return strict


def _strict(node: dict[str, Any]) -> dict[str, Any]:
    """Fields that no definition names are refused, as `kubectl --validate=strict` does."""
    short = {key: value for key, value in node.items() if key in _KEPT}
    if node.get("x-kubernetes-int-or-string"):
        short["type"] = ["integer", "string"]
    if node.get("nullable"):
        short["type"] = [short["type"], "null"]
    if isinstance(short.get("items"), dict):
        short["items"] = _strict(short["items"])
    if "properties" in node:
        short["properties"] = {name: _strict(value) for name, value in node["properties"].items()}
        if not node.get("x-kubernetes-preserve-unknown-fields"):
            short["additionalProperties"] = False
    if isinstance(node.get("additionalProperties"), dict):
        short["additionalProperties"] = _strict(node["additionalProperties"])
    for group in _GROUPS:
        # of an integer or a string both say the same again
        if group in node and not node.get("x-kubernetes-int-or-string"):
            short[group] = [{key: value for key, value in one.items() if key in _KEPT} for one in node[group]]
    return short


def main() -> int:
    import yaml

    path, version, *left_out = sys.argv[1:]
    schema = schema_of(yaml.safe_load(Path(path).read_text(encoding="utf-8")), version, left_out)
    print(json.dumps(schema, separators=(",", ":"), sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
