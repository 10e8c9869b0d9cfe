"""What Tritone counts: the definitions of its metrics (metric_sums.py has their values).

A histogram is kept as Prometheus shows it: cumulative counters `NAME_bucket` with the label `le`, `NAME_sum`
and `NAME_count`. Whoever publishes the samples (tritone/bridge/metrics_publisher.py) therefore sends a bounded number
of values however many observations were made.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_VOICES = 50
"""Different values of the label `voice`, so that no caller can make the number of series grow without a bound."""
OTHER_VOICES = "other"
BLENDS = "blend"
COUNTER, GAUGE, HISTOGRAM = "counter", "gauge", "histogram"


@dataclass(frozen=True, eq=False)
class Metric:
    """One family of time series."""

    name: str
    kind: str
    labels: tuple[str, ...]
    description: str
    buckets: tuple[float, ...] = ()
    """Upper bounds of a histogram's buckets, +Inf left out."""

    def series_names(self) -> tuple[str, ...]:
        """The names under which a scrape shows it."""
        if self.kind != HISTOGRAM:
            return (self.name,)
        return f"{self.name}_bucket", f"{self.name}_sum", f"{self.name}_count"


TIME_TO_FIRST_AUDIO = Metric(
    "tritone_time_to_first_audio_seconds",
    HISTOGRAM,
    ("voice",),
    "From the request's arrival in tts to its first chunk with sound being handed to Triton",
    (0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0),
)
CHUNK_GAP = Metric(
    "tritone_chunk_gap_seconds",
    HISTOGRAM,
    ("voice",),
    "Between two chunks of a stream being handed to Triton",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0),
)
TIMES_REAL_TIME = Metric(
    "tritone_stream_times_real_time",
    HISTOGRAM,
    ("voice",),
    "A completed stream's seconds of audio over the seconds from its arrival to its last chunk",
    (0.5, 1.0, 1.5, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0),
)
CALL_ROWS = Metric(
    "tritone_call_rows",
    HISTOGRAM,
    ("stage",),
    "Rows (segments, windows, chunks) that one call of a stage held",
    (1, 2, 4, 8, 16, 32, 64, 128),
)
UNDERRUNS = Metric(
    "tritone_underruns_total",
    COUNTER,
    ("voice",),
    "Chunks handed over after playback, begun with the first chunk, had run dry",
)
AUDIO_SECONDS = Metric("tritone_audio_seconds_total", COUNTER, ("voice",), "Seconds of audio handed to Triton")
STREAMS_STARTED = Metric("tritone_streams_started_total", COUNTER, ("voice",), "Streams admitted")
STREAMS_ENDED = Metric(
    "tritone_streams_ended_total",
    COUNTER,
    ("voice", "outcome"),
    "Admitted streams that ended: completed, cancelled, invalid (the text's fault) or failed (ours)",
)
STREAMS_REFUSED = Metric(
    "tritone_streams_refused_total",
    COUNTER,
    ("reason",),
    "Requests that were not admitted: invalid, max_streams, max_load, first_audio, or cancelled while they waited",
)
ACTIVE_STREAMS = Metric("tritone_active_streams", GAUGE, (), "Streams admitted and not yet ended")
STREAMS_AT_DOOR = Metric("tritone_streams_at_door", GAUGE, (), "Requests that wait a moment to be admitted")
JOBS_WAITING = Metric("tritone_jobs_waiting", GAUGE, ("stage",), "Jobs that wait for a call of a stage")
LOAD = Metric(
    "tritone_load_ratio",
    GAUGE,
    (),
    "Work due for gapless playback of the active streams over what the models can do; refused above max_load",
)
CAPACITY = Metric(
    "tritone_capacity_times_real_time",
    GAUGE,
    ("voice",),
    "Seconds of audio of this voice that the models could make a second, by their latest calls",
)

CONTEXT_FIRST_AUDIO = Metric(
    "tritone_context_first_text_to_audio_seconds",
    HISTOGRAM,
    ("voice",),
    "From the first text of a context (blanks left out) to its first chunk with sound being handed to Triton",
    (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0),
)
CONTEXT_INTERRUPTIONS = Metric(
    "tritone_context_interruptions_total", COUNTER, ("voice",), "Contexts that their callers interrupted"
)
UNHEARD_AUDIO = Metric(
    "tritone_context_unheard_audio_seconds_total",
    COUNTER,
    ("voice",),
    "Seconds of audio made for contexts and never played, as their callers told when they interrupted",
)
CONTEXTS_OPEN = Metric("tritone_contexts_open", GAUGE, (), "Contexts begun and not yet over")
TEXT_HELD_BACK = Metric(
    "tritone_context_text_held_back_characters",
    GAUGE,
    (),
    "Characters of open contexts that are not spoken yet since what follows may change them",
)

REQUESTS_BY_KEY = Metric(
    "tritone_requests_by_key_total", COUNTER, ("key",), "Requests to tts by the name of the key that they brought"
)
KEYS_REFUSED = Metric(
    "tritone_keys_refused_total", COUNTER, (), "Requests to tts without a key, or with an unknown one"
)
SPANS = Metric(
    "tritone_spans_total", COUNTER, ("outcome",), "Spans of traces that were sent to the collector, or dropped"
)

METRICS = (
    TIME_TO_FIRST_AUDIO,
    CHUNK_GAP,
    TIMES_REAL_TIME,
    CALL_ROWS,
    UNDERRUNS,
    AUDIO_SECONDS,
    STREAMS_STARTED,
    STREAMS_ENDED,
    STREAMS_REFUSED,
    ACTIVE_STREAMS,
    STREAMS_AT_DOOR,
    JOBS_WAITING,
    LOAD,
    CAPACITY,
    CONTEXT_FIRST_AUDIO,
    CONTEXT_INTERRUPTIONS,
    UNHEARD_AUDIO,
    CONTEXTS_OPEN,
    TEXT_HELD_BACK,
    REQUESTS_BY_KEY,
    KEYS_REFUSED,
    SPANS,
)
OUTCOMES = ("completed", "cancelled", "invalid", "failed")
REFUSALS = ("invalid", "max_streams", "max_load", "first_audio", "cancelled")
STAGES = ("text_frontend", "acoustic", "vocoder", "encoding")
"""The three models behind `tts`, and the formats that take long to encode."""


@dataclass(frozen=True)
class Sample:
    """One value as it is to be published."""

    metric: Metric
    name: str
    """The metric's name, with the suffix of its part of a histogram."""
    labels: tuple[tuple[str, str], ...]
    value: float
