"""One way to log in the whole of the code, so that all of it reaches whoever runs a server."""

import ast
from pathlib import Path

import frontend_text
import tritone

FOLDERS = [Path(package.__file__).parent for package in (tritone, frontend_text)]
MODULES = [path for folder in FOLDERS for path in sorted(folder.rglob("*.py"))]


def uses_logging(module: ast.Module) -> bool:
    imports = [name.name for node in module.body if isinstance(node, ast.Import) for name in node.names]
    return "logging" in imports


def test_a_module_logs_by_its_own_name():
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    logging = {path: text for path, text in texts.items() if "logging" in text and uses_logging(ast.parse(text))}
    assert len(logging) > 10
    for path, text in logging.items():
        assert "logger = logging.getLogger(__name__)" in text.splitlines() or "getLogger" not in text, path
        assert "logging.warning(" not in text and "logging.error(" not in text, path


def test_only_the_bridge_speaks_to_tritons_logger():
    speakers = [path for path in MODULES if "pb_utils.Logger" in path.read_text(encoding="utf-8")]
    assert [path.name for path in speakers] == ["log_records.py"]
