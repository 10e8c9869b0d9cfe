"""Answer a batch of requests so that one bad request costs nobody else an answer."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.tensors import error_response
from tritone.errors import TritoneError
from tritone.models.voice_engines import EngineModel
from tritone.voices.voice import Voice

Engine = TypeVar("Engine")
Item = TypeVar("Item")
Result = TypeVar("Result")

logger = logging.getLogger(__name__)


def answer_each(
    requests: Sequence[pb_utils.InferenceRequest],
    answer: Callable[[pb_utils.InferenceRequest], pb_utils.InferenceResponse],
) -> list[pb_utils.InferenceResponse]:
    """One response for each request; an exception becomes that request's error."""
    responses = []
    for request in requests:
        try:
            responses.append(answer(request))
        except Exception as error:
            responses.append(_failed(error))
    return responses


@dataclass(slots=True)
class _Answer(Generic[Engine, Item, Result]):
    """What becomes of one request."""

    rows: Sequence[tuple[Voice, Engine, Item]] = ()
    """What it asks for, checked."""
    results: dict[int, Result] = field(default_factory=dict)
    """Row → result, as they are made."""
    error: Exception | None = None
    """The first thing that went wrong; the request is answered with it."""


@dataclass(slots=True)
class _Group(Generic[Engine, Item, Result]):
    """The rows of a batch that one engine runs together."""

    engine: Engine
    places: list[tuple[_Answer[Engine, Item, Result], int]] = field(default_factory=list)
    """Whose row each is, and which of its rows."""
    items: list[Item] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)


def answer_by_engine(
    requests: Sequence[pb_utils.InferenceRequest],
    unpack: Callable[[pb_utils.InferenceRequest], Sequence[tuple[str, Item]]],
    model: EngineModel[Engine, Item, Result],
    pack: Callable[[Sequence[Result]], pb_utils.InferenceResponse],
) -> list[pb_utils.InferenceResponse]:
    """One response for each request, the rows of all of them that one engine can run together in one run.

    unpack(request) → (voice name, item) of each row; pack(results) → response. If a run fails, its rows are tried
    alone, so that only the requests of those at fault fail.
    """
    answers: list[_Answer[Engine, Item, Result]] = []
    for request in requests:
        answer: _Answer[Engine, Item, Result] = _Answer()
        answers.append(answer)
        try:
            answer.rows = _checked_rows(unpack(request), model)
        except Exception as error:
            answer.error = error
    if len(answers) == 1 and len(answers[0].rows) == 1:  # as most calls of expensive voices: no groups are needed
        _run_alone(answers[0], 0, answers[0].rows[0], model)
    else:
        _run_together(answers, model)
    return [_response(answer, pack) for answer in answers]


def _checked_rows(
    rows: Sequence[tuple[str, Item]], model: EngineModel[Engine, Item, Result]
) -> list[tuple[Voice, Engine, Item]]:
    checked = []
    for voice_name, item in rows:
        voice, engine = model.engine(voice_name)
        model.check(engine, voice, item)
        checked.append((voice, engine, item))
    return checked


def _run_together(answers: Sequence[_Answer[Engine, Item, Result]], model: EngineModel[Engine, Item, Result]) -> None:
    """All rows of an engine at a time."""
    groups: dict[int, _Group[Engine, Item, Result]] = {}
    for answer in answers:
        for row, (voice, engine, item) in enumerate(answer.rows):
            group = groups.setdefault(id(engine), _Group(engine))
            group.places.append((answer, row))
            group.items.append(item)
            group.voices.append(voice)
    for group in groups.values():
        _run(group, model)


def _run(group: _Group[Engine, Item, Result], model: EngineModel[Engine, Item, Result]) -> None:
    if len(group.places) > 1:
        with contextlib.suppress(Exception):  # each row's own tells below whose fault it was
            made = list(zip(group.places, model.run(group.engine, group.items, group.voices), strict=True))
            for (answer, row), result in made:
                answer.results[row] = result
            return
    for (answer, row), item, voice in zip(group.places, group.items, group.voices, strict=True):
        _run_alone(answer, row, (voice, group.engine, item), model)


def _run_alone(
    answer: _Answer[Engine, Item, Result],
    row: int,
    asked: tuple[Voice, Engine, Item],
    model: EngineModel[Engine, Item, Result],
) -> None:
    voice, engine, item = asked
    try:
        (answer.results[row],) = model.run(engine, [item], [voice])
    except Exception as error:
        answer.error = error


def _response(
    answer: _Answer[Engine, Item, Result], pack: Callable[[Sequence[Result]], pb_utils.InferenceResponse]
) -> pb_utils.InferenceResponse:
    if answer.error is not None:
        return _failed(answer.error)
    try:
        return pack([answer.results[row] for row in sorted(answer.results)])
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> pb_utils.InferenceResponse:
    if not isinstance(error, TritoneError):
        logger.error("a request failed by a fault of ours", exc_info=error)
    return error_response(error)
