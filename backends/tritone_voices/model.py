"""Which voices the server offers, and which of them are loaded."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence

import triton_python_backend_utils as pb_utils

from tritone.bridge.batches import answer_each
from tritone.bridge.callers.keys import CallerKeys
from tritone.bridge.log_records import send_records_to_triton
from tritone.bridge.process import model_process
from tritone.bridge.weights_shown import WeightsShown
from tritone.bridge.wire.tensors import optional_text, text_tensor
from tritone.models.parameters import model_parameters, names
from tritone.models.voice_list import VoiceList


class TritonPythonModel:
    def initialize(self, args: Mapping[str, str]) -> None:
        model_process.begin()
        send_records_to_triton("voices", sees_texts=False)
        offered = names(model_parameters(args["model_config"]), "voices")
        self.keys = CallerKeys.of_this_server()
        self.voice_list = VoiceList(offered, WeightsShown().are_loaded)
        gc.freeze()

    def execute(self, requests: Sequence[pb_utils.InferenceRequest]) -> list[pb_utils.InferenceResponse]:
        return answer_each(requests, self._answer)

    def _answer(self, request: pb_utils.InferenceRequest) -> pb_utils.InferenceResponse:
        self.keys.check(request)
        listed = self.voice_list.as_json(optional_text(request, "language"))
        return pb_utils.InferenceResponse([text_tensor("voices", listed)])
