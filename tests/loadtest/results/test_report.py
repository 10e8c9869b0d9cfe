"""Results: one JSON object a run, tables, and the figure."""

import json

from loadtest.results.batch_figure import BALACOON, FigurePoint, draw
from loadtest.results.batch_figure import table as figure_table
from loadtest.results.metrics import StreamRecord, summarise
from loadtest.results.report import error_remarks, keep, load_table, machine, markdown_table, result_path
from loadtest.runs.closed_loop import median_run


def summary(streams, first_audio=0.1, seconds=10.0, error=None):
    return summarise([StreamRecord(0.0, [first_audio], [seconds]), StreamRecord(0.1, error=error)], streams, 0.0, 1.0)


def test_a_result_is_one_line_with_the_machines_name_and_no_nan(tmp_path):
    line = keep({"rows": [{"p50": float("nan"), "p95": 1.5}]}, tmp_path / "new" / "result.json")
    result = json.loads(line)
    assert result["machine"] == machine() and result["rows"] == [{"p50": None, "p95": 1.5}]
    assert (tmp_path / "new" / "result.json").read_text(encoding="utf-8") == line + "\n"


def test_result_files_are_named_by_date_machine_and_what_was_measured():
    assert result_path("peers").name[:4].isdigit() and result_path("peers").name.endswith("-peers.json")


def test_a_table_shows_what_is_missing_as_a_dash():
    text = markdown_table(("a", "b"), [(1.6, None), (float("nan"), "x")])
    assert text.splitlines() == ["| a | b |", "|---|---|", "| 2 | – |", "| – | x |"]


def test_the_median_run_is_shown_with_the_errors_of_all():
    runs = [summary(8, seconds=5.0), summary(8, seconds=9.0, error="refused"), summary(8, seconds=7.0)]
    chosen = median_run(runs)
    assert (chosen.times_real_time, chosen.errors) == (7.0, 1)
    assert load_table([chosen]).splitlines()[2].startswith("| 8 | 7 | 100 ms | 100 ms | 100 ms | – |")
    assert error_remarks([chosen, summary(1)]) == ["8 streams had 1 errors, the first: refused"]


def test_the_figure_shows_ours_and_balacoons(tmp_path):
    points = [FigurePoint(batch, summary(streams, seconds=420.0)) for batch in (1, 24) for streams in {batch, 24}]
    text = figure_table(points, 24)
    assert "| 24 | 24 | 100 ± 0 ms | 100 ms | 100 ms | 100 ms | 3.50 | 420 | 0 | 0 |" in text
    assert text.count("\n| ") == 2 + len(points) + len(BALACOON)
    assert "| 16 | 16 | 94 ± 22 ms | – | – | – | 3.02 | 363 | – | – |" in text
    draw(points, 24, tmp_path / "figure.png")
    assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")
