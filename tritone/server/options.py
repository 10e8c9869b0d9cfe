"""The trade-offs a user owns, checked: what a model repository is written with, and where a server listens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tritone.errors import InvalidOption, UnknownVoice
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.installed import load_voices

MODELS = ("tts", "text_frontend", "acoustic", "vocoder")
ENGINES = ("auto", "torch", "native")
LOOPBACK = "127.0.0.1"
_DEVICE = re.compile(r"auto|cpu|cuda(:\d+)?")


@dataclass(frozen=True)
class ModelOptions:
    """What goes into the models' config.pbtxt; None leaves what stands in ensemble/."""

    voices: tuple[str, ...] | None = None
    """The first one is the default voice; "all" stands for every voice on this machine, loaded on demand."""
    voice_memory_mb: float | None = None
    """What the engines of one instance may take before the least recently used is put away."""
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
    threads: int | None = None
    """CPU threads of each instance of the acoustic model and the vocoder."""
    lexicon: Path | None = None
    """Pronunciations for every caller: a PLS file, or lines of word, tab, /ipa/ or respelling."""
    instances: Mapping[str, int] = field(default_factory=dict)
    """Model name → instances (processes)."""

    def __post_init__(self) -> None:
        """Raise InvalidOption or UnknownVoice for the first value that cannot be used."""
        if self.voices is not None:
            if not self.voices:
                raise InvalidOption(
                    "--voices names no voice; allowed: names separated by commas, as in "
                    f"--voices {','.join(load_voices())}"
                )
            try:
                VoiceCatalogue(self.voices)
            except UnknownVoice as error:
                raise UnknownVoice(f"{error}; more come with: tritone voices add (see --help)") from None
        if self.device is not None and not _DEVICE.fullmatch(self.device):
            raise InvalidOption(f'--device is "{self.device}"; allowed: auto, cpu, cuda, cuda:N')
        if self.engine is not None and self.engine not in ENGINES:
            raise InvalidOption(f'--engine is "{self.engine}"; allowed: {", ".join(ENGINES)}')
        _in_range("--max-batch-size", self.max_batch_size, 1, 256)
        _in_range("--queue-delay-ms", self.queue_delay_ms, 0, 1000)
        _in_range("--chunk-seconds", self.chunk_seconds, 0.1, 2)
        _in_range("--first-chunk-seconds", self.first_chunk_seconds, 0.05, self.chunk_seconds or 2)
        _in_range("--max-streams", self.max_streams, 1, 100_000)
        _in_range("--max-load", self.max_load, 0.01, 1000)
        _in_range("--max-first-audio-seconds", self.max_first_audio_seconds, 0.1, 600)
        _in_range("--max-text-chars", self.max_text_chars, 1, 10_000_000)
        _in_range("--voice-memory-mb", self.voice_memory_mb, 1, 1_000_000)
        _in_range("--threads", self.threads, 1, 256)
        if self.lexicon is not None and not self.lexicon.is_file():
            raise InvalidOption(
                f"--lexicon is {self.lexicon}, which is not a file; allowed: a PLS file, or lines of "
                "word, tab, /ipa/ or respelling"
            )
        for model, count in self.instances.items():
            if model not in MODELS:
                raise InvalidOption(f'--instances names the model "{model}"; allowed: {", ".join(MODELS)}')
            _in_range(f"--instances {model}", count, 1, 64)


@dataclass(frozen=True)
class ServeOptions(ModelOptions):
    """A server's models and where it listens."""

    host: str = LOOPBACK
    http_port: int = 0
    """0 takes a free one."""
    grpc_port: int = 0
    metrics_port: int = 0
    server: Path | None = None
    """A tritonserver binary, or the folder of the embedded server; None looks for one."""
    start_timeout_seconds: float = 300.0
    """Longest wait for the models to load."""
    exit_timeout_seconds: int = 10
    """How long a stopping server lets its streams finish; new ones are refused meanwhile."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("http_port", "grpc_port", "metrics_port"):
            _in_range("--" + name.replace("_", "-"), getattr(self, name), 0, 65535)
        _in_range("--start-timeout", self.start_timeout_seconds, 1, 3600)
        _in_range("--exit-timeout", self.exit_timeout_seconds, 0, 3600)
        if not self.host:
            raise InvalidOption("--host is empty; allowed: an address of this machine, as in 127.0.0.1 or 0.0.0.0")


def _in_range(option: str, value: float | None, low: float, high: float) -> None:
    # Written so that NaN fails too.
    if value is not None and not low <= value <= high:
        raise InvalidOption(
            f"{option} is {value:g}; allowed: {_plain(low)} to {_plain(high)}"
            if low != high
            else f"{option} is {value:g}; allowed: {_plain(low)}"
        )


def _plain(number: float) -> str:
    return f"{number:.10g}"
