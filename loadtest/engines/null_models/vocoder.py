"""The null vocoder on Triton's Python backend."""

from loadtest.engines.null_stages import VOICE, NullStages
from tritone.bridge.tensors import pack_samples, unpack_windows


class TritonPythonModel:
    def initialize(self, args):
        self.stages = NullStages()

    def execute(self, requests):
        return [
            pack_samples(self.stages.vocode([(window, VOICE) for _, window in unpack_windows(request)]))
            for request in requests
        ]
