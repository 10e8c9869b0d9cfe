"""Closed loops against runtimes that are no Triton server: a pool of processes, and an HTTP server of whole answers."""

from __future__ import annotations

import contextlib
import itertools
import json
import queue
import subprocess
import threading
import time
import urllib.error
import urllib.request
import wave
from collections.abc import Callable, Iterator, Sequence

from loadtest.metrics import LoadSummary, StreamRecord, summarise
from loadtest.tts_stream import UNFINISHED
from tritone.errors import TritoneError

READY_SECONDS = 120.0
DRAIN_SECONDS = 120.0
"""How long texts that were asked for in the measured time may take to be spoken; then they are errors."""


class PeerFailed(TritoneError):
    """A peer did not start or ended by itself."""


class WorkerPool:
    """As many processes as given, each speaking one text at a time; texts wait in one queue."""

    def __init__(self, command: Sequence[str], processes: int) -> None:
        self._workers = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(processes)
        ]
        for worker in self._workers:
            if not self._read(worker).get("ready"):
                raise PeerFailed(f"{command[1]} did not start")

    def closed_loop(self, texts: Sequence[str], streams: int, seconds: float, warm_up_seconds: float) -> LoadSummary:
        """N callers; a text is sent when it enters the queue, and heard piece by piece as a process makes it."""
        jobs: queue.SimpleQueue = queue.SimpleQueue()
        turns, records = itertools.count(), []
        began = time.perf_counter() + warm_up_seconds
        ended = began + seconds

        def send() -> None:
            record = StreamRecord(sent_at=time.perf_counter(), error=UNFINISHED)
            records.append(record)
            jobs.put((texts[next(turns) % len(texts)], record))

        failures: list[PeerFailed] = []

        def feed(worker: subprocess.Popen) -> None:
            try:
                feed_until_the_end(worker)
            except PeerFailed as failure:
                failures.append(failure)
            jobs.put(None)

        def feed_until_the_end(worker: subprocess.Popen) -> None:
            while (job := jobs.get()) is not None:
                text, record = job
                if time.perf_counter() < ended + DRAIN_SECONDS and record.sent_at <= ended:
                    self._speak(worker, text, record)
                if time.perf_counter() < ended:
                    send()
                elif jobs.empty():
                    jobs.put(None)

        for _ in range(streams):
            send()
        feeders = [threading.Thread(target=feed, args=(worker,)) for worker in self._workers]
        for feeder in feeders:
            feeder.start()
        for feeder in feeders:
            feeder.join()
        if failures:
            raise failures[0]
        return summarise(records, streams, began, ended)

    def _speak(self, worker: subprocess.Popen, text: str, record: StreamRecord) -> None:
        worker.stdin.write(json.dumps(text) + "\n")
        worker.stdin.flush()
        while "end" not in (message := self._read(worker)):
            record.add_chunk(message["at"], message["seconds"])
        record.error = message.get("error")

    @staticmethod
    def _read(worker: subprocess.Popen) -> dict:
        line = worker.stdout.readline()
        if not line:
            raise PeerFailed(f"{worker.args[1]} ended by itself with status {worker.wait()}")
        return json.loads(line)

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.kill()
            worker.wait()


def callers_closed_loop(
    speak: Callable[[str], StreamRecord], texts: Sequence[str], streams: int, seconds: float, warm_up_seconds: float
) -> LoadSummary:
    """N threads, each calling `speak` with text after text."""
    records, turns = [], itertools.count()
    began = time.perf_counter() + warm_up_seconds

    def caller() -> None:
        while time.perf_counter() < began + seconds:
            records.append(speak(texts[next(turns) % len(texts)]))

    callers = [threading.Thread(target=caller) for _ in range(streams)]
    for thread in callers:
        thread.start()
    for thread in callers:
        thread.join()
    return summarise(records, streams, began, began + seconds)


def speak_whole_wave(url: str, text: str) -> StreamRecord:
    """POST {"text"} and get a WAV file: the first audio is there when all of it is."""
    record = StreamRecord(sent_at=time.perf_counter())
    request = urllib.request.Request(url, json.dumps({"text": text}).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=DRAIN_SECONDS) as response, wave.open(response, "rb") as file:
            audio = file.readframes(file.getnframes())
            record.add_chunk(time.perf_counter(), len(audio) / file.getsampwidth() / file.getframerate())
    except (OSError, EOFError, wave.Error) as error:
        record.error = str(error)
    return record


@contextlib.contextmanager
def http_server(command: Sequence[str], ready_url: str) -> Iterator[None]:
    """A server process that runs as long as the context; raises PeerFailed when it does not answer."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        give_up_at = time.monotonic() + READY_SECONDS
        while not _answers(ready_url):
            if process.poll() is not None:
                raise PeerFailed(f"{' '.join(command)} ended by itself with status {process.returncode}")
            if time.monotonic() > give_up_at:
                raise PeerFailed(f"{' '.join(command)} does not answer")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
