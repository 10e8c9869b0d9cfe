"""The null acoustic model on Triton's Python backend."""

from typing import Any

from loadtest.engines.null_stages import VOICE, NullStages
from tritone.bridge.process import model_process
from tritone.bridge.wire.acoustic_tensors import pack_frames, unpack_phonemes


class TritonPythonModel:
    def initialize(self, args: dict[str, str]) -> None:
        model_process.begin()
        self.stages = NullStages()

    def execute(self, requests: list[Any]) -> list[Any]:
        return [self.answer(request) for request in requests]

    def answer(self, request: Any) -> Any:
        return pack_frames(self.stages.synthesize_frames([(segment, VOICE) for _, segment in unpack_phonemes(request)]))
