"""Phoneme ids → frames, all segments of a batch in one call of the voice's acoustic engine."""

import triton_python_backend_utils as pb_utils

from tritone.bridge.batches import answer_by_engine
from tritone.bridge.loaded_weights_gauge import LoadedWeightsGauge
from tritone.bridge.tensors import pack_frames, unpack_phonemes
from tritone.models.acoustic import AcousticStage
from tritone.models.parameters import instance_parameters


class TritonPythonModel:
    def initialize(self, args):
        self.gauge = LoadedWeightsGauge(pb_utils)
        self.stage = AcousticStage.from_parameters(instance_parameters(args), self.gauge.show)
        self.stage.load_first()

    def execute(self, requests):
        return answer_by_engine(requests, unpack_phonemes, self.stage, pack_frames)

    def finalize(self):
        self.gauge.close()
