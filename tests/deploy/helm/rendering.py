"""The chart, rendered by Helm's own library."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import helm_python
import yaml

ROOT = Path(__file__).resolve().parents[3]
CHART = ROOT / "deploy" / "helm" / "tritone"
GOLDEN = Path(__file__).with_name("default.yaml")
RELEASE, NAMESPACE = "voice", "speech"

Manifest = dict[str, Any]


@functools.cache
def chart() -> helm_python.Chart:
    return helm_python.Chart.load(CHART)


def rendered_text(values: dict[str, Any]) -> dict[str, str]:
    """Template's name → what it makes; raises HelmError with the schema's or the chart's own refusal."""
    return {
        name.removeprefix("tritone/templates/"): text
        for name, text in sorted(chart().render(values, name=RELEASE, namespace=NAMESPACE).items())
    }


def rendered(values: dict[str, Any] | None = None) -> list[Manifest]:
    """What would be installed; the same objects for the same values, so not to be changed."""
    return _rendered(json.dumps(values or {}))


@functools.cache
def _rendered(values: str) -> list[Manifest]:
    return [
        manifest
        for name, text in rendered_text(json.loads(values)).items()
        if name.endswith(".yaml")
        for manifest in yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if manifest is not None
    ]


def the(kind: str, values: dict[str, Any] | None = None, ending: str = "") -> Manifest:
    """The one manifest of a kind whose name ends so."""
    (found,) = (
        manifest
        for manifest in rendered(values)
        if manifest["kind"] == kind and manifest["metadata"]["name"] == f"{RELEASE}-tritone{ending}"
    )
    return found


def kinds(values: dict[str, Any] | None = None) -> set[str]:
    return {manifest["kind"] for manifest in rendered(values)}


def server_pod(values: dict[str, Any] | None = None) -> Manifest:
    return the("Deployment", values)["spec"]["template"]["spec"]


def server(values: dict[str, Any] | None = None) -> Manifest:
    """The container that serves."""
    (container,) = server_pod(values)["containers"]
    return container


def options(values: dict[str, Any] | None = None) -> dict[str, str]:
    """Option of `tritone serve` → its value; given twice, the last."""
    return dict(argument.split("=", 1) for argument in server(values)["args"] if argument.startswith("--"))


def golden_text() -> str:
    """The default rendering as it is kept, without empty files."""
    texts = (f"# {name}\n{text.strip()}\n" for name, text in rendered_text({}).items() if text.strip())
    return "---\n".join(texts)
