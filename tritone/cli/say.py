"""`tritone say`: text → speakers, a file or standard output, as it streams."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tritone.cli.connection_arguments import add_connection_arguments, connection
from tritone.cli.lexicon_argument import lexicon_for_request
from tritone.cli.model_arguments import Commands
from tritone.cli.spoken_report import SpokenReport
from tritone.cli.ssml_argument import document_of, is_document, places_as_written
from tritone.cli.subtitles import SUBTITLES
from tritone.cli.subtitles.cues import Timing

if TYPE_CHECKING:  # it imports the client, which takes a second
    from tritone.cli.audio_sinks import AudioSink

URL_VARIABLE = "TRITONE_URL"
_SUFFIXES = {
    ".wav": "wav",
    ".pcm": "pcm",
    ".raw": "pcm",
    ".flac": "flac",
    ".mp3": "mp3",
    ".opus": "opus",
    ".ogg": "opus",
}


def add_parser(commands: Commands) -> None:
    """Add this command."""
    parser = commands.add_parser(
        "say",
        help="speak a text through a running server",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Speak a text through a running server, as it streams. Chunks, time to first audio and × real\n"
        "time (seconds of audio per second) go to standard error.",
        epilog="examples:\n"
        '  tritone say "Hello there."\n'
        "  tritone say --file story.txt --output story.wav --timestamps srt\n"
        "  tritone say --ssml \"One. <break time='1s'/> Two.\" --output two.wav\n"
        "  fortune | tritone say --voice heart --speed 1.2 --output - | aplay\n"
        '  ollama run llama3.2 "Tell me a story, in plain words." | tritone say --live',
    )
    parser.add_argument("text", nargs="?", help="the text; without it and without --file, standard input is read")
    parser.add_argument(
        "--live",
        action="store_true",
        help="speak standard input while it comes; Ctrl-C stops and tells what was heard",
    )
    parser.add_argument("--file", type=Path, metavar="F", help="read the text from a file")
    parser.add_argument(
        "-o",
        "--output",
        metavar="F",
        help="a .wav, .flac, .mp3, .opus or .pcm file, or - for standard output; without it the speakers",
    )
    parser.add_argument("--voice", metavar="NAME", help="the voice (the server's default)")
    parser.add_argument("--speed", type=float, metavar="X", help="0.25 to 4, larger is faster (1)")
    parser.add_argument("--format", metavar="NAME", help="format of the output (its suffix; wav on standard output)")
    parser.add_argument("--sample-rate", type=int, metavar="HZ", help="8000 to 48000 (the voice's own)")
    parser.add_argument("--seed", type=int, metavar="N", help="the same seed gives the same audio")
    parser.add_argument(
        "--ssml", action="store_true", help="the text is SSML; <speak> is put around it if it is missing"
    )
    parser.add_argument(
        "--lexicon",
        type=Path,
        metavar="F",
        help="pronunciations, as serve takes them: a PLS file, a JSON object of word to /ipa/ or respelling, or "
        "lines of word, tab, and that",
    )
    parser.add_argument(
        "--timestamps",
        choices=sorted(SUBTITLES),
        help="write when each word sounds, beside the "
        "output with this suffix; to standard output when the sound goes to the speakers",
    )
    parser.add_argument(
        "--url",
        default=os.environ.get(URL_VARIABLE, "127.0.0.1:8001"),
        metavar="HOST:PORT",
        help=f"the server's gRPC address (%(default)s; also from {URL_VARIABLE})",
    )
    parser.add_argument(
        "--chunk-timeout", type=float, default=30, metavar="S", help="longest wait for a chunk (%(default)s)"
    )
    add_connection_arguments(parser)
    parser.add_argument("--quiet", action="store_true", help="no chunks and no times")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Speak the text."""
    from tritone.errors import InvalidOption

    if not 0 < arguments.chunk_timeout <= 3600:
        raise InvalidOption(f"--chunk-timeout is {arguments.chunk_timeout:g}; allowed: more than 0, up to 3600")
    if arguments.seed is not None and not -(2**63) <= arguments.seed < 2**63:
        raise InvalidOption(f"--seed is {arguments.seed}; allowed: a 64-bit integer")
    if arguments.live and (arguments.text is not None or arguments.file is not None or arguments.ssml):
        raise InvalidOption("--live reads standard input as it comes; allowed: without text, --file and --ssml")
    if arguments.timestamps and arguments.output == "-":
        raise InvalidOption("--timestamps with --output - would mix words and sound; allowed: --output FILE")
    sink, format = _sink_and_format(arguments)
    lexicon = lexicon_for_request(arguments.lexicon)
    if arguments.live:
        from tritone.cli.say_live import speak_as_it_comes

        told = speak_as_it_comes(lexicon, format, sink, arguments.output is None, arguments)
    else:
        told = _speak_whole(_read_text(arguments), lexicon, format, sink, arguments)
    if arguments.timestamps:
        written = SUBTITLES[arguments.timestamps](told)
        if arguments.output is None:
            sys.stdout.write(written)
        else:
            Path(arguments.output).with_suffix(f".{arguments.timestamps}").write_text(written, encoding="utf-8")
    return 0


