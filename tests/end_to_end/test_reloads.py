"""Models loaded anew in place by a plain Triton's operator: nothing is freed twice, streams finish, counters go on.

TRITONE_RELOADS: how often `tts` is loaded anew (8; the heap was corrupted within two).
"""

from __future__ import annotations

import os
import re
import threading
import time

import pytest
import requests
from google.protobuf import text_format

from tests.end_to_end.plain_client import Heard, say
from tests.waiting import until
from tritone.server.http_calls import FAILURES, ask_url
from tritone.server.launcher import launch_site
from tritone.server.model_repository import read_config, write_model_repository
from tritone.server.options import ServeOptions

pytestmark = pytest.mark.triton

RELOADS = int(os.environ.get("TRITONE_RELOADS", "8"))
TEXT = "A sentence that is spoken while its model is loaded anew. " * 12
STARTED = 'tritone_streams_started_total{voice="heart"}'
SECONDS = 30.0


def shown(server) -> dict[str, float]:
    lines = requests.get(server.metrics_url, timeout=10).text
    return {series: float(value) for series, value in re.findall(r"^(tritone_\S+) (\S+)$", lines, flags=re.MULTILINE)}


def state(server) -> str:
    """What a test that met a closed connection tells: whether the server died, and what it said last."""
    status = server.process.exit_status()
    return f"exit status {status}, and its log ends with: {server.log.read_text(errors='replace')[-3000:]}"


class Repository:
    """A model repository whose configs an operator changes and has loaded anew, without unloading first."""

    def __init__(self, server, folder):
        self._server, self._folder, self._changes = server, folder, 0

    def load_anew(self, model: str, instances: int | None = None) -> None:
        path = self._folder / model / "config.pbtxt"
        config = read_config(path)
        self._changes += 1
        config.parameters["change"].string_value = str(self._changes)
        if instances is not None:
            config.instance_group[0].count = instances
        path.write_text(text_format.MessageToString(config), encoding="utf-8")
        try:
            answer = ask_url(self._server.http_url, "POST", f"/v2/repository/models/{model}/load", seconds=SECONDS)
        except FAILURES as failure:
            raise AssertionError(f"reload {self._changes} of {model}: {failure!r}; {state(self._server)}") from failure
        assert answer.status == 200, answer.text


@pytest.fixture
def repository(tmp_path):
    options = ServeOptions(max_load=1000, max_first_audio_seconds=60, exit_timeout_seconds=2)
    write_model_repository(tmp_path / "models", options)
    with launch_site(options, model_repository=tmp_path / "models") as site:
        # under `tritone serve` nobody may do what this operator does
        site.command = [argument for argument in site.command if "-restricted-" not in argument]
        server = site.start()
        yield server, Repository(server, tmp_path / "models")


class Speaking(threading.Thread):
    """A stream in a thread that need not end: clients of a server whose heap is corrupted wait for ever."""

    def __init__(self, server, text: str):
        super().__init__(daemon=True)
        self._server, self._text = server, text
        self.heard: Heard | None = None
        self.start()

    def run(self):
        self.heard = say(self._server.grpc_url, text=self._text, seed=4)

    def audio(self) -> bytes:
        """All of it, without an error."""
        self.join(SECONDS)
        assert self.heard is not None, f"no answer; {state(self._server)}"
        assert self.heard.error is None, f"{self.heard.error}; {state(self._server)}"
        return self.heard.audio()


def test_tts_is_loaded_anew_in_place_again_and_again_idle_and_streaming(repository):
    server, models = repository
    spoken = 0
    for number in range(RELOADS):
        streams = [Speaking(server, TEXT) for _ in range(2 * (number % 2))]
        if streams:
            time.sleep(0.3)
        models.load_anew("tts", instances=1 + number % 3 % 2)
        streams.append(Speaking(server, TEXT))
        assert len({stream.audio() for stream in streams}) == 1
        assert server.process.exit_status() is None
        spoken += len(streams)
    give_up_at = time.monotonic() + SECONDS
    while (now := shown(server)).get(STARTED) != spoken:
        assert time.monotonic() < give_up_at, now.get(STARTED)
        time.sleep(0.2)
    assert Speaking(server, "Still here.").audio()


def test_acoustic_and_vocoder_are_loaded_anew_in_place_and_the_gauge_of_weights_is_right_again(repository):
    server, models = repository
    for number in range(2):
        models.load_anew("acoustic", instances=1 + number % 2)
        models.load_anew("vocoder")
        assert Speaking(server, "Still here.").audio()
    until(
        lambda: any(
            series.startswith("tritone_loaded_weights") and value > 0 for series, value in shown(server).items()
        )
    )
