"""`tritone voices list` and `show`."""

from __future__ import annotations

import argparse
import json
import urllib.request

DEFAULT_METRICS_URL = "http://127.0.0.1:8002/metrics"
_METRICS_TIMEOUT_SECONDS = 1.0
_FLAGS = {"yes": "", "check": " (check)", "no": " (not commercial)"}
"""What stands behind a licence in the table."""


def add_list_and_show(actions) -> None:
    """Add the two commands."""
    listing = actions.add_parser("list", help="all voices, one a line", epilog="example: tritone voices list --json")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.add_argument(
        "--metrics-url",
        default=DEFAULT_METRICS_URL,
        metavar="URL",
        help="of the server that is asked which voices it has loaded (%(default)s, if anyone answers there)",
    )
    listing.set_defaults(run=run_list)
    showing = actions.add_parser("show", help="everything about one voice", epilog="example: tritone voices show heart")
    showing.add_argument("name", metavar="NAME")
    showing.add_argument("--json", action="store_true", help="as JSON")
    showing.set_defaults(run=run_show)


def run_list(arguments: argparse.Namespace) -> int:
    """Print all voices."""
    from tritone.voices.voice import load_voices

    voices, loaded = load_voices().values(), loaded_weights(arguments.metrics_url)
    if arguments.json:
        print(json.dumps([_described(voice) | {"loaded": _is_loaded(voice, loaded)} for voice in voices], indent=2))
        return 0
    rows = [
        ("NAME", "LANGUAGE", "FAMILY", "QUALITY", "RATE", "LICENCE", "SIZE", "HERE"),
        *(
            (
                voice.name,
                voice.language,
                voice.family,
                _shortened(voice.quality),
                f"{voice.sample_rate_hz} Hz",
                _shortened(voice.licence) + _FLAGS[voice.commercial_use],
                f"{voice.size_bytes() / 1e6:.1f} MB" if voice.is_present() else "",
                "loaded" if _is_loaded(voice, loaded) else "yes" if voice.is_present() else "no",
            )
            for voice in voices
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print one voice."""
    from tritone.voices.voice import get_voice

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

    try:
        with urllib.request.urlopen(metrics_url, timeout=_METRICS_TIMEOUT_SECONDS) as answer:
            return loaded_series(answer.read().decode("utf-8", "replace"))
    except (OSError, ValueError):
        return frozenset()


def _is_loaded(voice, loaded: frozenset[str]) -> bool:
    from tritone.bridge.loaded_weights import series_of

    return series_of(voice.weights_key) in loaded


def _described(voice) -> dict[str, object]:
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
        "present": voice.is_present(),
        "folder": str(voice.folder),
    }


def _shortened(text: str, longest: int = 24) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
