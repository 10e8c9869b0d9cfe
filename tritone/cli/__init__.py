"""The command line: one module per command.

Exit status: 0 done, 1 failed, 2 the command line is wrong, 3 the server cannot be reached, 130 interrupted.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from tritone import __version__
from tritone.cli import build, doctor, say, serve, voices
from tritone.errors import InvalidOption, InvalidRequest, TritoneError

DONE, FAILED, USAGE, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 130
DEBUG_VARIABLE = "TRITONE_DEBUG"
_COMMANDS = (serve, say, build, voices, doctor)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; the whole usage is one --help away."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"tritone: error: {message} (see {self.prog} --help)\n")


def create_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = _Parser(
        prog="tritone",
        description="Streaming text-to-speech inside Triton Inference Server.",
        epilog='example: tritone serve, and in another terminal: tritone say "Hello there." '
        "Exit status: 0 done, 1 failed, 2 the command line is wrong, 3 the server cannot be reached, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"tritone {__version__}")
    commands = parser.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_parser(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    _write_what_the_console_can()
    options = _parse(argv)
    try:
        status: int = options.run(options)
        return status
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has had enough. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE) == "1":
            raise
        return _complain(_in_one_line(error), _status(error))


def _write_what_the_console_can() -> None:
    """A console that is not UTF-8 shows question marks for what it lacks, in place of an end of the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Arguments that no command knows are its own mistake: its --help is the one to see."""
    parser = create_parser()
    options, unknown = parser.parse_known_args(argv)
    if unknown:
        parser.prog = f"{parser.prog} {options.command}"
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    return options


def _status(error: Exception) -> int:
    if isinstance(error, (InvalidOption, InvalidRequest)):
        return USAGE
    # By name: importing the client takes a second that commands without it should not cost.
    return UNREACHABLE if type(error).__name__ == "ServerUnreachable" else FAILED


def _in_one_line(error: Exception) -> str:
    message = " ".join(str(error).split())
    if isinstance(error, TritoneError):
        return message
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        return (
            f'the Python package "{package}" is not installed; what only a server needs comes with the extra "server"'
        )
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return f"{type(error).__name__}: {message} (set {DEBUG_VARIABLE}=1 to see where)"


def _complain(message: str, status: int) -> int:
    print(f"tritone: error: {message}" if status != INTERRUPTED else f"tritone: {message}", file=sys.stderr)
    return status
