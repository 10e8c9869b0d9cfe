"""What an operator may choose: name, type, default, range, meaning, and whose config.pbtxt it stands in."""

from __future__ import annotations

from tritone.options.option import Option
from tritone.options.serving import SERVER_OPTIONS

SPEAKING_MODELS = ("tts", "text_frontend", "acoustic", "vocoder")
"""`tts`, and those it calls."""
MODELS = (*SPEAKING_MODELS, "voices")
"""All of the repository."""
ENGINE_MODELS = ("acoustic", "vocoder")
"""Those that run a voice's network, in batches."""
ENGINES = ("auto", "torch", "native")
MOST_INSTANCES = 64

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
        6.0,
        "longest chunk of audio; 2 s while a listener has little in hand",
        0.1,
        6,
        metavar="S",
        parameter_of=("tts",),
        flag="--chunk-seconds",
        listed_default="6",
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
        "max_audio_seconds",
        21_600.0,
        "most audio of one request, pauses included; then it ends with an error",
        1,
        10_000_000,
        metavar="S",
        parameter_of=("tts",),
        flag="--max-audio-seconds",
        listed_default="21,600",
    ),
    Option(
        "max_unsent_mb",
        400.0,
        "audio of all streams that cannot have been played yet; beyond it those wait that are 30 s ahead of playback",
        1,
        1_000_000,
        metavar="MB",
        parameter_of=("tts",),
        flag="--max-unsent-mb",
        listed_default="400",
    ),
    Option(
        "text_cpu_ms",
        300.0,
        "processor time for reading a stretch of a text; a text that takes more is refused",
        10,
        60_000,
        metavar="MS",
        parameter_of=("text_frontend",),
        flag="--text-cpu-ms",
        listed_default="300",
    ),
    Option(
        "hold_ms",
        400.0,
        "of a text that comes in pieces, speak what could still turn out otherwise when no more came for so long",
        10,
        600_000,
        metavar="MS",
        parameter_of=("tts",),
        flag="--hold-ms",
        listed_default="400",
    ),
    Option(
        "context_idle_seconds",
        60.0,
        "end a context (docs/live.md) that had nothing to say and got no request for so long",
        0.1,
        86_400,
        metavar="S",
        parameter_of=("tts",),
        flag="--context-idle-seconds",
        listed_default="60",
    ),
    Option(
        "lexicon",
        "",
        "pronunciations for every caller: a PLS file, a JSON object of word to /ipa/ or respelling, or lines of word, "
        "tab, and that",
        metavar="F",
        parameter_of=("text_frontend",),
        flag="--lexicon",
        listed_default="none",
    ),
    Option(
        "code",
        "read",
        "code between backticks in a text: read in words, name (say that there is code), or skip",
        choices=("read", "name", "skip"),
        parameter_of=("text_frontend",),
        flag="--code",
    ),
    Option(
        "emoji",
        "read",
        "emoji in a text: read their short names, or skip",
        choices=("read", "skip"),
        parameter_of=("text_frontend",),
        flag="--emoji",
    ),
    Option(
        "inflection",
        "on",
        "questions for yes or no rise and exclamations are livelier; off: as the voice's model says them",
        choices=("on", "off"),
        parameter_of=("text_frontend",),
        flag="--inflection",
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

_BY_NAME = {option.name: option for option in (*MODEL_OPTIONS, *INSTANCES, *SERVER_OPTIONS)}


def option_of(name: str) -> Option:
    """The option of that name."""
    return _BY_NAME[name]


def parameters_of(model: str) -> tuple[Option, ...]:
    """The options that a model's config.pbtxt has as parameters."""
    return tuple(option for option in _BY_NAME.values() if model in option.parameter_of)
