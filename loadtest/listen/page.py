"""The page: sections, cases, voices, and the runs side by side; one file that needs no network."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from loadtest.listen.cases import SECTIONS, Case, Section
from loadtest.listen.measures import Figures, figures
from loadtest.listen.recordings import Run
from loadtest.listen.track import track

_HERE = Path(__file__).parent
SIDES = ("before", "now", "peer")
"""What the runs of a page are to each other, for colours and keys."""


def page(runs: Sequence[tuple[str, Run]]) -> str:
    """HTML of runs, each with its side; a case that no run has is left out."""
    voices = list(dict.fromkeys(voice for _, run in runs for _, voice in run.recordings))
    measured = {(side, key): figures(recording) for side, run in runs for key, recording in run.recordings.items()}
    shown = [section for section in SECTIONS if any(_has(runs, case) for case in section.cases)]
    links = "".join(f'<a href="#{section.key}">{html.escape(section.title)}</a>' for section in shown)
    chips = "".join(
        f'<label><input type="checkbox" data-voice="{html.escape(voice)}" checked>{html.escape(voice)}</label>'
        for voice in voices
    )
    made = "".join(
        f'<li class="{side}"><kbd>{number}</kbd> {_label(side, run)} <small>{html.escape(run.made)}</small></li>'
        for number, (side, run) in enumerate(runs, 1)
    )
    body = "".join(_section(section, runs, voices, measured) for section in shown)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Listen to Tritone</title>'
        f"<style>{(_HERE / 'page.css').read_text(encoding='utf-8')}</style></head><body>"
        f'<header><h1>Listen to Tritone</h1><ul class="runs">{made}</ul>'
        f'<fieldset class="voices"><legend>Voices</legend>{chips}</fieldset>'
        '<p class="keys"><kbd>Space</kbd> play or stop · <kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd> play this run · '
        "<kbd>j</kbd> <kbd>k</kbd> next, previous · a click in a picture plays from there · "
        '<button class="theme">light or dark</button></p></header>'
        f"<nav>{links}</nav><main>{body}</main>"
        f"<script>{(_HERE / 'page.js').read_text(encoding='utf-8')}</script></body></html>"
    )


def _has(runs: Sequence[tuple[str, Run]], case: Case) -> bool:
    return any(key == case.key for _, run in runs for key, _ in run.recordings)


def _label(side: str, run: Run) -> str:
    names = {"before": "before", "now": "now", "peer": "own runtime"}
    return f"{names[side]}: {html.escape(run.name)}"


def _section(
    section: Section,
    runs: Sequence[tuple[str, Run]],
    voices: Sequence[str],
    measured: dict[tuple[str, tuple[str, str]], Figures],
) -> str:
    cases = "".join(
        _case(case, voice, runs, measured)
        for case in section.cases
        for voice in voices
        if any((case.key, voice) in run.recordings for _, run in runs)
    )
    return (
        f'<section id="{section.key}"><h2>{html.escape(section.title)}</h2>'
        f'<p class="listen-for">{html.escape(section.listen_for)}</p>{cases}</section>'
    )


def _case(
    case: Case,
    voice: str,
    runs: Sequence[tuple[str, Run]],
    measured: dict[tuple[str, tuple[str, str]], Figures],
) -> str:
    tracks = "".join(
        track(
            side,
            _label(side, run).split(":")[0],
            run.recordings[case.key, voice],
            measured[side, (case.key, voice)],
            measured.get((side, (case.beside, voice))),
        )
        for side, run in runs
        if (case.key, voice) in run.recordings
    )
    asked = "".join(
        f" <code>{word}</code>"
        for word in (f"speed {case.speed:g}" * (case.speed != 1), case.format * (case.format != "pcm"))
        if word
    )
    return (
        f'<article tabindex="0" data-voice="{html.escape(voice)}" id="{case.key}-{html.escape(voice)}">'
        f'<h3>{html.escape(case.title)}{asked} <span class="voice">{html.escape(voice)}</span></h3>'
        f'<p class="text">{html.escape(case.text)}</p>{tracks}</article>'
    )
