"""`tritone voices`: what voices there are."""

from __future__ import annotations

import argparse
import json


def add_parser(commands) -> None:
    """Add this command and its own commands."""
    parser = commands.add_parser("voices", help="list | show", description="What voices there are.",
                                 formatter_class=argparse.RawDescriptionHelpFormatter,
                                 epilog="examples:\n  tritone voices list\n  tritone voices show heart --json")
    actions = parser.add_subparsers(title="commands", dest="action", required=True, metavar="list|show")
    listing = actions.add_parser("list", help="all voices, one a line", epilog="example: tritone voices list --json")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(run=run_list)
    showing = actions.add_parser("show", help="everything about one voice", epilog="example: tritone voices show heart")
    showing.add_argument("name", metavar="NAME")
    showing.add_argument("--json", action="store_true", help="as JSON")
    showing.set_defaults(run=run_show)


def run_list(arguments: argparse.Namespace) -> int:
    """Print all voices."""
    from tritone.voice_registry import load_voices

    voices = load_voices().values()
    if arguments.json:
        print(json.dumps([_described(voice) for voice in voices], indent=2))
        return 0
    rows = [("NAME", "LANGUAGE", "GENDER", "RATE", "LICENCE", "HERE"),
            *((voice.name, voice.language, voice.gender, f"{voice.sample_rate_hz} Hz", voice.licence,
               "yes" if voice.is_present() else "no") for voice in voices)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print one voice."""
    from tritone.voice_registry import get_voice

    described = _described(get_voice(arguments.name))
    if arguments.json:
        print(json.dumps(described, indent=2))
        return 0
    width = max(map(len, described))
    for name, value in described.items():
        shown = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        print(f"{name.replace('_', ' '):{width}}  {shown}")
    return 0


def _described(voice) -> dict[str, object]:
    names = ("name", "language", "gender", "quality", "sample_rate_hz", "licence", "licence_note", "source", "family")
    return {**{name: getattr(voice, name) for name in names}, "present": voice.is_present()}
