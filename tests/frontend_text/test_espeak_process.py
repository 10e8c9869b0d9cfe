"""The client of the espeak worker against real worker programs, good and bad, and against espeak-ng itself."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from frontend_text.errors import MissingGraphemeToPhoneme, PronunciationFailed
from frontend_text.espeak import process
from frontend_text.espeak.process import EspeakProcess, espeak
from tests.waiting import until

ECHO = """
import json, os, sys, time
for line in sys.stdin:
    request = json.loads(line)
    text = request["texts"][0]
    if text == "die": os._exit(3)
    if text == "hang": time.sleep(60)
    if text == "nonsense": print("nonsense", flush=True); continue
    if text == "endless": sys.stdout.write("x" * 3_000_000); sys.stdout.flush(); continue
    if text == "other voice": request["voice"] = "xx"
    if text == "late": request["id"] -= 1
    if text == "refuse": print(json.dumps({"id": request["id"], "error": "no such voice"}), flush=True); continue
    said = [[[f"{os.getpid()} {request['voice']} {text}", "."]] for text in request["texts"]]
    print(json.dumps({"id": request["id"], "voice": request["voice"], "clauses": said}), flush=True)
"""
needs_espeak = pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None, reason="espeak-ng is not installed (extra espeak)"
)


@pytest.fixture
def worker():
    started = EspeakProcess([sys.executable, "-I", "-S", "-c", ECHO], deadline_seconds=3.0)
    yield started
    started.stop()


def said(worker: EspeakProcess, text: str, voice: str = "de") -> tuple[int, str, str]:
    [[(answer, mark)]] = worker.phonemize(voice, [text])
    assert mark == "."
    process_id, voice, text = answer.split(" ", 2)
    return int(process_id), voice, text


def test_one_worker_answers_request_after_request(worker: EspeakProcess) -> None:
    first, voice, text = said(worker, "guten Tag")
    assert (voice, text) == ("de", "guten Tag")
    assert said(worker, "zwei\nZeilen")[::2] == (first, "zwei\nZeilen")
    assert worker.process_id == first


def test_a_worker_that_died_is_replaced_and_its_request_asked_again(worker: EspeakProcess) -> None:
    first, _, _ = said(worker, "a")
    os.kill(first, signal.SIGKILL)
    second, _, text = said(worker, "b")
    assert second != first and text == "b"


@pytest.mark.parametrize("text", ["die", "nonsense", "endless", "other voice", "late"])
def test_a_request_that_breaks_two_workers_fails_alone(worker: EspeakProcess, text: str) -> None:
    first, _, _ = said(worker, "before")
    with pytest.raises(PronunciationFailed, match='voice "de": its worker'):
        said(worker, text)
    after, _, answer = said(worker, "after")
    assert answer == "after" and after != first


@pytest.mark.slow
def test_a_worker_that_hangs_is_ended_at_the_deadline() -> None:
    worker = EspeakProcess([sys.executable, "-I", "-S", "-c", ECHO], deadline_seconds=0.8)
    first, _, _ = said(worker, "before")
    with pytest.raises(PronunciationFailed, match="did not answer within 0.8 s"):
        said(worker, "hang")
    assert not _runs(first)
    worker.stop()


def test_the_kernel_ends_a_worker_whose_library_does_not_come_back() -> None:
    worker = Path(process.__file__).parent / "worker.py"
    program = (
        f"import runpy; worker = runpy.run_path({str(worker)!r})\n"
        "class Hanging:\n"
        "    def __init__(self, *_): pass\n"
        "    def set_voice(self, _): pass\n"
        "    def clauses(self, _):\n"
        "        while True: pass\n"
        "worker['main'].__globals__['Espeak'] = Hanging\n"
        "worker['main']()\n"
    )
    command = [sys.executable, "-I", "-S", "-c", program, "library", "data", "600"]
    request = b'{"id": 1, "voice": "de", "texts": ["a"]}\n'
    ended = subprocess.run(command, input=request, timeout=120, check=False, capture_output=True)
    assert ended.returncode == -signal.SIGVTALRM, ended.stderr


def test_what_the_worker_refuses_costs_no_worker(worker: EspeakProcess) -> None:
    first, _, _ = said(worker, "a")
    with pytest.raises(PronunciationFailed, match="no such voice"):
        said(worker, "refuse")
    assert said(worker, "b")[0] == first


def test_a_program_that_is_not_there_is_said() -> None:
    with pytest.raises(PronunciationFailed, match="cannot be started"):
        EspeakProcess(["/nowhere/python"]).phonemize("de", ["a"])


def test_threads_with_two_voices_never_get_each_others_answers(worker: EspeakProcess) -> None:
    wrong: list[object] = []

    def ask(voice: str) -> None:
        for number in range(100):
            _, voice_said, text = said(worker, f"{voice} {number}", voice)
            if (voice_said, text) != (voice, f"{voice} {number}"):
                wrong.append((voice, number, text))

    threads = [threading.Thread(target=ask, args=(voice,)) for voice in ("de", "fr", "it")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_without_the_package_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingGraphemeToPhoneme, match="pip install espeakng-loader"):
        espeak.__wrapped__()


def test_inside_another_program_the_worker_still_gets_a_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/tritonserver/backends/python/triton_python_backend_stub")
    found = process._interpreter()
    assert Path(found).name.startswith("python") and os.access(found, os.X_OK)


@needs_espeak
def test_espeak_reads_two_languages_in_turn() -> None:
    assert espeak().phonemize("de", ["Guten Tag, Welt."]) == [[("ɡˈuːtən tˈɑːk", ","), ("vˈɛlt", ".")]]
    assert espeak().phonemize("fr", ["Bonjour !", ""]) == [[("bɔ̃ʒˈuʁ", "!")], [("", "")]]
    with pytest.raises(PronunciationFailed, match='there is no voice "xx"'):
        espeak().phonemize("xx", ["a"])
    assert espeak().phonemize("de", ["3,5"])[0][-1][1] == ""


@needs_espeak
def test_the_worker_ends_with_its_service() -> None:
    service = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import time; from frontend_text.espeak.process import espeak;"
            "espeak().phonemize('de', ['ja']); print(espeak().process_id, flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    worker_id = int(service.stdout.readline())
    assert _runs(worker_id)
    service.kill()
    service.communicate()
    until(lambda: not _runs(worker_id))


@needs_espeak
def test_the_service_imports_nothing_of_espeak() -> None:
    check = (
        "import sys; from frontend_text import Frontend; Frontend('de').read('Guten Tag, Welt.');"
        "print([m for m in sys.modules if 'espeak' in m and not m.startswith('frontend_text')],"
        "'espeak' in open('/proc/self/maps').read())"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] False"


def _runs(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
