"""Text → segments of phoneme ids, for each voice's language."""

from tritone.model_parameters import model_parameters, names
from tritone.text_stage import TextStage
from tritone.triton_batches import answer_each
from tritone.triton_tensors import pack_passage, unpack_text


class TritonPythonModel:
    def initialize(self, args):
        self.stage = TextStage(names(model_parameters(args["model_config"]), "voices"))
        self.stage.warm_up()

    def execute(self, requests):
        return answer_each(requests, lambda request: pack_passage(self.stage.read_text(*unpack_text(request))))
