"""Word timings → subtitles: SRT, WebVTT, or JSON as the server told it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from tritone.cli.subtitles.cues import Cue, Timing, cues


def srt(told: Sequence[Timing]) -> str:
    """SubRip: numbered captions."""
    return "\n".join(f"{number}\n{_written(cue, ',')}" for number, cue in enumerate(cues(told), start=1))


def vtt(told: Sequence[Timing]) -> str:
    """WebVTT."""
    return "WEBVTT\n\n" + "\n".join(_written(cue, ".", escaped=True) for cue in cues(told))


def json_list(told: Sequence[Timing]) -> str:
    """Every word and mark as the server told it."""
    return json.dumps(list(told), ensure_ascii=False, indent=1) + "\n"


def _written(cue: Cue, point: str, escaped: bool = False) -> str:
    lines = "\n".join(cue.lines)
    if escaped:  # in WebVTT these begin tags and entities
        lines = lines.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{_clock(cue.start_seconds, point)} --> {_clock(cue.end_seconds, point)}\n{lines}\n"


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}{point}{milliseconds % 1000:03d}"


SUBTITLES: dict[str, Callable[[Sequence[Timing]], str]] = {"srt": srt, "vtt": vtt, "json": json_list}
