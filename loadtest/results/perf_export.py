"""Turn perf_analyzer's profile export into the records of our own benchmarks.

The export (`--profile-export-file`) holds an experiment for each concurrency or rate, in it the requests with the times
of their responses (nanoseconds since 1970) and their outputs. Sound is written into it as a string of raw bytes, so the
file is no UTF-8, and large (gigabytes); it is cut out while the file is read, block by block.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from loadtest.results.metrics import LoadSummary, StreamRecord, summarise
from tritone.errors import TritoneError

_AUDIO = b'"audio":"'
_WINDOWS_DIFFER_BY = 0.1
"""Of their mean: perf_analyzer's own default."""
_BACKSLASH = ord("\\")
_BLOCK_BYTES = 1 << 20


class UnreadableExport(TritoneError):
    """The file is no profile export of a streaming run."""


@dataclass(frozen=True)
class PerfExperiment:
    """One concurrency or request rate."""

    mode: str
    """"concurrency" or "request_rate"."""
    value: float
    summary: LoadSummary
    is_stable: bool = True
    """Whether its windows agree; if not, the summary is of all of them."""


def read_export(path: Path) -> list[PerfExperiment]:
    """Every experiment, summarised as `loadtest.bench` does; raises UnreadableExport."""
    try:
        with path.open("rb") as file:
            content = json.loads(b"".join(without_audio(file)))
        return [_experiment(entry) for entry in content["experiments"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableExport(f"{path} is no profile export of perf_analyzer with --streaming: {error!r}") from error


def without_audio(file: BinaryIO, block_bytes: int = _BLOCK_BYTES) -> Iterator[bytes]:
    """The file with empty strings for the sound; no more than a block of it is in memory at a time."""
    held, in_audio = b"", False
    while block := file.read(block_bytes):
        held += block
        kept = []
        while True:
            if in_audio:
                end = _closing_quote(held)
                if end < 0:  # all of it is sound; an escape may begin at the end
                    held = held[len(held.rstrip(b"\\")) :]
                    break
                held, in_audio = held[end:], False
            begin = held.find(_AUDIO)
            if begin < 0:  # the words may be cut by the block's end
                begin = max(0, len(held) - len(_AUDIO) + 1)
                kept.append(held[:begin])
                held = held[begin:]
                break
            kept.append(held[: begin + len(_AUDIO)])
            held, in_audio = held[begin + len(_AUDIO) :], True
        yield b"".join(kept)
    yield b"" if in_audio else held


def _closing_quote(text: bytes) -> int:
    """Where the first quotation mark stands that no backslash escapes; -1 for none."""
    end = text.find(b'"')
    while end >= 0:
        escapes = end
        while escapes and text[escapes - 1] == _BACKSLASH:
            escapes -= 1
        if (end - escapes) % 2 == 0:
            break
        end = text.find(b'"', end + 1)
    return end


def _experiment(entry: dict) -> PerfExperiment:
    mode, value = entry["experiment"]["mode"], float(entry["experiment"]["value"])
    records = [_record(request) for request in entry["requests"]]
    boundaries = [boundary / 1e9 for boundary in entry.get("window_boundaries", ())]
    ends = [at for record in records for at in record.arrivals]
    began = min(boundaries, default=min(record.sent_at for record in records))
    ended = max(boundaries, default=max(ends))
    streams = round(value) if mode == "concurrency" else 0
    return PerfExperiment(mode, value, summarise(records, streams, began, ended), _agree(boundaries, records))


def _agree(boundaries: list[float], records: list[StreamRecord]) -> bool:
    """Whether windows ended about as many requests each, and took as long for one, as the tool's own criterion says."""
    ends = [(record.arrivals[-1], record.arrivals[-1] - record.sent_at) for record in records if record.arrivals]
    windows = [
        [seconds for at, seconds in ends if begin <= at < end]
        for begin, end in zip(boundaries, boundaries[1:], strict=False)
    ]
    if not all(windows):
        return False
    counts, means = [float(len(window)) for window in windows], [statistics.mean(window) for window in windows]
    return all(
        abs(value / statistics.mean(values) - 1) <= _WINDOWS_DIFFER_BY for values in (counts, means) for value in values
    )


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
