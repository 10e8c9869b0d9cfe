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


class Pip:
    """Is at work until it was asked so often."""

    def __init__(self, looks: int) -> None:
        self._looks = looks

    def poll(self):
        self._looks -= 1
        return None if self._looks >= 0 else 0


def test_a_long_installation_tells_where_it_is(monkeypatch, capsys):
    monkeypatch.setattr(setup, "_TELL_EVERY_SECONDS", 0)
    setup.show_progress(Pip(2), ["Collecting torch==2\n", "  Downloading torch-2.whl (200 MB)\n", "WARNING: x\n"])
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(re.fullmatch(r"setup: +\d+ s  Downloading torch-2.whl \(200 MB\)", line) for line in lines)


def test_warnings_of_pip_are_not_shown(pip):
    assert pip("echo 'WARNING: Package would be ignored' >&2; echo 'Collecting x'").splitlines()[0] == (
        "setup: installing things"
    )
    assert "WARNING" not in pip("echo 'WARNING: Package would be ignored' >&2")


def test_a_failure_shows_what_pip_said(pip):
    said = pip("echo 'ERROR: no such thing' >&2; exit 1")
    assert (
        "ERROR: no such thing\n" in said
        and "setup: error: installing things failed: pip's own message is above" in said
    )
