"""A long text moves one line on a terminal, and writes a line a chunk into a file."""

import io
import sys

import pytest

from tritone.cli.chunk_lines import ChunkLines


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream, monkeypatch, quiet=False) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    with ChunkLines(quiet) as lines:
        lines.chunk("chunk 0")
        lines.chunk("chunk 1")
        lines.warning("no pitch")
        lines.chunk("chunk 2")
        lines.end("first audio after 9 ms")
    return stream.getvalue()


def test_on_a_terminal_chunks_move_one_line(monkeypatch):
    said = told(Terminal(), monkeypatch)
    assert said.count("\n") == 4 and said.count("\r") == 3
    assert [line.split("\r")[-1].removesuffix("\x1b[K") for line in said.split("\n")] == [
        "chunk 1",
        "warning: no pitch",
        "chunk 2",
        "first audio after 9 ms",
        "",
    ]


def test_elsewhere_each_chunk_has_its_line(monkeypatch):
    assert told(io.StringIO(), monkeypatch).splitlines() == [
        "chunk 0",
        "chunk 1",
        "warning: no pitch",
        "chunk 2",
        "first audio after 9 ms",
    ]


def test_quiet_is_warnings_only(monkeypatch):
    assert told(Terminal(), monkeypatch, quiet=True) == "warning: no pitch\n"


def test_an_error_begins_on_a_line_of_its_own(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with pytest.raises(KeyboardInterrupt), ChunkLines(quiet=False) as lines:
        lines.chunk("chunk 0")
        raise KeyboardInterrupt
    assert stream.getvalue().endswith("chunk 0\x1b[K\n")
