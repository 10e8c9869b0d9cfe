"""Answer a batch of requests so that one bad request costs nobody else an answer."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import triton_python_backend_utils as pb_utils

from tritone.engine_stage import Engine, EngineStage, Item
from tritone.errors import TritoneError
from tritone.triton_tensors import error_response
from tritone.voice_registry import Voice


def answer_each(requests: Sequence, answer: Callable) -> list:
    """One response for each request; an exception becomes that request's error."""
    responses = []
    for request in requests:
        try:
            responses.append(answer(request))
        except Exception as error:
            responses.append(_failed(error))
    return responses


@dataclass
class _Group:
    """The requests of a batch that one engine runs together."""

    engine: Engine
    indices: list[int] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)


def answer_by_engine(requests: Sequence, unpack: Callable, stage: EngineStage, pack: Callable) -> list:
    """One response for each request, those of one engine run together.

    unpack(request) → (voice name, item); pack(result) → response. If a group fails, each of its requests is tried
    alone, so that the one at fault fails alone.
    """
    responses: list = [None] * len(requests)
    groups: dict[int, _Group] = {}
    for index, request in enumerate(requests):
        try:
            voice_name, item = unpack(request)
            voice, engine = stage.engine(voice_name)
        except Exception as error:
            responses[index] = _failed(error)
            continue
        group = groups.setdefault(id(engine), _Group(engine))
        group.indices.append(index)
        group.items.append(item)
        group.voices.append(voice)
    for group in groups.values():
        _answer_group(group, stage, pack, responses)
    return responses


def _answer_group(group: _Group, stage: EngineStage, pack: Callable, responses: list) -> None:
    try:
        results = stage.run(group.engine, group.items, group.voices)
        for index, result in zip(group.indices, results, strict=True):
            responses[index] = pack(result)
    except Exception as error:
        if len(group.indices) == 1:
            responses[group.indices[0]] = _failed(error)
            return
        for index, item, voice in zip(group.indices, group.items, group.voices, strict=True):
            _answer_group(_Group(group.engine, [index], [item], [voice]), stage, pack, responses)


def _failed(error: Exception):
    if not isinstance(error, TritoneError):
        pb_utils.Logger.log_error("".join(traceback.format_exception(error)))
    return error_response(error)
