"""Run NVIDIA's perf_analyzer on streaming gRPC, and print its measurements in the table of our own benchmark.

    python -m loadtest.perf_analyzer --concurrency 1 8 24
    python -m loadtest.perf_analyzer --rate 5 10 --url localhost:8001
    python -m loadtest.perf_analyzer --export profile.json       only convert an export made elsewhere
    python -m loadtest.perf_analyzer --write-input input.json    only write the input file

The binary: on PATH (it is in NVIDIA's image tritonserver:<release>-py3-sdk), named by --binary, or installed by
`pip install "perf-analyzer>=2"`, whose wheel needs glibc 2.38 (Ubuntu 24.04, Debian 13).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from loadtest.corpus import english
from loadtest.results.perf_export import PerfExperiment, read_export
from loadtest.results.report import add_output_option, keep, load_table
from loadtest.runs.children import bound
from loadtest.runs.command import run_command
from loadtest.runs.servers import server_url
from tritone.errors import TritoneError

HOW_TO_GET_IT = (
    "perf_analyzer is in NVIDIA's image tritonserver:24.10-py3-sdk and later ones (docker run --net host), and "
    'in the package perf-analyzer (pip install "perf-analyzer>=2"; needs glibc 2.38 or newer, this machine has '
    f"{platform.libc_ver()[1] or 'another C library'}). python -m loadtest.bench measures the same without it."
)


class PerfAnalyzerFailed(TritoneError):
    """There is no binary that runs on this machine, or it gave up."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="example: python -m loadtest.perf_analyzer --concurrency 8 --seconds 10",
    )
    parser.add_argument("--url", help="gRPC address of a running server; without it a server is started")
    parser.add_argument("--concurrency", type=int, nargs="*", metavar="N", default=None, help="streams (1 8 24)")
    parser.add_argument("--rate", type=float, nargs="*", metavar="R", default=None, help="requests per second, Poisson")
    parser.add_argument(
        "--seconds",
        type=float,
        default=10.0,
        help="of one measurement window; a row is three windows that agree, or --trials of them (%(default)s)",
    )
    parser.add_argument("--trials", type=int, default=5, help="most windows of a row (%(default)s)")
    parser.add_argument("--model", default="tts")
    parser.add_argument("--voice", help="the server's default unless given")
    parser.add_argument("--binary", help="path of perf_analyzer")
    parser.add_argument("--export", type=Path, metavar="FILE", help="convert this export and measure nothing")
    parser.add_argument("--write-input", type=Path, metavar="FILE", help="write the input file and measure nothing")
    add_output_option(parser, "perf-analyzer")
    options = parser.parse_args()
    if options.write_input:
        write_input(options.write_input, options.voice)
        return 0
    experiments = read_export(options.export) if options.export else measure(options)
    for mode, name in (("concurrency", "streams"), ("request_rate", "requests/s")):
        chosen = [experiment for experiment in experiments if experiment.mode == mode]
        if chosen:
            text = load_table([experiment.summary for experiment in chosen])
            print(text if name == "streams" else rate_table(chosen))
    print(
        keep(
            {"what": "perf_analyzer", "experiments": [dataclasses.asdict(item) for item in experiments]}, options.output
        )
    )
    return 0


def rate_table(experiments: list[PerfExperiment]) -> str:
    """The same table, by request rate."""
    head, rule, *rows = load_table([experiment.summary for experiment in experiments]).splitlines()
    rows = [
        f"| {experiment.value:g} |" + row.split("|", 2)[2] for experiment, row in zip(experiments, rows, strict=True)
    ]
    return "\n".join([head.replace("streams", "requests/s", 1), rule, *rows])


def measure(options: argparse.Namespace) -> list[PerfExperiment]:
    """One run of perf_analyzer for each concurrency and rate."""
    binary = find_binary(options.binary)
    concurrencies = [1, 8, 24] if options.concurrency is None and not options.rate else options.concurrency or []
    loads = [["--concurrency-range", str(count)] for count in concurrencies]
    loads += [
        ["--request-rate-range", f"{rate:g}", "--request-distribution", "poisson", "--max-threads", "16"]
        for rate in options.rate or []
    ]
    experiments = []
    with server_url(options.url) as url, tempfile.TemporaryDirectory() as folder:
        write_input(Path(folder) / "input.json", options.voice)
        for number, load in enumerate(loads):
            export = Path(folder) / f"profile-{number}.json"
            print(f"perf_analyzer {' '.join(load)} …", file=sys.stderr, flush=True)
            done = subprocess.run(
                bound(
                    [
                        binary,
                        "-m",
                        options.model,
                        "-u",
                        url,
                        "-i",
                        "grpc",
                        "--async",
                        "--streaming",
                        "--input-data",
                        str(Path(folder) / "input.json"),
                        "--profile-export-file",
                        str(export),
                        "--measurement-interval",
                        f"{options.seconds * 1000:.0f}",
                        "--max-trials",
                        str(options.trials),
                        *load,
                    ]
                ),
                stdout=sys.stderr,
            )
            if done.returncode:
                if not export.is_file():
                    raise PerfAnalyzerFailed(f"perf_analyzer ended with status {done.returncode}; see above")
                print("perf_analyzer says that its windows do not agree: the row is what it measured", file=sys.stderr)
            experiments += read_export(export)
    return experiments


def find_binary(named: str | None) -> str:
    """A perf_analyzer that runs here; raises PerfAnalyzerFailed saying what is wrong and how to get one."""
    candidates = (
        [named]
        if named
        else [shutil.which("perf_analyzer"), shutil.which("perf_analyzer", path=str(Path(sys.executable).parent))]
    )
    binary = next((candidate for candidate in candidates if candidate), None)
    if binary is None:
        raise PerfAnalyzerFailed(f"there is no perf_analyzer on PATH; {HOW_TO_GET_IT}")
    try:
        tried = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=30)
        complaint = tried.stderr
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PerfAnalyzerFailed(f"{binary} does not run here ({error}); {HOW_TO_GET_IT}") from None
    if "GLIBC" in complaint or "cannot open shared object" in complaint:
        raise PerfAnalyzerFailed(f"{binary} does not run here ({complaint.strip().splitlines()[0]}); {HOW_TO_GET_IT}")
    return binary


def write_input(path: Path, voice: str | None = None) -> None:
    """The corpus as perf_analyzer's input data: one request a text, spoken in turn."""
    data = [{"text": [text]} | ({"voice": [voice]} if voice else {}) for text in english()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"data": data}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(run_command(main))
