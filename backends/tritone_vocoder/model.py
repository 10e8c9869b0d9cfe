"""Frames → samples, all windows of a batch in one call of the voice's vocoder engine."""

from tritone.bridge.batches import answer_by_engine
from tritone.bridge.tensors import pack_samples, unpack_windows
from tritone.models.parameters import instance_parameters
from tritone.models.vocoder import VocoderStage


class TritonPythonModel:
    def initialize(self, args):
        self.stage = VocoderStage.from_parameters(instance_parameters(args))
        self.stage.load_first()

    def execute(self, requests):
        return answer_by_engine(requests, unpack_windows, self.stage, pack_samples)
