"""The models behind `tts`, called by BLS from inside it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import triton_python_backend_utils as pb_utils

from tritone.bridge.call_key import CallKey
from tritone.bridge.error_codes import called_models_error, is_of_another_caller
from tritone.bridge.wire.acoustic_tensors import pack_phonemes, unpack_frames
from tritone.bridge.wire.call_tensors import CallTensors
from tritone.bridge.wire.kept_tensors import KeptTensors
from tritone.bridge.wire.text_tensors import pack_text, unpack_passage
from tritone.bridge.wire.vocoder_tensors import pack_windows, unpack_samples
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.segments import Passage, TextPosition
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice

Asked = TypeVar("Asked")
CALLED = ("text_frontend", "acoustic", "vocoder")
_TRIES = 20
"""How often a call is made that strangers' calls spoil, before its job waits a moment and is made again."""


class CalledModels:
    """Implements tritone.pipeline.stages.Stages; every call is one blocking, non-decoupled BLS request."""

    def __init__(self, key: CallKey) -> None:
        self._key = key.correlation_id()
        self._kept = KeptTensors(CallTensors)
        self._made = dict.fromkeys(CALLED, 0)
        self._under_way: dict[int, tuple[str, float]] = {}
        """Number → model, and since when; each entry is one thread's own."""
        self._numbers = itertools.count()

    def calls(self) -> dict[str, tuple[int, float]]:
        """By model: how many calls have been answered, and for how many seconds the oldest has not been."""
        now, under_way = time.monotonic(), self._under_way.copy()
        return {
            model: (made, max((now - since for called, since in under_way.values() if called == model), default=0.0))
            for model, made in self._made.items()
        }

    def read_text(self, positions: Sequence[TextPosition]) -> list[Passage]:
        return [
            unpack_passage(self._call("text_frontend", pack_text, position, ["passage", "phoneme_ids"]))
            for position in positions
        ]

    def synthesize_frames(self, segments: Sequence[tuple[AcousticSegment, Voice]]) -> list[AcousticResult]:
        response = self._call("acoustic", pack_phonemes, segments, ["frames", "durations"])
        return unpack_frames(response, [len(segment.phoneme_ids) for segment, _ in segments])

    def vocode(self, windows: Sequence[tuple[VocoderWindow, Voice]]) -> list[VocodedWindow]:
        return unpack_samples(self._call("vocoder", pack_windows, windows, ["samples", "state", "sizes"]))

    def clear(self) -> None:
        """Let go of what is kept for calls; no more of them come."""
        self._kept.clear()

    def _call(
        self, model: str, pack: Callable[[Asked, CallTensors], list[pb_utils.Tensor]], asked: Asked, outputs: list[str]
    ) -> pb_utils.InferenceResponse:
        kept = self._kept.take()
        try:
            return self._answer(model, pack(asked, kept), outputs)
        finally:
            self._kept.give_back(kept)

    def _answer(self, model: str, inputs: list[pb_utils.Tensor], outputs: list[str]) -> pb_utils.InferenceResponse:
        request = pb_utils.InferenceRequest(
            model_name=model, inputs=inputs, requested_output_names=outputs, correlation_id=self._key
        )
        message = ""
        for _ in range(_TRIES):
            response = self._watched(model, request)
            if not response.has_error():
                return response
            message = response.error().message()
            if not is_of_another_caller(message):
                break
        raise called_models_error(model, message)

    def _watched(self, model: str, request: pb_utils.InferenceRequest) -> pb_utils.InferenceResponse:
        number = next(self._numbers)
        self._under_way[number] = model, time.monotonic()
        try:
            return request.exec()
        finally:
            del self._under_way[number]
            self._made[model] += 1  # one lost among threads changes nothing: it is asked whether the number moves
