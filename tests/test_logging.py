"""One way to log in the whole of the code, so that all of it reaches whoever runs a server."""

import ast
from pathlib import Path

import pytest

import frontend_text
import tritone

FOLDERS = [Path(package.__file__).parent for package in (tritone, frontend_text)]
MODULES = [path for folder in FOLDERS for path in sorted(folder.rglob("*.py"))]


def uses_logging(module: ast.Module) -> bool:
    imports = [name.name for node in module.body if isinstance(node, ast.Import) for name in node.names]
    return "logging" in imports


@pytest.mark.parametrize(
    "path", [path for path in MODULES if uses_logging(ast.parse(path.read_text(encoding="utf-8")))], ids=str
)
def test_a_module_logs_by_its_own_name(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "logger = logging.getLogger(__name__)" in lines or "getLogger" not in "".join(lines)
    assert not [line for line in lines if "logging.warning(" in line or "logging.error(" in line]


def test_only_the_bridge_speaks_to_tritons_logger():
    speakers = [path for path in MODULES if "pb_utils.Logger" in path.read_text(encoding="utf-8")]
    assert [path.name for path in speakers] == ["log_records.py"]
