"""Answer a batch of requests so that one bad request costs nobody else an answer."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import triton_python_backend_utils as pb_utils

from tritone.bridge.tensors import error_response
from tritone.errors import TritoneError
from tritone.models.voice_engines import Engine, EngineStage, Item
from tritone.voices.voice import Voice


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
    """The rows of a batch that one engine runs together."""

    engine: Engine
    places: list[tuple[int, int]] = field(default_factory=list)
    """Which request each row is of, and which of its rows."""
    items: list[Item] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)


def answer_by_engine(requests: Sequence, unpack: Callable, stage: EngineStage, pack: Callable) -> list:
    """One response for each request, the rows of all of them that one engine can run together in one run.

    unpack(request) → (voice name, item) of each row; pack(results) → response. If a run fails, its rows are tried
    alone, so that only the requests of those at fault fail.
    """
    results: list[list | Exception] = []
    groups: dict[int, _Group] = {}
    for number, request in enumerate(requests):
        try:
            rows = [(*stage.engine(voice_name), item) for voice_name, item in unpack(request)]
        except Exception as error:
            results.append(error)
            continue
        results.append([None] * len(rows))
        for row, (voice, engine, item) in enumerate(rows):
            group = groups.setdefault(id(engine), _Group(engine))
            group.places.append((number, row))
            group.items.append(item)
            group.voices.append(voice)
    for group in groups.values():
        _run_group(group, stage, results)
    return [_failed(result) if isinstance(result, Exception) else pack(result) for result in results]


def _run_group(group: _Group, stage: EngineStage, results: list[list | Exception]) -> None:
    try:
        made = stage.run(group.engine, group.items, group.voices)
    except Exception as error:
        if len(group.places) > 1:
            for place, item, voice in zip(group.places, group.items, group.voices, strict=True):
                _run_group(_Group(group.engine, [place], [item], [voice]), stage, results)
        else:
            results[group.places[0][0]] = error
        return
    for (number, row), result in zip(group.places, made, strict=True):
        if not isinstance(results[number], Exception):
            results[number][row] = result


def _failed(error: Exception):
    if not isinstance(error, TritoneError):
        pb_utils.Logger.log_error("".join(traceback.format_exception(error)))
    return error_response(error)
