"""Answer a batch of requests so that one bad request costs nobody else an answer."""

from __future__ import annotations

import traceback
from collections import defaultdict
from collections.abc import Callable, Sequence

import triton_python_backend_utils as pb_utils

from tritone.errors import TritoneError
from tritone.triton_tensors import error_response


def answer_each(requests: Sequence, answer: Callable) -> list:
    """One response for each request; an exception becomes that request's error."""
    responses = []
    for request in requests:
        try:
            responses.append(answer(request))
        except Exception as error:
            responses.append(_failed(error))
    return responses


def answer_by_voice(requests: Sequence, unpack: Callable, run: Callable, pack: Callable) -> list:
    """One response for each request, those of one voice run together.

    unpack(request) → (voice name, *items); run(voice name, [items, …]) → results in that order; pack(result) →
    response. If a batch fails, each of its requests is tried alone, so that the one at fault fails alone.
    """
    responses: list = [None] * len(requests)
    by_voice = defaultdict(list)
    for index, request in enumerate(requests):
        try:
            voice, *items = unpack(request)
            by_voice[voice].append((index, items))
        except Exception as error:
            responses[index] = _failed(error)
    for voice, group in by_voice.items():
        try:
            _run_group(voice, group, run, pack, responses)
        except Exception as error:
            if len(group) == 1:
                responses[group[0][0]] = _failed(error)
                continue
            for member in group:
                try:
                    _run_group(voice, [member], run, pack, responses)
                except Exception as error:
                    responses[member[0]] = _failed(error)
    return responses


def _run_group(voice: str, group: Sequence, run: Callable, pack: Callable, responses: list) -> None:
    results = run(voice, [items for _, items in group])
    for (index, _), result in zip(group, results, strict=True):
        responses[index] = pack(result)


def _failed(error: Exception):
    if not isinstance(error, TritoneError):
        pb_utils.Logger.log_error("".join(traceback.format_exception(error)))
    return error_response(error)
