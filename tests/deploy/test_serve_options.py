"""What chart and KServe manifests start is what `tritone serve` takes."""

import re
from pathlib import Path

import pytest

from tritone.cli import create_parser

ROOT = Path(__file__).resolve().parents[2]
STARTED = ["tests/deploy/helm/default.yaml", "deploy/kserve/cluster-serving-runtime.yaml"]


@pytest.mark.parametrize("manifest", STARTED)
def test_the_arguments_are_taken(manifest):
    given = re.findall(r"^ +- (--[a-z-]+=\S+)$", (ROOT / manifest).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(given) >= 8
    options = create_parser().parse_args(["serve", "--host", "0.0.0.0", *given])
    assert (options.health_port, options.drain_seconds, options.exit_timeout_seconds) == (8003, 5, 30)


def test_the_chart_knows_no_option_that_serve_does_not():
    template = (ROOT / "deploy" / "helm" / "tritone" / "templates" / "_pod.tpl").read_text(encoding="utf-8")
    written = re.findall(r"^- --([a-z-]+)=", template, flags=re.MULTILINE)
    assert len(written) > 15
    values = {"device": "cpu", "instances": "vocoder=1"}
    create_parser().parse_args(["serve", *(f"--{name}={values.get(name, '1')}" for name in written)])
