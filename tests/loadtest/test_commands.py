"""The commands that documentation and issues name exist under their names."""

import importlib.util
import re
from pathlib import Path

import pytest

from loadtest.results.report import ROOT

NAMED = [
    "bench",
    "bench_engines",
    "bench_frontend_text",
    "bench_orchestrator",
    "compare_sound",
    "faults",
    "fleet",
    "fuzz",
    "figure",
    "gpu_bench",
    "listen",
    "locust_run",
    "open_loop",
    "peers",
    "perf_analyzer",
    "soak",
]
MOST_MODULES = 12


def is_command(name):
    spec = importlib.util.find_spec(f"loadtest.{name}")
    if spec is None:
        return False
    path = Path(spec.origin)
    main = path.with_name("__main__.py") if path.name == "__init__.py" else path
    return main.is_file() and '__name__ == "__main__"' in main.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMED)
def test_a_command_keeps_its_name(name):
    assert is_command(name)


def test_every_command_that_a_document_names_exists():
    documents = [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "loadtest").rglob("*.py"),
        ROOT / "Makefile",
    ]
    named = {
        (name, path.name)
        for path in documents
        for name in re.findall(r"python -m loadtest\.(\w+)", path.read_text(encoding="utf-8"))
    }
    assert len({name for name, _ in named}) > 8
    assert not [(name, path) for name, path in sorted(named) if not is_command(name)]


def test_no_folder_of_the_load_tests_is_a_heap():
    folders = {path.parent for path in (ROOT / "loadtest").rglob("*.py")}
    assert {folder: count for folder in folders if (count := len(list(folder.glob("*.py")))) > MOST_MODULES} == {}
