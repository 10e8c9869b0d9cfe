"""The null acoustic model on Triton's Python backend."""

from loadtest.engines.null_stages import VOICE, NullStages
from tritone.bridge.tensors import pack_frames, unpack_phonemes


class TritonPythonModel:
    def initialize(self, args):
        self.stages = NullStages()

    def execute(self, requests):
        return [self.answer(request) for request in requests]

    def answer(self, request):
        return pack_frames(self.stages.synthesize_frames([(segment, VOICE) for _, segment in unpack_phonemes(request)]))
