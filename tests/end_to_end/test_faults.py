"""`tritone serve` with processes killed under a few streams: nobody hangs, and it is whole again by itself."""

import asyncio
import os
import signal
import time

import numpy as np
import pytest

from loadtest.clients.checked_stream import RECONNECT_SOON, run_stream
from loadtest.clients.streams import open_stub
from loadtest.engines.sound_distance import signal_to_noise_db
from loadtest.runs.serve_command import served
from tests.end_to_end.plain_client import SAME_SOUND_DB
from tritone.client import BlockingClient, RequestRefused, StreamBroken
from tritone.server.running.stubs import find_stubs

pytestmark = pytest.mark.triton

ANSWER_SECONDS, WHOLE_SECONDS = 5.0, 15.0
STREAMS = 4
TEXT = "Every sentence of this text takes its time. " * 40


@pytest.fixture(scope="module")
def supervised():
    # text that comes in pieces is cut where it is certain, and not where this machine was slow
    with served(["--hold-ms", "60000"]) as serve:
        yield serve


def samples(record):
    return np.frombuffer(record.sound, "<i2").astype(np.float64)


def kill_a_process_of(serve, model):
    stub = next(stub for stub in find_stubs(serve.server_pid()) if stub.model == model)
    os.kill(stub.pid, signal.SIGKILL)


async def whole_again(stub, since):
    """Seconds until a fresh request is answered."""
    while time.perf_counter() - since < WHOLE_SECONDS:
        record = await asyncio.wait_for(run_stream(stub, {"text": "Yes."}, []), WHOLE_SECONDS)
        if record.is_complete():
            return time.perf_counter() - since
        await asyncio.sleep(0.1)
    raise AssertionError("not whole again")


async def streams_through_a_death(serve, model):
    """The records of a few streams in flight when a process of the model is killed, what a quiet one gave, and when."""
    inputs = {"text": TEXT, "seed": 3}
    async with open_stub(serve.grpc_url, RECONNECT_SOON) as stub:
        quiet = await run_stream(stub, inputs, [], keep_sound=True)
        records = []
        streams = [asyncio.create_task(run_stream(stub, inputs, records, keep_sound=True)) for _ in range(STREAMS)]
        while len(records) < STREAMS or not all(record.indices for record in records):
            await asyncio.sleep(0.005)
        killed_at = time.perf_counter()
        kill_a_process_of(serve, model)
        assert not any(record.ended_at for record in records), "the text is too short to be killed in the middle"
        await whole_again(stub, killed_at)
        await asyncio.wait(streams, timeout=WHOLE_SECONDS)
        now = time.perf_counter()
        return quiet, records, [record.silence_after(killed_at, now) for record in records]


def test_streams_go_on_with_the_same_sound_when_the_acoustic_models_process_is_killed(supervised):
    quiet, records, silences = asyncio.run(streams_through_a_death(supervised, "acoustic"))
    assert quiet.is_complete() and max(silences) < ANSWER_SECONDS
    # on a machine so busy that the model is not back in time, they end with an error that says so
    for record in records:
        assert record.is_complete() if record.error is None else "did not come back" in record.error
        if record.error is None:
            assert signal_to_noise_db(samples(quiet), samples(record)) > SAME_SOUND_DB
    assert any("model acoustic is back" in line for line in supervised.said)


@pytest.mark.parametrize("model", ["text_frontend", "acoustic", "vocoder"])
def test_contexts_are_spoken_on_with_the_same_sound_when_a_models_process_is_killed(supervised, model):
    """What was appended before is kept, and what comes meanwhile is spoken too."""
    text, expected = "Every sentence takes its time. And the next one, too, I think. " * 12, None
    with BlockingClient(supervised.grpc_url) as tritone:
        for number in range(6):
            speech = tritone.live(seed=3, timestamps="word")
            speech.append(text[:400])
            chunks = [next(iter(speech))]
            if number:
                kill_a_process_of(supervised, model)
            for place in range(400, len(text), 7):
                speech.append(text[place : place + 7])
            speech.end()
            try:
                chunks += list(speech)
            except StreamBroken as error:  # on a machine so busy that the model is not back in time
                assert "did not come back" in str(error)
                continue
            except RequestRefused as error:
                assert "did not come back" in str(error)
                continue
            sound = np.frombuffer(b"".join(chunk.audio for chunk in chunks), "<i2").astype(np.float64)
            words = [stamp for chunk in chunks for stamp in chunk.timestamps]
            if expected is None:
                expected = sound, words
                continue
            assert words == expected[1] and signal_to_noise_db(expected[0], sound) > SAME_SOUND_DB
            return
    raise AssertionError("no context outlived the death of a process")


def test_streams_end_with_an_error_when_the_public_models_process_is_killed(supervised):
    pid = supervised.server_pid()
    _, records, silences = asyncio.run(streams_through_a_death(supervised, "tts"))
    assert max(silences) < ANSWER_SECONDS
    assert all(record.error.startswith("UNAVAILABLE") for record in records)
    assert supervised.server_pid() not in (None, pid)
