"""How errors cross from one model's process to another, and to callers: Triton's code and the words that stand for it.

Triton 24.10 hands the error of a called model on without its code, so the caller knows it by its words. These are all
of them; whoever tells errors apart by words takes the words from here.
"""

from __future__ import annotations

from tritone.errors import (
    InvalidRequest,
    ModelDown,
    Overloaded,
    StreamCancelled,
    SynthesisFailed,
    TritoneError,
    VoiceLoading,
    printable,
)

INVALID_ARG, UNAVAILABLE, CANCELLED, INTERNAL = "INVALID_ARG", "UNAVAILABLE", "CANCELLED", "INTERNAL"
"""Names of Triton's codes."""
_CODES: tuple[tuple[type[TritoneError], str], ...] = (
    (InvalidRequest, INVALID_ARG),
    (Overloaded, UNAVAILABLE),
    (VoiceLoading, UNAVAILABLE),
    (StreamCancelled, CANCELLED),
)
_LOADING = "loading "
_OF_CALLERS = tuple(f'input "{name}"' for name in ("text", "voice", "lexicon"))
"""How messages about inputs begin that `tts` hands on from its caller as they are. All other tensors that a called
model refuses were made by `tts`, so its caller is not at fault."""
UNHEALTHY = ("is not healthy", "Failed to obtain the health mutex")
"""What Triton says of a model whose process lives and does nothing, or has died."""
_DOWN = (
    *UNHEALTHY,
    "is not ready",
    "unknown model",
    "has no available versions",
)
"""What Triton says of a model whose process has died, and of one that is being loaded again."""
_STOPPING = "Server not ready"
"""What Triton says to calls between models once it was told to stop; `tritone serve` lets streams end before that."""
_SPOILT = ("incomplete string", "strings for inference input", "unexpected number of string elements")
"""What Triton answers to every request of a batch when one of them holds a text that is cut short. `tts` sends none."""


def code_and_message(error: Exception) -> tuple[str, str]:
    """The name of Triton's code for an exception and what is said to the caller; never raises."""
    code = INTERNAL
    try:
        if isinstance(error, TritoneError):
            code = next((code for kind, code in _CODES if isinstance(error, kind)), INTERNAL)
            message = f"{_LOADING}{error.what}" if isinstance(error, VoiceLoading) else str(error)
        else:
            message = f"internal error: {error!r}"
    except Exception:  # of an exception whose words cannot be had
        message = f"internal error: {type(error).__name__}"
    return code, printable(message)


def is_of_another_caller(message: str) -> bool:
    """Whether a call failed by what a stranger sent to the model at the same moment: the next one may go well."""
    return message.startswith(_SPOILT)


def called_models_error(model: str, message: str) -> TritoneError:
    """The opposite, for an error that a called model answered or that Triton answered for it."""
    if message.startswith(_OF_CALLERS):
        return InvalidRequest(message)
    if message.startswith(_LOADING):
        return VoiceLoading(message.removeprefix(_LOADING))
    if _STOPPING in message:
        return Overloaded.cut_short()
    if is_of_another_caller(message) or any(words in message for words in _DOWN):
        return ModelDown.named(model, message)
    return SynthesisFailed(f"model {model} failed: {message}")
