"""The null vocoder on Triton's Python backend."""

from typing import Any

from loadtest.engines.null_stages import VOICE, NullStages
from tritone.bridge.process import model_process
from tritone.bridge.wire.vocoder_tensors import pack_samples, unpack_windows


class TritonPythonModel:
    def initialize(self, args: dict[str, str]) -> None:
        model_process.begin()
        self.stages = NullStages()

    def execute(self, requests: list[Any]) -> list[Any]:
        return [
            pack_samples(self.stages.vocode([(window, VOICE) for _, window in unpack_windows(request)]))
            for request in requests
        ]
