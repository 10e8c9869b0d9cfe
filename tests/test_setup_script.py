"""`make setup`: it says what it is doing, and pip's warnings only when pip fails."""

import re
import sys

import pytest

from scripts import setup


@pytest.fixture
def pip(tmp_path, monkeypatch, capsys):
    """Runs `setup.pip` with a script in pip's place; returns what was said."""

    def run(script: str) -> str:
        python = tmp_path / "bin" / "python"
        python.parent.mkdir(exist_ok=True)
        python.write_text(f"#!/bin/sh\n{script}\n")
        python.chmod(0o755)
        monkeypatch.setattr(setup, "VENV", tmp_path)
        try:
            setup.pip("installing things", "things")
        except SystemExit as end:
            print(end, file=sys.stderr)
        return capsys.readouterr().err

    return run


def test_a_long_installation_tells_where_it_is_and_shows_no_warnings(pip, monkeypatch):
    monkeypatch.setattr(setup, "_TELL_EVERY_SECONDS", 0.2)
    said = pip("echo 'WARNING: Package would be ignored' >&2; echo 'Collecting torch==2'; sleep 1.5")
    lines = said.splitlines()
    assert lines[0] == "setup: installing things" and "WARNING" not in said
    assert len(lines) > 2 and all(
        re.fullmatch(r"setup: +\d+ s  (Collecting torch==2|starting)", one) for one in lines[1:]
    )


def test_a_failure_shows_what_pip_said(pip):
    said = pip("echo 'ERROR: no such thing' >&2; exit 1")
    assert (
        "ERROR: no such thing\n" in said
        and "setup: error: installing things failed: pip's own message is above" in said
    )
