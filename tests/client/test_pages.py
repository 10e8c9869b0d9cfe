"""The programs in docs/agents/asyncio.md run as they stand there, but for the address."""

import re
import subprocess
import sys
from pathlib import Path

from tests.client.fake_server import FakeServer

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "agents" / "asyncio.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)


def said(program: str) -> list[str]:
    with FakeServer() as server:
        program = program.replace("127.0.0.1:8001", server.url)
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_agent_speaks():
    told = said(PROGRAMS[0])
    assert len(told) == 9 and told[1] == "0.25 s: 6 bytes"  # there, with its comma


def test_the_interruption_tells_what_was_heard():
    heard, unheard = said(PROGRAMS[1])
    assert heard == "heard: There" and unheard.startswith("not heard:  are three ways")
