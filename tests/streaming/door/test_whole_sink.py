"""All of an utterance at once: one chunk that is what the chunks joined would be."""

import base64
import io
import wave

import pytest

from tests.streaming.hand_run import NotingSink as Sink
from tritone.audio.format import create_encoder
from tritone.errors import InvalidRequest
from tritone.pipeline.chunks import Chunk
from tritone.streaming.door.whole_sink import WholeSink


def chunk(audio: bytes, index: int = 0, is_last: bool = False) -> Chunk:
    return Chunk(audio, 24_000, index, index * 0.5, 0.5, is_last, [{"word": f"w{index}"}], [f"warning {index}"])


def test_chunks_are_sent_as_one_when_the_last_has_come():
    caller = Sink()
    sink = WholeSink(caller, "pcm", "binary")
    sink.send(chunk(b"ab", 0))
    assert not caller.chunks
    sink.send(chunk(b"cd", 1, is_last=True))
    (whole,) = caller.chunks
    assert (whole.audio, whole.index, whole.start_seconds, whole.duration_seconds) == (b"abcd", 0, 0.0, 1.0)
    assert whole.is_last and [stamp["word"] for stamp in whole.timestamps] == ["w0", "w1"]
    assert whole.warnings == ["warning 0", "warning 1"]


def test_base64_is_made_of_the_whole():
    caller = Sink()
    sink = WholeSink(caller, "pcm", "base64")
    sink.send(chunk(b"a"))
    sink.send(chunk(b"b", 1, is_last=True))
    assert base64.b64decode(caller.chunks[0].audio, validate=True) == b"ab"


def test_a_wav_file_says_how_long_it_is():
    import numpy as np

    caller, encoder = Sink(), create_encoder("wav", 24_000, 24_000)
    sink = WholeSink(caller, "wav", "binary")
    for last in (False, True):
        sink.send(chunk(encoder.encode(np.zeros(100, np.float32), last), int(last), last))
    with wave.open(io.BytesIO(caller.chunks[0].audio)) as file:
        assert file.getnframes() == 200


def test_what_takes_too_long_to_say_is_refused():
    sink = WholeSink(Sink(), "pcm", "binary", max_seconds=0.9)
    sink.send(chunk(b"a"))
    with pytest.raises(InvalidRequest, match=r'takes more than 0\.9 s to say; .*"mode" "stream"'):
        sink.send(chunk(b"b", 1, is_last=True))


def test_errors_and_departures_are_the_callers_own():
    caller = Sink()
    sink = WholeSink(caller, "pcm", "binary")
    sink.fail(ValueError("x"))
    caller.gone = True
    assert isinstance(caller.error, ValueError) and sink.is_cancelled()
