"""What the extras of the package ask for, by the Python that installs them."""

import re
from pathlib import Path

import pytest

packaging = pytest.importorskip("packaging.requirements")
PYPROJECT = (Path(__file__).resolve().parents[1] / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("python", "asks"), [("3.10", True), ("3.12", True), ("3.13", False)])
def test_numpy_1_is_asked_for_only_where_it_has_wheels(python, asks):
    """On 3.13 pip would end without a resolution; `tritone doctor` says there what is missing."""
    written = re.search(r"^embedded = \[(.*)\]$", PYPROJECT, flags=re.MULTILINE)[1]
    (requirement,) = (
        requirement
        for requirement in map(packaging.Requirement, re.findall(r'"([^"]*)"', written))
        if requirement.name == "numpy"
    )
    assert requirement.marker.evaluate({"python_version": python}) == asks
    assert requirement.specifier.contains("1.26.4") and not requirement.specifier.contains("2.1.0")
