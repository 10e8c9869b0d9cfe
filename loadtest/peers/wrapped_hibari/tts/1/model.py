"""hibari's library behind Triton in as few lines as streaming takes: request by request, sentence by sentence."""

from __future__ import annotations

import hibari
import numpy as np
import triton_python_backend_utils as pb_utils

FINAL = pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL


class TritonPythonModel:
    def initialize(self, args: dict[str, str]) -> None:
        self.voice = hibari.Hibari(threads=1)
        list(self.voice.stream("Warm up."))

    def execute(self, requests: list) -> None:
        for request in requests:
            text = pb_utils.get_input_tensor_by_name(request, "text").as_numpy().reshape(-1)[0].decode()
            sender, index = request.get_response_sender(), 0
            for samples in self.voice.stream(text):
                sender.send(response(samples, index, False))
                index += 1
            sender.send(response(np.zeros(0, np.float32), index, True), flags=FINAL)


def response(samples: np.ndarray, index: int, is_last: bool) -> pb_utils.InferenceResponse:
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
    tensor = pb_utils.Tensor
    return pb_utils.InferenceResponse(
        [
            tensor("audio", np.array([pcm], np.object_)),
            tensor("sample_rate", np.array([hibari.SAMPLE_RATE], np.int32)),
            tensor("chunk_index", np.array([index], np.int32)),
            tensor("duration_seconds", np.array([len(samples) / hibari.SAMPLE_RATE], np.float32)),
            tensor("is_last", np.array([is_last])),
        ]
    )
