"""Consoles that are not UTF-8 show something else for what they lack; no command ends by it."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_what_a_console_lacks_is_replaced(encoding):
    done = subprocess.run(
        [sys.executable, "-m", "tritone", "say", "--help"],
        env={**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "200"},
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0 and done.stderr == b""
    said = done.stdout.decode(encoding)
    assert ("×" in said) == (encoding != "ascii") and "time to first audio" in said


def test_an_encoding_that_was_chosen_with_its_own_way_out_is_left_alone():
    done = subprocess.run(
        [sys.executable, "-m", "tritone", "say", "--help"],
        env={**os.environ, "PYTHONIOENCODING": "ascii:backslashreplace"},
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0 and b"\\xd7" in done.stdout
