"""The command line without a server: help, exit statuses, messages in one line."""

import json
import os
import subprocess
import sys

import pytest

from tritone import __version__
from tritone.cli import main
from tritone.server.model_repository import read_config

COMMANDS = ("serve", "say", "build", "voices", "doctor")


def run(capsys, *arguments):
    """Exit status, standard output, standard error."""
    try:
        status = main(arguments)
    except SystemExit as exit:
        status = exit.code
    return status, *capsys.readouterr()


def in_one_line(said: str) -> bool:
    return said.startswith("tritone: error: ") and said.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(capsys, command):
    status, said, _ = run(capsys, command, "--help")
    assert status == 0 and "example" in said and f"  tritone {command}" in said


def test_version(capsys):
    assert run(capsys, "--version") == (0, f"tritone {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["sing"],
        ["serve", "--http-port", "many"],
        ["serve", "--device", "tpu"],
        ["serve", "--voices", "anna"],
        ["serve", "--instances", "vocoder"],
        ["serve", "--http-port", "70000"],
        ["build", "x", "--chunk-seconds", "9"],
        ["voices", "show", "anna"],
        ["say", "hi", "--output", "speech"],
        ["say", "hi", "--file", "x", "--output", "x.wav"],
        ["say", "hi", "--chunk-timeout", "0", "--output", "x.wav"],
        ["say", "hi", "--seed", str(2**63), "--output", "x.wav"],
        ["doctor", "--device", "tpu"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_status_2_and_one_line(capsys, arguments):
    status, said, complained = run(capsys, *arguments)
    assert status == 2 and said == "" and in_one_line(complained)


@pytest.mark.parametrize("arguments", [["say", "hi", "--sing"], ["serve", "hello"], ["voices", "list", "--all"]])
def test_an_argument_that_no_command_knows_points_to_the_help_of_its_command(capsys, arguments):
    status, _, complained = run(capsys, *arguments)
    assert status == 2 and in_one_line(complained)
    assert (
        f"unrecognized arguments: {arguments[-1]}" in complained and f"see tritone {arguments[0]} --help" in complained
    )


def test_the_help_tells_the_exit_statuses(capsys):
    said = " ".join(run(capsys, "--help")[1].split())
    assert "Exit status: 0 done, 1 failed, 2 the command line is wrong, 3 the server cannot be reached" in said


def test_an_address_without_a_port_is_told(capsys, tmp_path):
    """gRPC would dial port 443."""
    for url in ("localhost", "grpc://localhost", "[::1]", "localhost:", "a:b"):
        status, _, complained = run(capsys, "say", "hi", "--url", url, "-o", str(tmp_path / "x.wav"))
        assert status == 3 and in_one_line(complained) and "names no port; give host:port" in complained


def test_no_server_found_is_told(capsys, tmp_path):
    free = [word for port in ("http", "grpc", "metrics", "health") for word in (f"--{port}-port", "0")]
    status, _, complained = run(capsys, "serve", "--server", str(tmp_path), *free)
    assert status == 1 and in_one_line(complained) and "doctor --install-server" in complained


def test_nobody_to_say_it_is_status_3(capsys, tmp_path):
    status, _, complained = run(capsys, "say", "hi", "--url", "127.0.0.1:1", "--output", str(tmp_path / "x.wav"))
    assert status == 3 and in_one_line(complained) and "127.0.0.1:1" in complained
    assert not (tmp_path / "x.wav").exists()


def test_a_file_that_is_not_there_is_told(capsys, tmp_path):
    status, _, complained = run(
        capsys, "say", "--file", str(tmp_path / "none.txt"), "--output", str(tmp_path / "x.wav")
    )
    assert status == 1 and in_one_line(complained) and "none.txt: No such file" in complained


def test_without_a_player_the_way_out_is_told(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    status, _, complained = run(capsys, "say", "hi")
    assert status == 1 and in_one_line(complained) and "--output" in complained


def test_debugging_shows_where(monkeypatch, tmp_path):
    monkeypatch.setenv("TRITONE_DEBUG", "1")
    with pytest.raises(FileNotFoundError):
        main(["say", "--file", str(tmp_path / "none.txt"), "--output", str(tmp_path / "x.wav")])


def test_voices(capsys):
    status, said, _ = run(capsys, "voices", "list")
    assert status == 0 and said.splitlines()[0].startswith("NAME") and "heart" in said
    status, said, _ = run(capsys, "voices", "list", "--json")
    assert status == 0 and "heart" in [voice["name"] for voice in json.loads(said)]
    status, said, _ = run(capsys, "voices", "show", "heart")
    assert status == 0 and "Apache-2.0" in said
    status, said, _ = run(capsys, "voices", "show", "heart", "--json")
    assert status == 0 and json.loads(said)["sample_rate_hz"] == 24000


def test_build_writes_a_repository_and_says_how_to_use_it(capsys, tmp_path):
    target = tmp_path / "my-tts"
    status, said, _ = run(
        capsys,
        "build",
        str(target),
        "--max-batch-size",
        "32",
        "--instances",
        "vocoder=1",
        "--instances",
        "acoustic=2",
        "--queue-delay-ms",
        "5",
    )
    assert status == 0
    config = read_config(target / "models" / "vocoder" / "config.pbtxt")
    assert (config.max_batch_size, config.instance_group[0].count) == (32, 1)
    assert read_config(target / "models" / "acoustic" / "config.pbtxt").instance_group[0].count == 2
    assert (target / "backends" / "tritone_tts" / "model.py").is_file()
    assert f"--model-repository={target / 'models'}" in said and f"{target / 'backends'}/*" in said


def test_build_does_not_write_over_anything_unasked(capsys, tmp_path):
    assert run(capsys, "build", str(tmp_path))[0] == 0
    status, _, complained = run(capsys, "build", str(tmp_path), "--max-streams", "3")
    assert status == 2 and "--force" in complained
    assert run(capsys, "build", str(tmp_path), "--max-streams", "3", "--force")[0] == 0
    assert read_config(tmp_path / "models/tts/config.pbtxt").parameters["max_streams"].string_value == "3"


def test_doctor_tells_what_is_missing_and_how_to_get_it(capsys, tmp_path):
    status, said, _ = run(capsys, "doctor", "--server", str(tmp_path), "--json")
    server = json.loads(said)[0]
    assert status == 1 and server["status"] == "missing" and "--install-server" in server["remedy"]


def test_a_reader_that_has_had_enough_is_no_traceback():
    with subprocess.Popen(
        [sys.executable, "-m", "tritone.cli", "voices", "list"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
