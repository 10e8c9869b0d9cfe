"""Text → segments of phoneme ids, for each voice's language."""

import gc

from tritone.bridge.batches import answer_each
from tritone.bridge.tensors import pack_passage, unpack_text
from tritone.models.parameters import model_parameters, names
from tritone.models.text_frontend import TextStage


class TritonPythonModel:
    def initialize(self, args):
        parameters = model_parameters(args["model_config"])
        self.stage = TextStage(
            names(parameters, "voices"),
            parameters.get("lexicon", ""),
            code=parameters.get("code", "read"),
            emoji=parameters.get("emoji", "read"),
        )
        self.stage.load_first()
        gc.freeze()  # lexicons are hundreds of thousands of objects that no collection need look at again

    def execute(self, requests):
        return answer_each(requests, lambda request: pack_passage(self.stage.read_text(*unpack_text(request))))
