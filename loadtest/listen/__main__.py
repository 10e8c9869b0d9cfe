"""One HTML page with the sound of every voice and of what can be asked for: before, now, and the voice's own runtime.

    python -m loadtest.listen                                     # starts a server with all voices, writes listen.html
    python -m loadtest.listen --keep kept/before                  # and keeps the sounds, to be compared with later
    python -m loadtest.listen --against kept/before --peers       # beside an earlier run and the voices' own runtimes
    python -m loadtest.listen --show kept/now --against kept/before    # of runs that were kept: nothing is said
    python -m loadtest.listen --sections words questions --voices heart joe af_heart

The page is one file and works without a network. Cases are those of loadtest/listen/cases.py, said with the same seed.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import sys
from collections.abc import Iterator
from pathlib import Path

from loadtest.listen.cases import SECTIONS, chosen
from loadtest.listen.from_peers import said_by_peers
from loadtest.listen.from_server import said_by_server
from loadtest.listen.page import page
from loadtest.listen.recordings import Run, keep, kept, run_of
from loadtest.results.report import commit
from loadtest.runs.command import run_command
from loadtest.runs.servers import require_answer


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m loadtest.listen", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("listen.html"), metavar="FILE", help="the page (%(default)s)")
    parser.add_argument("--url", help="gRPC address of a running server; without it one with all voices is started")
    parser.add_argument("--voices", nargs="+", metavar="NAME", help="say all cases; else the first of each family")
    parser.add_argument("--sections", nargs="+", choices=[section.key for section in SECTIONS], metavar="NAME",
                        help=f"only these: {', '.join(section.key for section in SECTIONS)}")  # fmt: skip
    parser.add_argument("--name", default=commit(), help="what this run is called (the commit: %(default)s)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the sounds there, for --against and --show")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="show an earlier run beside")
    parser.add_argument("--peers", action="store_true", help="show the voices' own runtimes beside")
    parser.add_argument("--show", type=Path, metavar="FOLDER", help="show this run instead of saying anything")
    options = parser.parse_args()
    runs = [("before", kept(options.against))] if options.against else []
    runs.append(("now", kept(options.show) if options.show else _said(options)))
    if options.peers:
        voices = list(dict.fromkeys(voice for _, voice in runs[-1][1].recordings))
        runs.append(("peer", run_of("the voice's own", _now(), said_by_peers(voices, list(chosen(options.sections))))))
    options.out.write_text(page(runs), encoding="utf-8")
    print(f"{options.out}, {options.out.stat().st_size / 1e6:.1f} MB")
    return 0


def _said(options: argparse.Namespace) -> Run:
    """Have everything said, and keep it where that is asked for."""
    with _server(options.url) as url:
        said = said_by_server(url, list(chosen(options.sections)), options.voices)
        run = run_of(options.name, _now(), said)
    if options.keep:
        keep(options.keep, run)
        print(f"kept in {options.keep}", file=sys.stderr)
    return run


@contextlib.contextmanager
def _server(url: str | None) -> Iterator[str]:
    if url:
        require_answer(url)
        yield url
        return
    from tritone.server.launcher import running_server
    from tritone.server.options import ServeOptions

    # nobody listens: a slow voice may take its time
    with running_server(ServeOptions(voices=("heart", "all"), max_load=1000, max_first_audio_seconds=600)) as server:
        yield server.grpc_url


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(sep=" ", timespec="minutes")


if __name__ == "__main__":
    raise SystemExit(run_command(main))
