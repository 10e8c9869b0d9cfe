"""`tritone say --live`: standard input is spoken as it comes, and Ctrl-C tells what was heard."""

from __future__ import annotations

import argparse
import codecs
import os
import sys
import threading
from typing import TYPE_CHECKING

from tritone.cli.connection_arguments import connection
from tritone.cli.spoken_report import SpokenReport
from tritone.cli.subtitles.cues import Timing

if TYPE_CHECKING:  # they import the client, which takes a second
    from tritone.cli.audio_sinks import AudioSink
    from tritone.client import LiveSpeech

_READ_BYTES = 4096


def speak_as_it_comes(
    lexicon: str | None, format: str, sink: AudioSink, is_played: bool, arguments: argparse.Namespace
) -> list[Timing]:
    """Speak standard input into the sink; returns the timestamps, if they were asked for.

    is_played: the sink plays; else all that it was given counts as heard.
    """
    from tritone.client import BlockingClient

    settings = connection(arguments, answer_timeout_seconds=arguments.chunk_timeout)
    with BlockingClient(settings) as tritone, sink, SpokenReport(arguments.quiet) as report:
        speech = tritone.live(
            voice=arguments.voice,
            speed=arguments.speed,
            format=format,
            seed=arguments.seed,
            sample_rate_hz=arguments.sample_rate,
            lexicon=lexicon,
            timestamps="word" if arguments.timestamps else None,
        )
        threading.Thread(target=_hand_on, args=(speech,), name="standard input", daemon=True).start()
        try:
            for chunk in speech:
                report.took(chunk)
                sink.write(chunk)
        except KeyboardInterrupt:
            heard = speech.interrupt(report.played_seconds() if is_played else None)
            report.break_off()
            print(f"heard: {heard.heard}", file=sys.stderr)
            raise
        report.end()
        return report.timings


def _hand_on(speech: LiveSpeech) -> None:
    """Standard input → the speech, as it comes, to its end."""
    from tritone.errors import TritoneError

    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    try:
        while data := os.read(sys.stdin.fileno(), _READ_BYTES):
            if piece := decoder.decode(data):
                speech.append(piece)
        if rest := decoder.decode(b"", final=True):
            speech.append(rest)
        speech.end()
    except TritoneError:
        pass  # whoever reads the sound is told of it