def _speak_whole(
    text: bytes, lexicon: str | None, format: str, sink: AudioSink, arguments: argparse.Namespace
) -> list[Timing]:
    """The same of a text that may have to be made a document first."""
    if arguments.ssml and not is_document(text):
        with places_as_written():
            return _speak(document_of(text), lexicon, format, sink, arguments)
    return _speak(text, lexicon, format, sink, arguments)


def _sink_and_format(arguments: argparse.Namespace) -> tuple[AudioSink, str]:
    """Where the sound goes, and in which format it is asked for."""
    from tritone.cli.audio_sinks import FileSink, PlayerSink, StdoutSink
    from tritone.errors import InvalidOption

    if arguments.output is None:
        if arguments.format not in (None, "pcm", "wav"):
            raise InvalidOption(f"--format is {arguments.format} but the speakers take pcm; give --output FILE")
        return PlayerSink(), "pcm"
    if arguments.output == "-":
        return StdoutSink(), arguments.format or "wav"
    path = Path(arguments.output)
    format = arguments.format or _SUFFIXES.get(path.suffix.lower())
    if format is None:
        raise InvalidOption(
            f'--output is "{path}", whose suffix says no format; allowed: {", ".join(_SUFFIXES)}, or --format'
        )
    return FileSink(path, format), format


def _read_text(arguments: argparse.Namespace) -> bytes:
    """The text as bytes: the server says what is wrong with them."""
    from tritone.errors import InvalidOption

    if arguments.text is not None and arguments.file is not None:
        raise InvalidOption("text and --file are both given; allowed: one of them")
    if arguments.text is not None:
        return str(arguments.text).encode("utf-8", "surrogateescape")
    if arguments.file is not None and str(arguments.file) != "-":
        return Path(arguments.file).read_bytes()
    if sys.stdin.isatty():
        print("reading the text from standard input; Ctrl-D ends it", file=sys.stderr)
    return sys.stdin.buffer.read()


def _speak(
    text: bytes, lexicon: str | None, format: str, sink: AudioSink, arguments: argparse.Namespace
) -> list[Timing]:
    """Stream the text into the sink; returns the timestamps, if they were asked for."""
    from tritone.client import synthesize_stream

    report = SpokenReport(arguments.quiet)
    chunks = synthesize_stream(
        connection(arguments),
        text,
        arguments.voice,
        arguments.speed,
        format,
        arguments.seed,
        sample_rate_hz=arguments.sample_rate,
        lexicon=lexicon,
        timestamps="word" if arguments.timestamps else None,
        chunk_timeout_seconds=arguments.chunk_timeout,
    )
    with sink, report:
        for chunk in chunks:
            report.took(chunk)
            sink.write(chunk)
        report.end()
    return report.timings
