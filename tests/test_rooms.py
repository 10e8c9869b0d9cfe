"""The house keeps its rooms: no crowded folder, no circle of imports, and only one room that knows Triton."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("tritone", "frontend_text", "loadtest")
MOST_MODULES = 14
"""In one folder, `__init__` and `__main__` left out."""
MAY_IMPORT = {
    "errors": set(),
    "threads": {"errors"},
    "tracing": {"errors", "threads"},
    "voices": {"errors"},
    "pipeline": {"errors", "voices"},
    "devices": {"errors", "voices"},
    "native": {"errors", "devices"},
    "audio": {"errors", "pipeline", "native"},
    "families": {"errors", "voices", "pipeline", "devices", "native"},
    "client": {"errors", "pipeline"},
    "integrations": {"errors", "pipeline", "client"},
    "streaming": {"errors", "threads", "voices", "pipeline", "audio", "families", "options", "tracing"},
}
"""Room of tritone → the other rooms that its modules import when they are loaded."""


def modules() -> dict[str, Path]:
    """Every module by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imported_when_loaded(path: Path) -> Iterator[str]:
    """Modules of ours that a module imports at its top level; what only type checkers see does not count."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else str(node.module) for name in inside)


@functools.cache
def graph() -> dict[str, set[str]]:
    """Module → those of ours that it imports; made where these tests run, not wherever they are collected."""
    return {name: set(imported_when_loaded(path)) - {name} for name, path in MODULES.items()}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_folder_is_crowded(package):
    crowded = {
        str(folder.relative_to(ROOT)): count
        for folder in (ROOT / package).rglob("*")
        if folder.is_dir()
        and (count := sum(path.stem not in ("__init__", "__main__") for path in folder.glob("*.py"))) > MOST_MODULES
    }
    assert not crowded


def test_no_modules_import_each_other_in_a_circle():
    state: dict[str, str] = {}
    circles: list[list[str]] = []

    def visit(name: str, way: list[str]) -> None:
        state[name] = "on the way"
        for other in sorted(graph()[name]):
            if state.get(other) == "on the way":
                circles.append([*way[way.index(other) :], other] if other in way else [name, other])
            elif other not in state:
                visit(other, [*way, other])
        state[name] = "done"

    for name in graph():
        if name not in state:
            visit(name, [name])
    assert not circles


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_rooms_look_down_only(room):
    inside = [name for name in MODULES if name == f"tritone.{room}" or name.startswith(f"tritone.{room}.")]
    assert inside, f"there is no room tritone/{room}"
    strangers = {
        (name, other)
        for name in inside
        for other in graph()[name]
        if other.startswith("tritone.") and other.split(".")[1] not in {room, *MAY_IMPORT[room]}
    }
    assert not strangers


def test_only_the_bridge_knows_triton():
    knows = {
        name
        for name, path in MODULES.items()
        if name.startswith(("tritone.", "frontend_text"))
        and any(
            "triton_python_backend_utils" in (getattr(node, "module", "") or "")
            or any(alias.name == "triton_python_backend_utils" for alias in getattr(node, "names", ()))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
        )
    }
    assert knows and all(name.startswith("tritone.bridge.") for name in knows)


def test_the_text_library_knows_nothing_of_the_service():
    strangers = {
        (name, other)
        for name in graph()
        if name.startswith("frontend_text")
        for other in graph()[name]
        if "tritone" in other
    }
    assert not strangers
