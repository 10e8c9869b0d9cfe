"""Turn perf_analyzer's profile export into the records of our own benchmarks.

The export (`--profile-export-file`) holds an experiment for each concurrency or rate, in it the requests with the times
of their responses (nanoseconds since 1970) and their outputs. Sound is written into it as a string of raw bytes, so the
file is no UTF-8, and large; it is cut out before the rest is parsed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from loadtest.results.metrics import LoadSummary, StreamRecord, summarise
from tritone.errors import TritoneError

_AUDIO = re.compile(rb'"audio":"(?:[^"\\]|\\.)*"', re.DOTALL)


class UnreadableExport(TritoneError):
    """The file is no profile export of a streaming run."""


@dataclass(frozen=True)
class PerfExperiment:
    """One concurrency or request rate."""

    mode: str
    """"concurrency" or "request_rate"."""
    value: float
    summary: LoadSummary


def read_export(path: Path) -> list[PerfExperiment]:
    """Every experiment, summarised as `loadtest.bench` does; raises UnreadableExport."""
    try:
        content = json.loads(_AUDIO.sub(b'"audio":""', path.read_bytes()))
        return [_experiment(entry) for entry in content["experiments"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableExport(f"{path} is no profile export of perf_analyzer with --streaming: {error!r}") from error


def _experiment(entry: dict) -> PerfExperiment:
    mode, value = entry["experiment"]["mode"], float(entry["experiment"]["value"])
    records = [_record(request) for request in entry["requests"]]
    boundaries = [boundary / 1e9 for boundary in entry.get("window_boundaries", ())]
    ends = [at for record in records for at in record.arrivals]
    began = min(boundaries, default=min(record.sent_at for record in records))
    ended = max(boundaries, default=max(ends))
    streams = round(value) if mode == "concurrency" else 0
    return PerfExperiment(mode, value, summarise(records, streams, began, ended))


def _record(request: dict) -> StreamRecord:
    record, ended = StreamRecord(sent_at=request["timestamp"] / 1e9), False
    for timestamp, outputs in zip(request["response_timestamps"], request["response_outputs"], strict=True):
        # A last response that carries nothing but the end is written without outputs, or with empty strings for them.
        if outputs.get("duration_seconds", "") != "":
            record.add_chunk(timestamp / 1e9, float(outputs["duration_seconds"]))
            ended = ended or bool(outputs["is_last"])
    if not ended:
        record.error = "the stream ended without its last chunk"
    return record
