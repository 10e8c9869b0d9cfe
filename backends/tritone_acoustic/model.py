"""Phoneme ids → frames, all segments of a batch in one call of the voice's acoustic engine."""

from tritone.acoustic_stage import AcousticStage
from tritone.model_parameters import instance_parameters
from tritone.triton_batches import answer_by_engine
from tritone.triton_tensors import pack_frames, unpack_phonemes


class TritonPythonModel:
    def initialize(self, args):
        self.stage = AcousticStage.from_parameters(instance_parameters(args))
        self.stage.load_first()

    def execute(self, requests):
        return answer_by_engine(requests, unpack_phonemes, self.stage, pack_frames)
