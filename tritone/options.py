"""One table of what an operator may choose: name, type, default, range, meaning, and whose config.pbtxt it stands in.

From it come the arguments of `tritone serve` and `tritone build`, their checks and those of the parameters that a model
is loaded with. Tests hold ensemble/*/config.pbtxt and README's table to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tritone.errors import InvalidOption

MODELS = ("tts", "text_frontend", "acoustic", "vocoder")
ENGINE_MODELS = ("acoustic", "vocoder")
"""Those that run a voice's network, in batches."""
ENGINES = ("auto", "torch", "native")
LOOPBACK = "127.0.0.1"
MOST_INSTANCES = 64

Value = int | float | str


@dataclass(frozen=True)
class Option:
    """One choice: a line of the table."""

    name: str
    """Of the parameter in config.pbtxt and of the attribute of ModelOptions or ServeOptions; units are in it."""
    default: Value
    """What stands in ensemble/, or for a server's own options what `tritone serve` takes; its type is the option's."""
    help: str
    """For --help, without the default."""
    low: float | None = None
    """The smallest number allowed."""
    high: float | None = None
    choices: tuple[str, ...] = ()
    """The words allowed."""
    pattern: str = ""
    """Further words allowed, as a regular expression; `pattern_words` tells people of them."""
    pattern_words: tuple[str, ...] = ()
    metavar: str = ""
    """What stands for the value in --help; "" where `choices` do."""
    parameter_of: tuple[str, ...] = ()
    """Models in whose config.pbtxt it is a parameter."""
    flag: str = ""
    """On the command line; "" for what `tritone serve` and `tritone build` work out by themselves."""
    listed_default: str = ""
    """The default as README's table and --help say it, where that is not simply the value."""

    @property
    def allowed(self) -> str:
        """What is allowed, in words."""
        if self.choices or self.pattern:
            return ", ".join(self.choices + self.pattern_words)
        if self.low is not None and self.high is not None:
            return f"{_plain(self.low)} to {_plain(self.high)}"
        return "a text"

    @property
    def shown_default(self) -> str:
        """The default as people read it."""
        return self.listed_default or (self.default if isinstance(self.default, str) else f"{self.default:,}")

    def parse(self, text: str) -> Value:
        """A parameter's text as the option's type; raises ValueError."""
        return type(self.default)(text)

    def is_allowed(self, value: Value) -> bool:
        """Whether a value of the option's type can be used. NaN cannot."""
        if isinstance(value, str):
            words = not self.choices and not self.pattern
            return words or value in self.choices or bool(self.pattern and re.fullmatch(self.pattern, value))
        return self.low is None or self.high is None or self.low <= value <= self.high

    def check(self, value: Value | None) -> None:
        """Raise InvalidOption naming flag, value and what is allowed; None is not given, and fine."""
        if value is not None and not self.is_allowed(value):
            shown = f'"{value}"' if isinstance(value, str) else f"{value:g}"
            raise InvalidOption(f"{self.flag} is {shown}; allowed: {self.allowed}")


MODEL_OPTIONS = (
    Option(
        "voices",
        "heart",
        "voices to offer; the first is the default; all: every voice on this machine, loaded when first asked for "
        "(see: tritone voices list)",
        metavar="NAME,NAME",
        parameter_of=MODELS,
        flag="--voices",
    ),
    Option(
        "voice_memory_mb",
        2048.0,
        "memory for voices in each acoustic and vocoder instance; beyond it the least recently used is evicted",
        1,
        1_000_000,
        metavar="MB",
        parameter_of=ENGINE_MODELS,
        flag="--voice-memory-mb",
        listed_default="2048",
    ),
    Option(
        "device",
        "auto",
        "where the models run; auto takes the GPUs if there are any (see docs/gpu.md)",
        choices=("auto", "cpu", "cuda"),
        pattern=r"cuda:\d+",
        pattern_words=("cuda:N",),
        metavar="cpu|cuda|auto",
        parameter_of=ENGINE_MODELS,
        flag="--device",
    ),
    Option(
        "engine",
        "auto",
        "what runs them; auto takes the fastest for the device",
        choices=ENGINES,
        parameter_of=ENGINE_MODELS,
        flag="--engine",
    ),
    Option(
        "max_batch_size",
        8,
        "most requests in one call of a model",
        1,
        256,
        metavar="N",
        parameter_of=("tts",),  # the acoustic model and the vocoder have it as max_batch_size itself
        flag="--max-batch-size",
    ),
    Option(
        "queue_delay_ms",
        0.0,
        "longest wait for others to join a batch: tts packs what is ready, waiting adds delay",
        0,
        1000,
        metavar="MS",
        flag="--queue-delay-ms",
        listed_default="0",
    ),
    Option(
        "chunk_seconds",
        2.0,
        "longest chunk of audio",
        0.1,
        2,
        metavar="S",
        parameter_of=("tts",),
        flag="--chunk-seconds",
        listed_default="2",
    ),
    Option(
        "first_chunk_seconds",
        0.3,
        "the first chunk: shorter sounds earlier",
        0.05,
        2,
        metavar="S",
        parameter_of=("tts",),
        flag="--first-chunk-seconds",
    ),
    Option(
        "max_streams",
        200,
        "more streams at a time than this are refused",
        1,
        100_000,
        metavar="N",
        parameter_of=("tts",),
        flag="--max-streams",
    ),
    Option(
        "max_load",
        0.9,
        "refuse a stream with which gapless playback for all would take more than this share of what the models can "
        "do, as measured; 1000: never",
        0.01,
        1000,
        metavar="SHARE",
        parameter_of=("tts",),
        flag="--max-load",
    ),
    Option(
        "max_first_audio_seconds",
        3.0,
        "refuse a stream whose first sound would come later than this",
        0.1,
        600,
        metavar="S",
        parameter_of=("tts",),
        flag="--max-first-audio-seconds",
        listed_default="3",
    ),
    Option(
        "max_text_chars",
        100_000,
        "longer texts are refused",
        1,
        10_000_000,
        metavar="N",
        parameter_of=("tts",),
        flag="--max-text-chars",
    ),
    Option(
        "lexicon",
        "",
        "pronunciations for every caller: a PLS file, or lines of word, tab, /ipa/ or respelling",
        metavar="F",
        parameter_of=("text_frontend",),
        flag="--lexicon",
        listed_default="none",
    ),
    Option(
        "threads",
        1,
        "CPU threads of each acoustic and vocoder instance",
        1,
        256,
        metavar="N",
        parameter_of=ENGINE_MODELS,
        flag="--threads",
    ),
)
"""What goes into the models' configs, besides the instances of each model."""

