"""Phoneme ids → frames, all segments of a batch in one call of the voice's acoustic engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import triton_python_backend_utils as pb_utils

from tritone.bridge.batches import answer_by_engine
from tritone.bridge.call_key import CallKey
from tritone.bridge.loaded_weights import LOADED_WEIGHTS, LoadedWeights
from tritone.bridge.log_records import send_records_to_triton
from tritone.bridge.metrics_publisher import MetricsPublisher
from tritone.bridge.process import model_process
from tritone.bridge.wire.acoustic_tensors import pack_frames, unpack_phonemes
from tritone.bridge.wire.bytes_elements import use_quick_elements
from tritone.models.acoustic import Acoustic
from tritone.models.engine_parameters import instance_parameters


class TritonPythonModel:
    def initialize(self, args: Mapping[str, str]) -> None:
        model_process.begin()
        use_quick_elements()
        send_records_to_triton("acoustic", sees_texts=False)
        self.acoustic = Acoustic.from_parameters(instance_parameters(args))
        self.acoustic.load_first()
        self.unpack = CallKey.of_this_server().required_by(unpack_phonemes)
        self.publisher = MetricsPublisher([LOADED_WEIGHTS], LoadedWeights(self.acoustic.loaded_bytes).samples)

    def execute(self, requests: Sequence[pb_utils.InferenceRequest]) -> list[pb_utils.InferenceResponse]:
        return answer_by_engine(requests, self.unpack, self.acoustic, pack_frames)

    def finalize(self) -> None:
        self.publisher.close()
