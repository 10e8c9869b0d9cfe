"""Closed loops against runtimes that are no Triton server: a pool of processes, and an HTTP server of whole answers."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import queue
import signal
import subprocess
import threading
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import requests

from loadtest.clients.messages import UNFINISHED
from loadtest.results.metrics import LoadSummary, StreamRecord, summarise
from loadtest.runs.children import bound, child, end
from tritone.errors import TritoneError

READY_SECONDS = 120.0
DRAIN_SECONDS = 120.0
"""How long texts that were asked for in the measured time may take to be spoken; then they are errors."""
Job = tuple[str, StreamRecord]


class PeerFailed(TritoneError):
    """A peer did not start or ended by itself."""


class WorkerPool:
    """As many processes as given, each speaking one text at a time; texts wait in one queue."""

    def __init__(self, command: Sequence[str], processes: int) -> None:
        self._name = command[1]
        self._workers: list[subprocess.Popen[str]] = []
        try:
            for _ in range(processes):
                self._workers.append(
                    subprocess.Popen(bound(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                )
            for worker in self._workers:
                if not self._read(worker).get("ready"):
                    raise PeerFailed(f"{self._name} did not start")
        except BaseException:
            self.close()
            raise

    def closed_loop(self, texts: Sequence[str], streams: int, seconds: float, warm_up_seconds: float) -> LoadSummary:
        """N callers; a text is sent when it enters the queue, and heard piece by piece as a process makes it."""
        began = time.perf_counter() + warm_up_seconds
        queued = _QueuedTexts(texts, began + seconds)
        failures: list[PeerFailed] = []

        def feed(worker: subprocess.Popen[str]) -> None:
            try:
                for text, record in queued.jobs():
                    self._speak(worker, text, record)
            except PeerFailed as failure:
                failures.append(failure)
            queued.end()

        for _ in range(streams):
            queued.send()
        feeders = [threading.Thread(target=feed, args=(worker,)) for worker in self._workers]
        for feeder in feeders:
            feeder.start()
        for feeder in feeders:
            feeder.join()
        if failures:
            raise failures[0]
        return summarise(queued.records, streams, began, began + seconds)

    def _speak(self, worker: subprocess.Popen[str], text: str, record: StreamRecord) -> None:
        assert worker.stdin is not None
        worker.stdin.write(json.dumps(text) + "\n")
        worker.stdin.flush()
        while "end" not in (message := self._read(worker)):
            record.add_chunk(message["at"], message["seconds"])
        record.error = message.get("error")

    def _read(self, worker: subprocess.Popen[str]) -> dict[str, Any]:
        assert worker.stdout is not None
        line = worker.stdout.readline()
        if not line:
            raise PeerFailed(f"{self._name} ended by itself with status {worker.wait()}")
        message: dict[str, Any] = json.loads(line)
        return message

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            end(worker, signal.SIGKILL, READY_SECONDS)


class _QueuedTexts:
    """The texts that N callers wait for; each sends the next one when the last was spoken, until the time is over."""

    def __init__(self, texts: Sequence[str], ends_at: float) -> None:
        self._texts, self._ends_at = texts, ends_at
        self._turns = itertools.count()
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.records: list[StreamRecord] = []

    def send(self) -> None:
        """A caller asks for the next text."""
        record = StreamRecord(sent_at=time.perf_counter(), error=UNFINISHED)
        self.records.append(record)
        self._queue.put((self._texts[next(self._turns) % len(self._texts)], record))

    def jobs(self) -> Iterator[Job]:
        """What one process has to speak, one after the other."""
        while (job := self._queue.get()) is not None:
            if time.perf_counter() < self._ends_at + DRAIN_SECONDS and job[1].sent_at <= self._ends_at:
                yield job
            if time.perf_counter() < self._ends_at:
                self.send()
            elif self._queue.empty():
                self.end()

    def end(self) -> None:
        """Let the next process that asks know that there is no more."""
        self._queue.put(None)


def callers_closed_loop(
    speak: Callable[[str], StreamRecord], texts: Sequence[str], streams: int, seconds: float, warm_up_seconds: float
) -> LoadSummary:
    """N threads, each calling `speak` with text after text."""
    records: list[StreamRecord] = []
    turns = itertools.count()
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
    try:
        answer = requests.post(url, json={"text": text}, timeout=DRAIN_SECONDS)
        answer.raise_for_status()
        with wave.open(io.BytesIO(answer.content), "rb") as file:
            audio = file.readframes(file.getnframes())
            record.add_chunk(time.perf_counter(), len(audio) / file.getsampwidth() / file.getframerate())
    except (requests.RequestException, EOFError, wave.Error) as error:
        record.error = str(error)
    return record


@contextlib.contextmanager
def http_server(command: Sequence[str], ready_url: str) -> Iterator[None]:
    """A server process that runs as long as the context; raises PeerFailed when it does not answer."""
    with child(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        give_up_at = time.monotonic() + READY_SECONDS
        while not _answers(ready_url):
            if process.poll() is not None:
                raise PeerFailed(f"{' '.join(command)} ended by itself with status {process.returncode}")
            if time.monotonic() > give_up_at:
                raise PeerFailed(f"{' '.join(command)} does not answer")
            time.sleep(0.1)
        yield


def _answers(url: str) -> bool:
    try:
        requests.get(url, timeout=5).close()
        return True
    except requests.RequestException:
        return False
