"""The trade-offs a user owns, checked: what a model repository is written with, and where a server listens.

Ranges, defaults and meanings stand in `tritone.options`; None leaves what stands in ensemble/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tritone.errors import InvalidOption, UnknownVoice
from tritone.options.serving import LOOPBACK, SERVER_OPTIONS
from tritone.options.table import MODEL_OPTIONS, MOST_INSTANCES, SPEAKING_MODELS, option_of
from tritone.server.traces import collector_url
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.installed import load_voices

_CHECKED_ELSEWHERE = ("voices", "lexicon")


@dataclass(frozen=True)
class ModelOptions:
    """What goes into the models' config.pbtxt."""

    voices: tuple[str, ...] | None = None
    """The first one is the default voice; "all" stands for every voice on this machine, loaded on demand."""
    voice_memory_mb: float | None = None
    """What the engines of one instance may take before the least recently used is evicted."""
    device: str | None = None
    """"auto", "cpu", "cuda" or "cuda:N"."""
    engine: str | None = None
    max_batch_size: int | None = None
    """Of the acoustic model and the vocoder."""
    queue_delay_ms: float | None = None
    """How long a request waits at most for others to join its batch."""
    chunk_seconds: float | None = None
    first_chunk_seconds: float | None = None
    max_streams: int | None = None
    max_load: float | None = None
    """Share of what the models can do that streams may claim for gapless playback; beyond it newcomers are refused."""
    max_first_audio_seconds: float | None = None
    """A request whose first sound would come later is refused."""
    max_text_chars: int | None = None
    max_audio_seconds: float | None = None
    """Of one request."""
    max_unsent_mb: float | None = None
    """Audio that cannot have been played yet, of all streams."""
    text_cpu_ms: float | None = None
    """Processor time of one call of the text front end."""
    hold_ms: float | None = None
    """Of a text that comes in pieces, what is not certain is spoken when no more came for so long."""
    context_idle_seconds: float | None = None
    threads: int | None = None
    """CPU threads of each instance of the acoustic model and the vocoder."""
    lexicon: Path | None = None
    """Pronunciations for every caller: a PLS file, or lines of word, tab, /ipa/ or respelling."""
    code: str | None = None
    """Code in a text: `read`, `name` or `skip`."""
    emoji: str | None = None
    """Emoji in a text: `read` or `skip`."""
    inflection: str | None = None
    """Questions that rise and livelier exclamations: `on` or `off`."""
    instances: Mapping[str, int] = field(default_factory=dict)
    """Model name → instances (processes)."""

    def __post_init__(self) -> None:
        """Raise InvalidOption or UnknownVoice for the first value that cannot be used."""
        self._check_voices()
        for option in MODEL_OPTIONS:
            if option.name not in _CHECKED_ELSEWHERE:
                option.check(getattr(self, option.name))
        if self.chunk_seconds is not None and (self.first_chunk_seconds or 0) > self.chunk_seconds:
            least = option_of("first_chunk_seconds").low
            raise InvalidOption(
                f"--first-chunk-seconds is {self.first_chunk_seconds:g}; allowed: {least:g} to {self.chunk_seconds:g}"
            )
        if self.lexicon is not None and not self.lexicon.is_file():
            raise InvalidOption(
                f"--lexicon is {self.lexicon}, which is not a file; allowed: a PLS file, or lines of "
                "word, tab, /ipa/ or respelling"
            )
        for model, count in self.instances.items():
            if model not in SPEAKING_MODELS:
                raise InvalidOption(f'--instances names the model "{model}"; allowed: {", ".join(SPEAKING_MODELS)}')
            if not 1 <= count <= MOST_INSTANCES:
                raise InvalidOption(f"--instances {model} is {count}; allowed: 1 to {MOST_INSTANCES}")

    def _check_voices(self) -> None:
        if self.voices is None:
            return
        if not self.voices:
            raise InvalidOption(
                f"--voices names no voice; allowed: names separated by commas, as in --voices {','.join(load_voices())}"
            )
        try:
            VoiceCatalogue(self.voices)
        except UnknownVoice as error:
            raise UnknownVoice(f"{error}; more come with: tritone voices add (see --help)") from None


@dataclass(frozen=True)
class ServeOptions(ModelOptions):
    """A server's models and where it listens. The ports' defaults are for programs: any free ones."""

    host: str = LOOPBACK
    http_port: int = 0
    """0 takes a free one."""
    grpc_port: int = 0
    metrics_port: int = 0
    health_port: int = 0
    http_host: str = ""
    """Empty, as of the next two: as `host`."""
    metrics_host: str = ""
    health_host: str = ""
    tls_cert: str = ""
    """PEM files; empty: gRPC is plain."""
    tls_key: str = ""
    client_ca: str = ""
    """Empty: callers need no certificate."""
    api_keys_file: str = ""
    """Empty: callers need no key."""
    server: Path | None = None
    """A tritonserver binary, or the folder of the embedded server; None looks for one."""
    start_timeout_seconds: float = 300.0
    """Longest wait for the models to load."""
    drain_seconds: float = 0.0
    """How long newcomers are served when it is told to stop and says that it is not ready."""
    exit_timeout_seconds: int = 10
    """How long a stopping server lets its streams finish after that; new ones are refused meanwhile."""
    trace: str = ""
    """otlp://host:port of a collector; empty: nothing is traced."""
    trace_rate: int = 1
    """One request of so many is."""
    process_memory_mb: float = 4096.0
    """What a model's process may hold before it is replaced; 0 is no limit."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for option in SERVER_OPTIONS:
            option.check(getattr(self, option.name))
        if not self.host:
            raise InvalidOption("--host is empty; allowed: an address of this machine, as in 127.0.0.1 or 0.0.0.0")
        collector_url(self.trace)
        for service in ("http", "grpc", "metrics"):
            if self.health_port and self.health_port == getattr(self, f"{service}_port"):
                raise InvalidOption(
                    f"--health-port and --{service}-port are both {self.health_port}; allowed: four different ports"
                )

    def host_of(self, service: str) -> str:
        """Where "grpc", "http", "metrics" or "health" listens."""
        return str(getattr(self, f"{service}_host", "") or self.host)
