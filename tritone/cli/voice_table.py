"""`tritone voices list` and `show`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from tritone.cli.connection_arguments import add_connection_arguments, connection
from tritone.cli.model_arguments import Commands
from tritone.voices.voice import WEIGHTS, Voice

DEFAULT_METRICS_URL = "http://127.0.0.1:8002/metrics"
_METRICS_TIMEOUT_SECONDS = 1.0
_FLAGS = {"yes": "", "check": " (check)", "no": " (not commercial)"}
"""What stands behind a licence in the table."""


def add_list_and_show(actions: Commands) -> None:
    """Add the two commands."""
    listing = actions.add_parser("list", help="all voices, one a line", epilog="example: tritone voices list --json")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.add_argument(
        "--metrics-url",
        default=DEFAULT_METRICS_URL,
        metavar="URL",
        help="of the server that is asked which voices it has loaded (%(default)s, if anyone answers there)",
    )
    listing.add_argument(
        "--url", metavar="HOST:PORT", help="the voices that the server at this gRPC address offers, not this machine's"
    )
    add_connection_arguments(listing)
    listing.set_defaults(run=run_list)
    showing = actions.add_parser("show", help="everything about one voice", epilog="example: tritone voices show heart")
    showing.add_argument("name", metavar="NAME")
    showing.add_argument("--json", action="store_true", help="as JSON")
    showing.set_defaults(run=run_show)


def run_list(arguments: argparse.Namespace) -> int:
    """Print all voices."""
    if arguments.url is not None:
        return _list_offered(arguments)
    from tritone.voices.installed import load_voices

    voices, loaded = list(load_voices().values()), loaded_weights(arguments.metrics_url)
    if arguments.json:
        print(json.dumps([_described(voice) | {"loaded": _is_loaded(voice, loaded)} for voice in voices], indent=2))
        return 0
    for line in _table([_HEADER, *(_row(voice, loaded) for voice in voices)]):
        print(line)
    for line in shared_sizes(voices):
        print(line)
    return 0


def _list_offered(arguments: argparse.Namespace) -> int:
    """Print the voices of a server."""
    import dataclasses

    from tritone.client import voices

    offered = voices(connection(arguments))
    if arguments.json:
        print(json.dumps([dataclasses.asdict(voice) for voice in offered], indent=2))
        return 0
    rows = [
        (
            voice.name + (" (default)" if voice.default else ""),
            voice.language,
            voice.family,
            _shortened(voice.quality),
            f"{voice.sample_rate_hz} Hz",
            _shortened(voice.licence) + _FLAGS[voice.commercial_use],
            str(len(voice.speakers) or 1),
            {True: "yes", False: "no", None: "unknown"}[voice.loaded],
        )
        for voice in offered
    ]
    for line in _table([_OFFERED_HEADER, *rows]):
        print(line)
    return 0


_OFFERED_HEADER = ("NAME", "LANGUAGE", "FAMILY", "QUALITY", "RATE", "LICENCE", "SPEAKERS", "LOADED")
_HEADER = ("NAME", "LANGUAGE", "FAMILY", "QUALITY", "RATE", "LICENCE", "SIZE", "HERE")


def _row(voice: Voice, loaded: frozenset[str]) -> tuple[str, ...]:
    is_present = voice.is_present()
    here = "yes" if is_present else "no"
    if _is_loaded(voice, loaded):
        # the server tells which weights it has loaded, whichever of their voices was asked for
        here = "weights loaded" if voice.files[WEIGHTS].shared else "loaded"
    return (
        voice.name,
        voice.language,
        voice.family,
        _shortened(voice.quality),
        f"{voice.sample_rate_hz} Hz",
        _shortened(voice.licence) + _FLAGS[voice.commercial_use],
        f"{voice.size_bytes(shared=False) / 1e6:.1f} MB" if is_present else "",
        here,
    )


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def shared_sizes(voices: Sequence[Voice]) -> list[str]:
    """A line for each set of weights that several voices have in common: it is on disk once."""
    sharing: dict[tuple[str, str], list[Voice]] = {}
    for voice in voices:
        if voice.size_bytes(shared=True):
            sharing.setdefault(voice.weights_key, []).append(voice)
    lines = []
    for users in sharing.values():
        names = ", ".join(voice.name for voice in users[:3]) + (f", … ({len(users)})" if len(users) > 3 else "")
        lines.append(f"shared: {users[0].size_bytes(shared=True) / 1e6:.1f} MB by {names}")
    return lines


def run_show(arguments: argparse.Namespace) -> int:
    """Print one voice."""
    from tritone.voices.installed import get_voice

    described = _described(get_voice(arguments.name))
    if arguments.json:
        print(json.dumps(described, indent=2))
        return 0
    width = max(map(len, described))
    for name, value in described.items():
        shown = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        if isinstance(value, list):
            shown = ", ".join(value[:20]) + (f", … ({len(value)})" if len(value) > 20 else "") or "one"
        print(f"{name.replace('_', ' '):{width}}  {shown}")
    return 0


def loaded_weights(metrics_url: str) -> frozenset[str]:
    """The series of the weights that a server has loaded; empty when none answers."""
    from tritone.bridge.loaded_weights import loaded_series
    from tritone.server.http_calls import FAILURES, ask_url

    try:
        return loaded_series(ask_url(metrics_url, "GET", "", seconds=_METRICS_TIMEOUT_SECONDS).text)
    except (*FAILURES, ValueError):
        return frozenset()


def _is_loaded(voice: Voice, loaded: frozenset[str]) -> bool:
    from tritone.bridge.loaded_weights import series_of

    return series_of(voice.weights_key) in loaded


def _described(voice: Voice) -> dict[str, object]:
    names = (
        "name",
        "language",
        "gender",
        "quality",
        "sample_rate_hz",
        "licence",
        "commercial_use",
        "licence_note",
        "source",
        "family",
        "gain_db",
    )
    return {
        **{name: getattr(voice, name) for name in names},
        "speakers": list(voice.speakers),
        "size_bytes": voice.size_bytes(),
        "shared_bytes": voice.size_bytes(shared=True),
        "present": voice.is_present(),
        "folder": str(voice.folder),
    }


def _shortened(text: str, longest: int = 24) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
