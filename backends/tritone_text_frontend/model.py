"""Text → segments of phoneme ids, for each voice's language."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence

import triton_python_backend_utils as pb_utils

from tritone.bridge.batches import answer_each
from tritone.bridge.call_key import CallKey
from tritone.bridge.log_records import send_records_to_triton
from tritone.bridge.process import model_process
from tritone.bridge.wire.bytes_elements import use_quick_elements
from tritone.bridge.wire.text_tensors import pack_passage, unpack_text
from tritone.models import loaded_on_demand
from tritone.models.parameters import model_parameters, names, number
from tritone.models.text_frontend import TextFrontend
from tritone.threads.cpu_budget import CpuBudget


class TritonPythonModel:
    def initialize(self, args: Mapping[str, str]) -> None:
        model_process.begin()
        use_quick_elements()
        send_records_to_triton("text_frontend", sees_texts=True)
        parameters = model_parameters(args["model_config"])
        self.text_frontend = TextFrontend(
            names(parameters, "voices"),
            parameters.get("lexicon", ""),
            code=parameters.get("code", "read"),
            emoji=parameters.get("emoji", "read"),
            inflection=parameters.get("inflection", "on"),
            # Triton's stub calls a model in its main thread, the one that signals reach
            budget=CpuBudget.if_it_can_be_kept(
                number(parameters, "text_cpu_ms") / 1000, frozenset((loaded_on_demand.__file__,))
            ),
        )
        self.text_frontend.load_first()
        self.unpack = CallKey.of_this_server().required_by(unpack_text)
        gc.freeze()  # lexicons are hundreds of thousands of objects that no collection need look at again

    def execute(self, requests: Sequence[pb_utils.InferenceRequest]) -> list[pb_utils.InferenceResponse]:
        return answer_each(requests, self._answer)

    def _answer(self, request: pb_utils.InferenceRequest) -> pb_utils.InferenceResponse:
        asked = self.unpack(request)
        return pack_passage(self.text_frontend.read_text(asked.text, asked.start, asked.voice, asked.lexicon))
