"""What `tts` does for its launcher: tells what was done, speaks a word, loads models anew, ends its streams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import triton_python_backend_utils as pb_utils

from tritone.bridge.called_models import CalledModels
from tritone.bridge.callers.trace import CallersTraces
from tritone.bridge.process.model_process import wait_until_initialized
from tritone.bridge.process.private_listener import Answer
from tritone.server.running.private_line import LISTENING, LOAD, PROBLEM, STOP, UNLOAD, WORD, WORK, Words
from tritone.streaming.orchestrator import Orchestrator

_SPANS_SECONDS = 1.0
"""For what is still to be told of streams that have ended."""


def answers(orchestrator: Orchestrator, models: CalledModels, traces: CallersTraces) -> dict[str, Answer]:
    """By question, as the private line has them."""

    def work(_: Mapping[str, Any]) -> Words:
        return {"calls": models.calls(), "streams": orchestrator.active_streams()}

    def word(asked: Mapping[str, Any]) -> Words:
        wait_until_initialized()
        return {PROBLEM: orchestrator.own_words.speak(float(asked["within"]), bool(asked.get("all")))}

    def stop(asked: Mapping[str, Any]) -> Words:
        left = orchestrator.finish_streams(float(asked["within"]))
        traces.flush(_SPANS_SECONDS)
        problem = f"{left} streams did not end in time" if left else None
        return {PROBLEM: problem, LISTENING: orchestrator.listening_seconds()}

    return {WORK: work, WORD: word, STOP: stop, LOAD: _load, UNLOAD: _unload}


def _load(asked: Mapping[str, Any]) -> Words:
    pb_utils.load_model(model_name=str(asked["model"]))
    return {}


def _unload(asked: Mapping[str, Any]) -> Words:
    pb_utils.unload_model(model_name=str(asked["model"]))
    return {}