INSTANCES = tuple(
    Option(
        f"{model}_instances",
        default,
        f"how many instances {model} has, as its own config.pbtxt says",
        1,
        MOST_INSTANCES,
        parameter_of=("tts",) if model != "tts" else (),
    )
    for model, default in (("tts", 1), ("text_frontend", 1), ("acoustic", 1), ("vocoder", 2))
)
"""Instances (processes) of each model: `--instances MODEL=N`. `tts` is told how many the others have."""

LISTEN_OPTIONS = (
    Option(
        "host",
        LOOPBACK,
        "address to listen on (0.0.0.0: everyone who can reach it, without a password)",
        metavar="HOST",
        flag="--host",
    ),
    *(
        Option(
            f"{service}_port",
            port,
            "0 takes a free one",
            0,
            65_535,
            metavar="PORT",
            flag=f"--{service}-port",
            listed_default=str(port),
        )
        for service, port in (("http", 8000), ("grpc", 8001), ("metrics", 8002))
    ),
)
"""Where a server of ours listens."""

TIMEOUT_OPTIONS = (
    Option(
        "start_timeout_seconds",
        300.0,
        "longest wait for the models to load",
        1,
        3600,
        metavar="S",
        flag="--start-timeout",
        listed_default="300",
    ),
    Option(
        "exit_timeout_seconds",
        10,
        "how long streams may finish when it is stopped",
        0,
        3600,
        metavar="S",
        flag="--exit-timeout",
    ),
)
"""How long it may take to start and to stop."""

SERVER_OPTIONS = (*LISTEN_OPTIONS, *TIMEOUT_OPTIONS)

_BY_NAME = {option.name: option for option in (*MODEL_OPTIONS, *INSTANCES, *SERVER_OPTIONS)}
_MAY_BE_MISSING = ("device", "engine", "lexicon")
"""Parameters that older configs do without."""


def option_of(name: str) -> Option:
    """The option of that name."""
    return _BY_NAME[name]


def parameters_of(model: str) -> tuple[Option, ...]:
    """The options that a model's config.pbtxt has as parameters."""
    return tuple(option for option in _BY_NAME.values() if model in option.parameter_of)


def checked_config(config: Mapping[str, Any]) -> dict[str, str]:
    """A model's parameters out of its configuration as Triton hands it to the model, checked; its largest batch too."""
    model = str(config.get("backend", "")).removeprefix("tritone_")
    parameters = {name: value["string_value"] for name, value in config.get("parameters", {}).items()}
    if model in ENGINE_MODELS and "max_batch_size" in config:
        _check_parameter(option_of("max_batch_size"), str(config["max_batch_size"]))
    return checked_parameters(model, parameters)


def checked_parameters(model: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """A model's parameters as they are, once each was found to be there and in range, as on the command line.

    model: "tts", "text_frontend", "acoustic" or "vocoder"; others have no rules. Parameters that are not in the table
    (Triton's own, say) are nobody's business here. Raises InvalidOption naming parameter, value and what is allowed.
    """
    for option in parameters_of(model):
        if option.name in parameters:
            _check_parameter(option, parameters[option.name])
        elif option.name not in _MAY_BE_MISSING:
            raise InvalidOption(f'parameter "{option.name}" is missing in config.pbtxt')
    if model == "tts":
        first, longest = parameters["first_chunk_seconds"], parameters["chunk_seconds"]
        if float(first) > float(longest):
            raise InvalidOption(
                f'parameter "first_chunk_seconds" is "{first}" in config.pbtxt, and "chunk_seconds" is "{longest}"; '
                "allowed: a first chunk that is not longer than the others"
            )
    return dict(parameters)


def _check_parameter(option: Option, text: str) -> None:
    try:
        value = option.parse(text)
    except ValueError:
        kind = "a whole number" if isinstance(option.default, int) else "a number"
        raise InvalidOption(
            f'parameter "{option.name}" is "{text}" in config.pbtxt; allowed: {kind}, {option.allowed}'
        ) from None
    if not option.is_allowed(value):
        raise InvalidOption(f'parameter "{option.name}" is "{text}" in config.pbtxt; allowed: {option.allowed}')


def _plain(number: float) -> str:
    return f"{number:.10g}"
