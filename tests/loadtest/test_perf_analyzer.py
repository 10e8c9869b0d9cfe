"""perf_analyzer: its input file, its export, and what is said where it does not run."""

import contextlib
import json
import sys

import pytest

from loadtest import perf_analyzer
from loadtest.corpus import english
from loadtest.results.perf_export import UnreadableExport, read_export
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


@pytest.mark.parametrize("writes", [True, False])
def test_what_was_measured_is_shown_even_where_windows_do_not_agree(tmp_path, writes, monkeypatch, capfd):
    (tmp_path / "measured.json").write_text(export(request(0.0, [0.1], [output(2.0, "true", "")])))
    binary = tmp_path / "perf_analyzer"
    copy = f'for a in "$@"; do case "$a" in *profile-*) cp {tmp_path}/measured.json "$a";; esac; done'
    binary.write_text(f'#!/bin/sh\n[ "$1" = --version ] && exit 0\n{copy if writes else ":"}\nexit 2\n')
    binary.chmod(0o755)
    monkeypatch.setattr(perf_analyzer, "server_url", lambda _: contextlib.nullcontext("127.0.0.1:1"))
    arguments = ["--binary", str(binary), "--concurrency", "2", "--output", str(tmp_path / "out.json")]
    monkeypatch.setattr(sys, "argv", ["perf_analyzer", *arguments])
    assert run_command(perf_analyzer.main) == (0 if writes else 1)
    said = capfd.readouterr()
    assert ("| 2 | 0 | 100 ms |" in said.out) == writes
    assert ("windows do not agree" if writes else "ended with status 2") in said.err


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


def test_without_a_binary_it_says_how_to_get_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(sys, "argv", ["perf_analyzer"])
    assert run_command(perf_analyzer.main) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: there is no perf_analyzer on PATH;") and said.count("\n") == 1
    assert "glibc 2.38" in said


def test_a_binary_for_a_newer_c_library_is_named(tmp_path):
    binary = tmp_path / "perf_analyzer"
    binary.write_text("#!/bin/sh\necho \"libc.so.6: version 'GLIBC_2.38' not found\" >&2\nexit 1\n")
    binary.chmod(0o755)
    with pytest.raises(perf_analyzer.PerfAnalyzerFailed, match="does not run here .*GLIBC_2.38"):
        perf_analyzer.find_binary(str(binary))
