"""The public model: admits a request and lets the orchestrator stream its chunks (decoupled)."""

import gc

import triton_python_backend_utils as pb_utils

from tritone.bridge.called_models import ResponseSink, TritonStages, send_what_is_left
from tritone.bridge.metrics_publisher import MetricsPublisher
from tritone.bridge.tensors import tts_inputs
from tritone.errors import TritoneError
from tritone.models.parameters import model_parameters, names, number
from tritone.server.config_agreement import find_disagreements
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings


class TritonPythonModel:
    def initialize(self, args):
        parameters = model_parameters(args["model_config"])
        settings = OrchestratorSettings(
            voices=names(parameters, "voices"),
            chunk_seconds=number(parameters, "chunk_seconds", float),
            first_chunk_seconds=number(parameters, "first_chunk_seconds", float),
            max_streams=number(parameters, "max_streams"),
            max_load=number(parameters, "max_load", float),
            max_first_audio_seconds=number(parameters, "max_first_audio_seconds", float),
            max_text_chars=number(parameters, "max_text_chars"),
            max_batch_size=number(parameters, "max_batch_size"),
            text_frontend_instances=number(parameters, "text_frontend_instances"),
            acoustic_instances=number(parameters, "acoustic_instances"),
            vocoder_instances=number(parameters, "vocoder_instances"),
        )
        for disagreement in find_disagreements(args["model_repository"]):
            pb_utils.Logger.log_warn(disagreement)
        self.orchestrator = Orchestrator(settings, TritonStages())
        self.publisher = MetricsPublisher(self.orchestrator.metric_samples, args["model_instance_name"])
        gc.freeze()  # what was imported lives as long as the process: no collection need look at it again

    def execute(self, requests):
        for request in requests:
            sink = ResponseSink(request)
            try:
                self.orchestrator.start_stream(tts_inputs(request), sink)
            except Exception as error:  # refused, or our own bug: this caller hears of it, the others do not
                if not isinstance(error, TritoneError):
                    pb_utils.Logger.log_error(f"tts could not start a stream: {error!r}")
                sink.fail(error)

    def finalize(self):
        self.orchestrator.close()
        self.publisher.close()
        send_what_is_left()
