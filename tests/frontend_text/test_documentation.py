"""The Python in docs/text.md runs, and gives what its comments say."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import frontend_text

PAGE = Path(__file__).parents[2] / "docs" / "text.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_examples_run_and_give_what_they_say(block: str) -> None:
    pytest.importorskip("hibari")
    scope: dict[str, Any] = {}
    exec(block, scope)
    for expression, value in re.findall(r"^(segment\.\S+)\s+# (.+)$", block, re.MULTILINE):
        expected = eval(value, vars(frontend_text)) if value.startswith("Word(") else ast.literal_eval(value)
        assert eval(expression, scope) == expected


def test_the_page_has_examples() -> None:
    assert len(BLOCKS) == 2
