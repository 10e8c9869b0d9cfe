"""perf_analyzer: its input file, its export, and what is said where it does not run."""

import contextlib
import io
import json
import sys
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadtest import perf_analyzer
from loadtest.corpus import english
from loadtest.results.perf_export import UnreadableExport, read_export, without_audio
from loadtest.runs.command import run_command

SECOND = 1_000_000_000
T = 1_700_000_000 * SECOND


def output(seconds, is_last, audio=r"\u0000\"\\é"):
    return (
        f'{{"audio":"{audio}","sample_rate":24000,"chunk_index":0,"start_seconds":0.0,'
        f'"duration_seconds":{seconds},"timestamps":"[]","is_last":{is_last}}}'
    )


EMPTY = '{"audio":"","sample_rate":"","chunk_index":"","duration_seconds":"","timestamps":"","is_last":""}'


def export(*requests, mode='"concurrency","value":2'):
    boundaries = f"{T},{T + 4 * SECOND}"
    return (
        f'{{"experiments":[{{"experiment":{{"mode":{mode}}},"requests":[{",".join(requests)}],'
        f'"window_boundaries":[{boundaries}]}}],"version":"2.60","service_kind":"triton","endpoint":""}}'
    )


def request(sent_after, arrivals_after, outputs):
    times = ",".join(str(T + round(after * SECOND)) for after in arrivals_after)
    return (
        f'{{"timestamp":{T + round(sent_after * SECOND)},"request_inputs":{{"text":"Hello."}},'
        f'"response_timestamps":[{times}],"response_outputs":[{",".join(outputs)}]}}'
    )


def test_an_export_is_summarised_like_our_own_benchmark(tmp_path):
    path = tmp_path / "profile.json"
    text = export(
        request(0.0, [0.1, 0.5, 0.5], [output(0.3, "false"), output(2.0, "true"), EMPTY]),
        request(1.0, [1.3], [output(1.7, "true")]),
        request(2.0, [2.2], [output(1.0, "false")]),
    )
    # sound is written byte by byte, which is no UTF-8
    path.write_bytes(text.encode("latin-1").replace(b"\xe9", b"\xe9\xff\x80"))
    (experiment,) = read_export(path)
    summary = experiment.summary
    assert (experiment.mode, experiment.value, summary.streams) == ("concurrency", 2.0, 2)
    assert (summary.requests, summary.errors, summary.streams_with_underrun) == (3, 1, 1)
    assert summary.first_audio_p50_ms == pytest.approx(200, abs=0.01)
    assert summary.times_real_time == pytest.approx(5.0 / 4)


def test_rates_are_shown_as_rates(tmp_path, capsys, monkeypatch):
    path = tmp_path / "profile.json"
    path.write_text(export(request(0.0, [0.1], [output(2.0, "true", "")]), mode='"request_rate","value":2.5'))
    monkeypatch.setattr(sys, "argv", ["perf_analyzer", "--export", str(path), "--output", str(tmp_path / "out.json")])
    assert perf_analyzer.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("| requests/s | × real time |")
    assert lines[2].startswith("| 2.5 | 0 | 100 ms |")
    assert json.loads(lines[-1])["experiments"][0]["summary"]["requests"] == 1


def measured_by(tmp_path, monkeypatch, script: str) -> int:
    """The command's status with a shell script in perf_analyzer's place; "$export" is where it writes."""
    binary = tmp_path / "perf_analyzer"
    find = 'for a in "$@"; do case "$a" in *profile-*) export="$a";; esac; done'
    binary.write_text(f'#!/bin/sh\n[ "$1" = --version ] && exit 0\n{find}\n{script}\n')
    binary.chmod(0o755)
    monkeypatch.setattr(perf_analyzer, "server_url", lambda _: contextlib.nullcontext("127.0.0.1:1"))
    arguments = ["--binary", str(binary), "--concurrency", "2", "--output", str(tmp_path / "out.json")]
    monkeypatch.setattr(sys, "argv", ["perf_analyzer", *arguments])
    return run_command(perf_analyzer.main)


def three_windows(*durations):
    """An export with a request in each window of a second, which takes so long."""
    requests = [
        request(index, [index + duration], [output(2.0, "true", "")]) for index, duration in enumerate(durations)
    ]
    windows = ",".join(str(T + index * SECOND) for index in range(len(durations) + 1))
    return export(*requests).replace(f"{T},{T + 4 * SECOND}", windows)


@pytest.mark.parametrize(
    ("durations", "mark"), [((0.1, 0.105, 0.1), ""), ((0.1, 0.4, 0.1), " (unstable)"), ((0.1, 1.1, 0.1), " (unstable)")]
)
def test_what_was_measured_is_shown_and_marked_where_windows_do_not_agree(
    tmp_path, monkeypatch, capfd, durations, mark
):
    (tmp_path / "measured.json").write_text(three_windows(*durations))
    assert measured_by(tmp_path, monkeypatch, f'cp {tmp_path}/measured.json "$export"') == 0
    said = capfd.readouterr().out
    assert f"| 2{mark} | 2 | 100 ms |" in said
    assert json.loads(said.splitlines()[-1])["experiments"][0]["is_stable"] == (not mark)


def test_a_tool_that_fails_is_told_with_its_status(tmp_path, monkeypatch, capfd):
    assert measured_by(tmp_path, monkeypatch, "exit 2") == 1
    assert "error: perf_analyzer ended with status 2" in capfd.readouterr().err


@given(
    st.lists(st.tuples(st.binary(max_size=30), st.binary(max_size=30)), max_size=6), st.integers(1, 40), st.booleans()
)
def test_sound_is_cut_out_whatever_its_bytes_and_wherever_a_block_ends(pieces, block_bytes, is_cut_short):
    def escaped(sound):
        return sound.replace(b"\\", b"\\\\").replace(b'"', b'\\"')

    between = [other.replace(b'"audio":"', b"") for other, _ in pieces]
    whole = b"".join(
        other + b'"audio":"' + escaped(sound) + b'"' for other, (_, sound) in zip(between, pieces, strict=True)
    )
    expected = b"".join(other + b'"audio":""' for other in between)
    if b'"audio":"' in b"".join(between) or expected.count(b'"audio":"') != len(pieces):
        return  # the words came about where pieces meet
    if is_cut_short and pieces:
        whole, expected = whole[:-1], expected[:-1]
    assert b"".join(without_audio(io.BytesIO(whole), block_bytes)) == expected


def test_a_large_export_is_read_in_little_memory(tmp_path):
    path = tmp_path / "profile.json"
    sound = "\\\\\\u0000é" * 400_000
    path.write_text(export(*(request(at / 9, [at / 9 + 0.1], [output(2.0, "true", sound)]) for at in range(20))))
    assert path.stat().st_size > 60_000_000
    tracemalloc.start()
    try:
        (experiment,) = read_export(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert experiment.summary.requests == 20 and peak < 20_000_000


@pytest.mark.parametrize("content", ["", "{}", '{"experiments": [{}]}', export(request(0, [0.1], ['{"x": 1}']))])
def test_another_file_is_refused_by_name(tmp_path, content):
    path = tmp_path / "profile.json"
    path.write_text(content)
    with pytest.raises(UnreadableExport, match="profile.json is no profile export"):
        read_export(path)


def test_the_input_file_holds_the_corpus(tmp_path):
    perf_analyzer.write_input(tmp_path / "input.json", "joe")
    data = json.loads((tmp_path / "input.json").read_text(encoding="utf-8"))["data"]
    assert data == [{"text": [text], "voice": ["joe"]} for text in english()]
