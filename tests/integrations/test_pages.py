"""The programs in docs/agents for the frameworks run as they stand there, but for the address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.client.fake_server import FakeServer

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Hello there, my friend. How are you today?"


@pytest.mark.parametrize(
    ("page", "module", "lines"), [("pipecat", "pipecat", "bytes of sound"), ("livekit", "livekit.agents", "samples")]
)
def test_the_program_speaks_and_tells_its_words(page, module, lines):
    pytest.importorskip(module, reason="not installed here: tests/end_to_end/test_integrations.py runs this")
    text = (ROOT / "docs" / "agents" / f"{page}.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    with FakeServer(letters="utf-16-le") as fake:
        program = program.replace("127.0.0.1:8001", os.environ.get("TRITONE_TEST_URL", fake.url))
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert [line for line in told if line.endswith(lines)]
    assert [line.split(": ")[1].strip() for line in told if ": " in line] == TEXT.split()
