"""Phoneme ids → frames, all segments of a batch in one call of the voice's acoustic engine."""

from tritone.acoustic_stage import AcousticStage
from tritone.model_parameters import model_parameters
from tritone.triton_batches import answer_by_voice
from tritone.triton_tensors import pack_frames, unpack_phonemes


class TritonPythonModel:
    def initialize(self, args):
        self.stage = AcousticStage.from_parameters(model_parameters(args["model_config"]))
        self.stage.warm_up()

    def execute(self, requests):
        return answer_by_voice(requests, unpack_phonemes, self.stage.synthesize_frames, pack_frames)
