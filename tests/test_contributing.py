"""CONTRIBUTING names what is there, and desk, hook and continuous integration run the same commands."""

import re
from pathlib import Path

from tests.conftest import LONGEST

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_every_folder_and_file_it_names_exists():
    named = re.findall(r"`((?:tritone|frontend_text|tests|loadtest|\.ci)/[\w./]+)`", TEXT)
    linked = [target for target in re.findall(r"\]\(([^)#:]+)", TEXT) if target]
    assert len(named) > 15 and len(linked) > 8
    assert [path for path in named + linked if not (ROOT / path).exists()] == []


def test_every_room_is_named():
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "tritone").glob("*/__init__.py")}
    assert {room for room in rooms if f"`{room}`" not in TEXT} == set()


def test_all_run_targets_of_the_makefile():
    ran = set()
    for file in ("CONTRIBUTING.md", ".pre-commit-config.yaml", ".ci/run"):
        found = re.findall(r"\bmake ((?:[a-z-]+ ?)+)", (ROOT / file).read_text(encoding="utf-8").replace("`", "\n"))
        assert found, file
        ran |= {target for targets in found for target in targets.split()}
    assert {"check", "test", "lint", "types", "test-portable"} <= ran & TARGETS


def test_the_files_of_tests_that_come_first_are_there():
    assert [name for name in LONGEST if not (ROOT / "tests" / name).is_file()] == []


def test_what_the_makefile_leaves_out_by_name_is_there():
    named = re.findall(r'-k "not (\w+)"', (ROOT / "Makefile").read_text(encoding="utf-8"))
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert named and [name for name in named if not re.search(rf"def test_\w*{name}", tests)] == []


def test_the_version_in_preparation_stands_in_the_changelog():
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "tritone" / "__init__.py").read_text(encoding="utf-8"))[1]
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings[0].startswith("[Unreleased]")
    released = version.removesuffix(".dev0")
    assert released in headings[0] if version.endswith(".dev0") else f"[{released}]" in headings[1]
