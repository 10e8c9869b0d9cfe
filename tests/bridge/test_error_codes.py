"""Errors between models and to callers: whose fault it was is not lost on the way."""

import pytest

from tritone.bridge.error_codes import called_models_error, code_and_message
from tritone.errors import (
    InvalidRequest,
    MissingVoice,
    ModelDown,
    Overloaded,
    StreamCancelled,
    SynthesisFailed,
    UnknownVoice,
    VoiceLoading,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidRequest('input "text" is empty'), "INVALID_ARG"),
        (UnknownVoice('input "voice": "x" is unknown'), "INVALID_ARG"),
        (Overloaded("full"), "UNAVAILABLE"),
        (VoiceLoading('voice "heart"'), "UNAVAILABLE"),
        (StreamCancelled("gone"), "CANCELLED"),
        (SynthesisFailed("broken"), "INTERNAL"),
        (MissingVoice("no files"), "INTERNAL"),
        (ModelDown("dead"), "INTERNAL"),
        (KeyError("a bug"), "INTERNAL"),
    ],
)
def test_each_error_has_its_code(error, code):
    assert code_and_message(error)[0] == code


@pytest.mark.parametrize(
    "error", [InvalidRequest('input "text" is odd'), VoiceLoading("language de"), InvalidRequest('input "lexicon": no')]
)
def test_what_a_called_model_raised_is_raised_again(error):
    back = called_models_error("text_frontend", code_and_message(error)[1])
    assert type(back) is type(error) and str(back) == str(error)


def test_tensors_that_tts_made_are_not_its_callers_fault():
    back = called_models_error("vocoder", 'input "state" has 3 numbers; allowed: 14032')
    assert isinstance(back, SynthesisFailed) and 'model vocoder failed: input "state"' in str(back)


@pytest.mark.parametrize(
    "said",
    [
        "Stub process 'vocoder_0_1' is not healthy.",
        "Failed to obtain the health mutex.",
        "Request for unknown model: 'vocoder' has no available versions",
        "in ensemble: model 'vocoder' is not ready",
    ],
)
def test_what_triton_says_of_a_dead_model_means_ask_again(said):
    assert isinstance(called_models_error("vocoder", said), ModelDown)


def test_half_a_character_in_a_message_is_replaced_and_not_raised_over():
    assert code_and_message(InvalidRequest('input "lexicon": "\ud800"'))[1] == 'input "lexicon": "�"'
    assert code_and_message(KeyError("\ud800"))[1].startswith("internal error: KeyError(")


class Wordless(Exception):
    def __str__(self):
        raise RuntimeError("no words")

    __repr__ = __str__


@pytest.mark.parametrize(
    "error",
    [
        InvalidRequest("\x1b[31m\nE1125 1:1 a:1] forged\r\u2028\u202e\0"),
        InvalidRequest("\ud800"),
        InvalidRequest("x" * 1_000_000),
        KeyError("\n" * 10_000),
        Wordless(),
    ],
)
def test_whatever_an_error_says_its_message_is_printable_and_short(error):
    code, message = code_and_message(error)
    assert message and message.isprintable() and len(message) <= 2001 and message.encode()
    assert code in ("INVALID_ARG", "INTERNAL")


def test_what_triton_says_once_it_is_told_to_stop_is_told_callers_as_such():
    error = called_models_error("vocoder", "Server not ready")
    assert isinstance(error, Overloaded) and "the server is going away" in str(error)
    assert str(error).endswith("try again later")
