"""Word timings → subtitles: SRT, WebVTT or JSON lines of captions short enough to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

Timing: TypeAlias = dict[str, Any]
"""A word or mark and its time, as the server tells it (README, `timestamps`)."""

LONGEST_CAPTION_CHARACTERS = 42
"""What television subtitles put on one line."""
CAPTION_ENDS_AFTER_SILENCE_SECONDS = 0.6


def captions(told: Iterable[Timing]) -> list[list[Timing]]:
    """Group words into captions: no longer than a line, and not across a silence."""
    grouped: list[list[Timing]] = []
    for word in (item for item in told if "word" in item):
        current = grouped[-1] if grouped else []
        length = sum(len(other["word"]) + 1 for other in current) + len(word["word"])
        fits = current and length <= LONGEST_CAPTION_CHARACTERS
        if fits and word["start"] - current[-1]["end"] <= CAPTION_ENDS_AFTER_SILENCE_SECONDS:
            current.append(word)
        else:
            grouped.append([word])
    return grouped


def srt(told: Sequence[Timing]) -> str:
    """SubRip: numbered captions."""
    return "\n".join(f"{number}\n{_cue(caption, ',')}" for number, caption in enumerate(captions(told), start=1))


def vtt(told: Sequence[Timing]) -> str:
    """WebVTT."""
    return "WEBVTT\n\n" + "\n".join(_cue(caption, ".") for caption in captions(told))


def json_list(told: Sequence[Timing]) -> str:
    """Every word and mark as the server told it."""
    return json.dumps(list(told), ensure_ascii=False, indent=1) + "\n"


def _cue(caption: Sequence[Timing], point: str) -> str:
    words = " ".join(word["word"] for word in caption)
    return f"{_clock(caption[0]['start'], point)} --> {_clock(caption[-1]['end'], point)}\n{words}\n"


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}{point}{milliseconds % 1000:03d}"


SUBTITLES: dict[str, Callable[[Sequence[Timing]], str]] = {"srt": srt, "vtt": vtt, "json": json_list}
