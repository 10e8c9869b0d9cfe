"""`python -m frontend_text`, called as a function."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from frontend_text.__main__ import main


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, lines: str = ""
) -> list[str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert main(command.split()) == 0
    return capsys.readouterr().out.split("\n")[:-1]


def test_normalize_writes_a_line_for_each_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, capsys, "normalize --language en", "It is 5.\n\nHi there!\n") == [
        "It is five.",
        "",
        "Hi there!",
    ]


def test_json_has_the_span_of_each_spoken_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = run(monkeypatch, capsys, "normalize --json", "Only 25.\n")
    assert json.loads(line) == {
        "text": "Only 25.",
        "spoken": "Only twenty five.",
        "words": [[0, 4, "Only"], [5, 8, "twenty"], [5, 8, "five."]],
    }


def test_segment_shows_where_a_line_is_cut(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Mr. Smith is here. Nobody else is."
    assert run(monkeypatch, capsys, "segment", text + "\n") == ["Mr. Smith is here. | Nobody else is."]
    (line,) = run(monkeypatch, capsys, "segment --json", text + "\n")
    assert [(s["text_start"], s["text_end"]) for s in json.loads(line)["segments"]] == [(0, 18), (19, 34)]


def test_phonemize_writes_the_voices_alphabet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("hibari")
    assert run(monkeypatch, capsys, "phonemize", "Hello there.\n") == ["həlˈO ðˈɛɹ."]
    assert run(monkeypatch, capsys, "phonemize --language en-gb", "Hello there.\n") == ["həlˈQ ðˈɛː."]


def test_score_prints_every_category(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = tmp_path / "cases.tsv"
    table.write_text("category\tinput\texpected\nplain\tHi there\thi, there!\nodd\tHi\tHo ||| Ha\n")
    lines = run(monkeypatch, capsys, f"score --wrong {table}")
    assert [line.split()[:5] for line in lines if line.startswith("en")] == [
        ["en", "odd", "0", "/", "1"],
        ["en", "plain", "1", "/", "1"],
    ]
    assert "      'Hi': 'Hi', expected 'Ho' or 'Ha'" in lines
    assert lines[-1].startswith("all   1 / 2 = 50.00 %")


def test_an_unknown_language_is_an_error_that_says_what_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("nuqneH\n"))
    assert main(["normalize", "--language", "tlh"]) == 1
    assert 'frontend_text: language "tlh" is unknown; available: af, am,' in capsys.readouterr().err
