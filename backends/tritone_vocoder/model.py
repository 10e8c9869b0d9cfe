"""Frames → samples, all windows of a batch in one call of the voice's vocoder engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import triton_python_backend_utils as pb_utils

from tritone.bridge.batches import answer_by_engine
from tritone.bridge.call_key import CallKey
from tritone.bridge.log_records import send_records_to_triton
from tritone.bridge.process import model_process
from tritone.bridge.wire.bytes_elements import use_quick_elements
from tritone.bridge.wire.vocoder_tensors import pack_samples, unpack_windows
from tritone.models.engine_parameters import instance_parameters
from tritone.models.vocoder import Vocoder


class TritonPythonModel:
    def initialize(self, args: Mapping[str, str]) -> None:
        model_process.begin()
        use_quick_elements()
        send_records_to_triton("vocoder", sees_texts=False)
        self.vocoder = Vocoder.from_parameters(instance_parameters(args))
        self.vocoder.load_first()
        self.unpack = CallKey.of_this_server().required_by(unpack_windows)

    def execute(self, requests: Sequence[pb_utils.InferenceRequest]) -> list[pb_utils.InferenceResponse]:
        return answer_by_engine(requests, self.unpack, self.vocoder, pack_samples)
