"""The server's log in words. The lines are those of a real server."""

import contextlib

from tritone.server.running.server_log import LogFollower, complaints, explain_failure, has_started, loaded_models

LOADED = "I1123 18:48:20.190478 9154 model_lifecycle.cc:849] \"successfully loaded 'tts'\""
NVML = 'W1123 18:12:55.943055 4968 metrics.cc:798] "DCGM unable to start: DCGM initialization error"'
FAILED = (
    "E1123 18:30:01.000001 77 model_lifecycle.cc:642] \"failed to load 'vocoder' version 1: Internal: "
    'TritoneError: device \\"cuda\\" was asked for\\n\\nAt:\\n  /somewhere/model.py(9): initialize\\n"'
)
CUDA = 'E1123 18:55:49.816988 31670 server.cc:241] "CudaDriverHelper has not been initialized."'
POLL = 'E1123 18:30:01.000002 77 main.cc:50] "failed to start"'


def test_the_models_that_are_loaded():
    assert loaded_models([NVML, LOADED, "free text"]) == ["tts"]


def test_a_models_own_words_come_without_their_traceback():
    said = explain_failure([NVML, LOADED, FAILED, FAILED, POLL], 1)
    assert said == 'model vocoder: TritoneError: device "cuda" was asked for'


def test_other_errors_are_quoted():
    taken = "E1123 18:30:01.1 77 main.cc:230] \"failed to start HTTP service: Socket '127.0.0.1:8000' already in use\""
    said = explain_failure([CUDA, NVML, taken], 1)
    assert said == "failed to start HTTP service: Socket '127.0.0.1:8000' already in use"


def test_without_an_error_the_last_words_and_the_status_are_told():
    assert explain_failure(["one", "", "two"], -9) == "it ended with status -9; its last words: one | two"
    assert "said nothing" in explain_failure([], 127)


def test_a_missing_library_is_told():
    line = "stub: error while loading shared libraries: libpython3.11.so.1.0: cannot open shared object file"
    assert explain_failure([NVML, line, "more"], None) == line


def test_complaints_leave_out_what_every_machine_without_a_gpu_says():
    assert list(complaints([CUDA, NVML, LOADED, POLL])) == ["failed to start"]


def test_complaints_hold_what_models_warn_of_with_a_bugs_traceback_and_a_dying_process_words():
    bug = r'E1125 21:09:21.864710 31 log_records.py:109] "tts: a fault of ours\n    a.py:3 in f: g()\n    KeyError"'
    plain = ["W1125 21:09:21.8 31 model.py:1] odd", "    more of it", "I1125 21:09:22.0 31 x.cc:1] loading", "    more"]
    table = ["+----+", "| a  |", "", "+----+"]
    dying = "malloc_consolidate(): unaligned fastbin chunk detected"
    assert list(complaints([bug, *plain, *table, dying])) == [
        "tts: a fault of ours\n    a.py:3 in f: g()\n    KeyError",
        "odd",
        "    more of it",
        dying,
    ]


def test_a_follower_gives_each_whole_line_once(tmp_path):
    log = tmp_path / "log"
    log.write_text("one\ntwo\nthr")
    with contextlib.closing(LogFollower(log)) as follower:
        assert follower.new_lines() == ["one", "two"]
        with log.open("a") as file:
            file.write("ee\n")
        assert follower.new_lines() == ["three"]
        assert follower.new_lines() == []
        log.write_text("new\n")
        assert follower.new_lines() == ["new"]


def test_a_log_that_is_deleted_is_read_on_and_then_the_new_one_in_its_place(tmp_path):
    log = tmp_path / "log"
    with contextlib.closing(LogFollower(log)) as follower:
        follower.skip()
        assert follower.new_lines() == []  # no log is an empty log
        with log.open("a") as server:
            server.write("one\n")
            server.flush()
            assert follower.new_lines() == ["one"]
            log.unlink()
            server.write("two\n")
            server.flush()
            assert follower.new_lines() == ["two"]
            server.write("three\n")
        log.write_text("a new server\n")
        assert follower.new_lines() == ["three", "a new server"]
        assert follower.new_lines() == []


def test_a_log_that_has_grown_is_emptied_once_it_is_read(tmp_path):
    log = tmp_path / "log"
    log.write_text("x" * 99 + "\n")
    with contextlib.closing(LogFollower(log)) as follower:
        follower.new_lines()
        follower.limit(100)
        assert log.stat().st_size == 100
        follower.limit(99)
        assert log.stat().st_size == 0
        log.write_text("new\n")
        assert follower.new_lines() == ["new"]


def test_a_server_has_started_when_the_model_is_loaded_and_all_services_listen():
    listens = 'I1123 18:48:20.5 9154 http_server.cc:362] "Started Metrics Service at 127.0.0.1:8002"'
    assert not has_started("tts", [LOADED]) and not has_started("tts", [listens])
    assert has_started("tts", [NVML, LOADED, listens])
