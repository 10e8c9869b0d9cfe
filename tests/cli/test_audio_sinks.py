"""Players of sound: programs on PATH, here small scripts that answer as the real ones do. And files, finished."""

import os
import threading
import wave
from pathlib import Path

import pytest

from tests.audio.test_format import speechlike
from tritone.audio.format import create_encoder
from tritone.cli.audio_sinks import FileSink, PlayerSink
from tritone.client import Chunk
from tritone.errors import TritoneError

CHUNK = Chunk(b"\x00\x00" * 800, 16_000, 0, 0.0, 0.05, [], True)


@pytest.fixture
def player(tmp_path, monkeypatch):
    """(name, script) → puts a program of that name, and no other player, on PATH; it sees the sound in `heard`."""

    def put(name: str, script: str) -> None:
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n/bin/cat > {tmp_path}/heard\n{script}\n")
        program.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    return put


def play() -> None:
    with PlayerSink() as sink:
        sink.write(CHUNK)


def test_the_sound_reaches_the_player(player, tmp_path):
    player("aplay", "exit 0")
    play()
    assert (tmp_path / "heard").read_bytes() == CHUNK.audio


@pytest.mark.parametrize(
    "said", ["Could not initialize SDL - ALSA: no device", "SDL_OpenAudio (1 channels, 16000 Hz): x\naudio open failed"]
)
def test_a_player_without_a_sound_device_is_no_success(player, said):
    """ffplay ends with status 0 there."""
    player("ffplay", f"echo '{said}' >&2; exit 0")
    with pytest.raises(TritoneError, match="ffplay could not play: .*; give --output FILE.wav"):
        play()


def test_a_player_that_complains_of_something_else_has_played(player):
    player("ffplay", "echo 'deprecated pixel format' >&2; exit 0")
    play()


def test_a_player_that_fails_is_told_with_its_words(player):
    player("aplay", "echo 'audio open error: Host is down' >&2; exit 1")
    with pytest.raises(TritoneError, match="aplay could not play: audio open error: Host is down"):
        play()


def test_a_saved_file_says_how_long_it_is_and_a_pipe_gets_the_stream_as_it_is(tmp_path, monkeypatch):
    sound = speechlike(0.5)
    encoder = create_encoder("wav", 24_000, 24_000)
    chunks = [
        Chunk(encoder.encode(part, is_last), 24_000, index, 0.0, len(part) / 24_000, [], is_last)
        for index, (part, is_last) in enumerate([(sound[:5_000], False), (sound[5_000:], True)])
    ]
    with FileSink(tmp_path / "a.wav", "wav") as sink:
        for chunk in chunks:
            sink.write(chunk)
    with wave.open(str(tmp_path / "a.wav")) as reader:
        assert reader.getnframes() == len(sound)
    os.mkfifo(tmp_path / "pipe.wav")
    heard, opened, open_path = [], [], Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, mode="r", *rest: (opened.append(mode), open_path(path, mode, *rest))[1]
    )
    reading = threading.Thread(target=lambda: heard.append((tmp_path / "pipe.wav").read_bytes()))
    reading.start()
    with FileSink(tmp_path / "pipe.wav", "wav") as sink:
        for chunk in chunks:
            sink.write(chunk)
    reading.join(10)
    # who reads has come to the end when a first opening is closed, and a second one would wait for ever
    assert [mode for mode in opened if "r" not in mode] == ["wb"]
    assert heard == [b"".join(chunk.audio for chunk in chunks)]
