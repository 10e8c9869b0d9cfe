"""Command line of the text library: `python -m frontend_text normalize|explain|phonemize|segment|score|languages`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from frontend_text import Frontend, MissingGraphemeToPhoneme, Segment, UnknownLanguage
from frontend_text.errors import MissingGrammars
from frontend_text.explaining import explain
from frontend_text.grammars.store import LANGUAGES
from frontend_text.scoring import read_cases, report, score
from frontend_text.segmentation.breaks import PAUSE_SECONDS
from frontend_text.segmentation.segmenter import next_span
from frontend_text.spoken import base_language

EXAMPLES = """examples:
  echo 'It cost $3.50.' | python -m frontend_text normalize
  python -m frontend_text phonemize --language en-gb --json < letter.txt
  python -m frontend_text segment < chapter.txt
  python -m frontend_text explain 'Call 555-1234 before 3/4.'
  python -m frontend_text score
  python -m frontend_text score tests/data/text_normalization/en.tsv --wrong
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 if it went well, 1 if something was missing, 2 if it was called wrongly."""
    parser = argparse.ArgumentParser(
        prog="python -m frontend_text",
        description="Read lines on standard input; write one line for each.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, description in (
        ("normalize", "say each line in words"),
        ("phonemize", "each line as phonemes"),
        ("segment", "the segments of each line, separated by ' | '"),
    ):
        command = commands.add_parser(name, help=description, description=description)
        command.add_argument("--language", default="en-us", help="language tag (default: %(default)s)")
        command.add_argument("--json", action="store_true", help="one JSON object a line, with spans")
    explaining = commands.add_parser("explain", help="which class read what of an English text, and why")
    explaining.add_argument("text", nargs="*", help="the text; without it, lines of standard input")
    explaining.add_argument("--language", default="en-us", help="en-us or en-gb (default: %(default)s)")
    scoring = commands.add_parser("score", help="all scores in one table, or those of tables of cases")
    scoring.add_argument(
        "table", nargs="*", help="section, or tab-separated file with a header line (default: all sections)"
    )
    scoring.add_argument("--language", default="en-us", help="language of tables without a `lang` column")
    scoring.add_argument("--wrong", action="store_true", help="show the cases that went wrong")
    commands.add_parser("languages", help="the languages that can be normalised")
    chosen = parser.parse_args(arguments)
    try:
        _run(chosen, sys.stdin, sys.stdout)
    except (UnknownLanguage, MissingGraphemeToPhoneme, MissingGrammars) as error:
        print(f"frontend_text: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0
    return 0


def _run(chosen: argparse.Namespace, source: TextIO, target: TextIO) -> None:
    if chosen.command == "languages":
        print(" ".join(LANGUAGES), file=target)
        return
    if chosen.command == "score":
        for line in _scores(chosen):
            print(line, file=target, flush=True)
        return
    if chosen.command == "explain":
        for line in [" ".join(chosen.text)] if chosen.text else source:
            for explained in explain(line.rstrip("\r\n"), chosen.language):
                print(explained, file=target, flush=True)
        return
    frontend = Frontend(chosen.language)
    convert = {"normalize": _normalized, "phonemize": _phonemes, "segment": _segments}[chosen.command]
    for line in source:
        print(convert(frontend, line.rstrip("\r\n"), chosen.json), file=target, flush=True)


def _scores(chosen: argparse.Namespace) -> Iterator[str]:
    """The sections that are named (all without a name), or the cases of the files that are named."""
    from frontend_text.scoring import sections

    if all(name in sections.SECTIONS for name in chosen.table):
        yield from sections.table(chosen.table, chosen.wrong)
        return
    unknown = [name for name in chosen.table if not Path(name).is_file()]
    if unknown:
        known = ", ".join(sections.SECTIONS)
        raise MissingGrammars(f'"{unknown[0]}" is neither a file nor a section; sections: {known}')
    language = base_language(chosen.language)
    cases = [case for table in chosen.table for case in read_cases(Path(table), language)]
    yield from report(score(cases, lambda language: Frontend(language).normalize), chosen.wrong)


def _normalized(frontend: Frontend, line: str, as_json: bool) -> str:
    if not as_json:
        return frontend.normalize(line)
    return _json({"text": line, "spoken": frontend.normalize(line), "words": frontend.normalized_words(line)})


def _phonemes(frontend: Frontend, line: str, as_json: bool) -> str:
    segments = read_all(frontend, line)
    if as_json:
        return _json({"text": line, "segments": [asdict(segment) for segment in segments]})
    return " ".join(segment.phonemes for segment in segments if segment.phonemes)


def _segments(frontend: Frontend, line: str, as_json: bool) -> str:
    spans = []
    span = next_span(line, 0, language=frontend.language)
    while span is not None:
        spans.append(span)
        span = next_span(line, span.end, language=frontend.language)
    if not as_json:
        return " | ".join(line[s.start : s.end] for s in spans)
    segments = [
        {"text_start": s.start, "text_end": s.end, "ends_with": s.ends_with.value}
        | {"pause_seconds": PAUSE_SECONDS[s.ends_with]}
        for s in spans
    ]
    return _json({"text": line, "segments": segments})


def read_all(frontend: Frontend, text: str) -> Iterable[Segment]:
    """All segments of a text."""
    segments: list[Segment] = []
    start: int | None = 0
    while start is not None:
        passage = frontend.read(text, start)
        segments += passage.segments
        start = passage.next_start
    return segments


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
