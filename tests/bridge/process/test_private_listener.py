"""Both ends of the private line, on this machine's own socket."""

import os
import shutil
import socket
import stat
import time

import pytest

from tests.waiting import until
from tritone.bridge.process.private_listener import PrivateListener
from tritone.server.running.control import ServerControl
from tritone.server.running.private_line import FOLDER_VARIABLE, SUFFIX, NobodyAnswers, PrivateLine

SECONDS = 10.0


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """One whose path is longer than a socket's may be."""
    folder = tmp_path / ("a" * 100) / "line"
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def listen(folder):
    """(name, answers) → a listener that is there."""
    listeners = []

    def listen(name, **answers):
        listeners.append(PrivateListener(name, answers))
        until(lambda: list(folder.glob(f"{name}-*{SUFFIX}")))
        return listeners[-1]

    yield listen
    for listener in listeners:
        listener.close()


def test_every_instance_answers_and_only_their_owner_can_ask(folder, listen):
    for name in ("tts_0_0", "tts_0_1"):
        listen(name, work=lambda asked, name=name: {"name": name, "more": asked["more"]})
    answers = PrivateLine(folder).ask("work", SECONDS, more=7)
    assert answers == [{"name": "tts_0_0", "more": 7}, {"name": "tts_0_1", "more": 7}]
    for path in (folder, *folder.iterdir()):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077


def test_a_socket_can_be_seen_only_when_it_is_listened_on(folder, listen, monkeypatch):
    seen, listen_to = [], socket.socket.listen

    class Looking(socket.socket):
        def listen(self, *backlog):
            seen.extend(folder.glob(f"*{SUFFIX}"))
            listen_to(self, *backlog)
            seen.append("listening")

    monkeypatch.setattr(socket, "socket", Looking)
    listen("tts_0_0", work=lambda asked: {})
    assert seen == ["listening"] and PrivateLine(folder).ask("work", SECONDS) == [{}]


def test_what_goes_wrong_is_told_and_the_next_question_is_answered(folder, listen):
    listen("tts_0_0", load=lambda asked: 1 / 0, work=lambda asked: {})
    line = PrivateLine(folder)
    assert "ZeroDivisionError" in line.ask("load", SECONDS)[0]["problem"]
    assert "KeyError" in line.ask("nonsense", SECONDS)[0]["problem"]
    assert line.ask("work", SECONDS) == [{}]


def test_nobody_there_is_another_matter_than_no_answer(folder, listen):
    line = PrivateLine(folder)
    with pytest.raises(NobodyAnswers):
        line.ask("work", SECONDS)
    listen("tts_0_0", work=lambda asked: time.sleep(0.5) or {})
    with pytest.raises(TimeoutError):
        line.ask("work", 0.05)


def test_a_process_that_was_killed_and_left_its_socket_is_passed_over(folder, listen):
    listen("tts_0_0", work=lambda asked: {})
    left = folder / "tts_0_1-1.line"
    left.touch()
    assert PrivateLine(folder).ask("work", SECONDS) == [{}]


@pytest.mark.slow
def test_a_socket_that_was_cleared_away_comes_back(folder, listen):
    listen("tts_0_0", work=lambda asked: {})
    shutil.rmtree(folder)
    until(lambda: list(folder.glob(f"*{SUFFIX}")))
    assert PrivateLine(folder).ask("work", SECONDS) == [{}]


def test_a_plain_triton_has_no_line(tmp_path, monkeypatch):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    before = set(os.listdir(tmp_path))
    PrivateListener("tts_0_0", {}).close()
    assert set(os.listdir(tmp_path)) == before


def test_a_word_takes_the_worst_of_all_instances(folder, listen):
    listen("tts_0_0", word=lambda asked: {"problem": None})
    listen("tts_0_1", word=lambda asked: {"problem": f"too long, all: {asked['all']}, within {asked['within']}"})
    control = ServerControl(PrivateLine(folder))
    assert control.speak(3.0, with_all=True) == "too long, all: True, within 3.0"
