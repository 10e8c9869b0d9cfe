"""The public model: admits a request and lets the orchestrator stream its chunks (decoupled)."""

from __future__ import annotations

import gc
import json
import logging
from collections.abc import Mapping, Sequence

import triton_python_backend_utils as pb_utils

from tritone.bridge.call_key import CallKey
from tritone.bridge.called_models import CalledModels
from tritone.bridge.log_records import send_records_to_triton
from tritone.bridge.metrics_publisher import MetricsPublisher
from tritone.bridge.response_sink import ResponseSinks
from tritone.bridge.wire.public_tensors import tts_inputs
from tritone.errors import TritoneError
from tritone.models.parameters import model_parameters, names, number, whole_number
from tritone.server.config_agreement import find_disagreements
from tritone.streaming.live.operations import is_operation
from tritone.streaming.metrics import METRICS
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings

logger = logging.getLogger(__name__)


class TritonPythonModel:
    def initialize(self, args: Mapping[str, str]) -> None:
        send_records_to_triton("tts", sees_texts=True)
        parameters = model_parameters(args["model_config"])
        settings = OrchestratorSettings(
            voices=names(parameters, "voices"),
            chunk_seconds=number(parameters, "chunk_seconds"),
            first_chunk_seconds=number(parameters, "first_chunk_seconds"),
            max_streams=whole_number(parameters, "max_streams"),
            max_load=number(parameters, "max_load"),
            max_first_audio_seconds=number(parameters, "max_first_audio_seconds"),
            max_text_chars=whole_number(parameters, "max_text_chars"),
            max_audio_seconds=number(parameters, "max_audio_seconds"),
            max_unsent_mb=number(parameters, "max_unsent_mb"),
            hold_ms=number(parameters, "hold_ms"),
            context_idle_seconds=number(parameters, "context_idle_seconds"),
            takes_contexts=_instances(args["model_config"]) == 1,
            max_batch_size=whole_number(parameters, "max_batch_size"),
            text_frontend_instances=whole_number(parameters, "text_frontend_instances"),
            acoustic_instances=whole_number(parameters, "acoustic_instances"),
            vocoder_instances=whole_number(parameters, "vocoder_instances"),
        )
        for disagreement in find_disagreements(args["model_repository"]):
            logger.warning(disagreement)
        self.sinks = ResponseSinks()
        self.orchestrator = Orchestrator(settings, CalledModels(CallKey.of_this_server()))
        instance = {"orchestrator": args["model_instance_name"]}
        self.publisher = MetricsPublisher(METRICS, self.orchestrator.metric_samples, instance)
        gc.freeze()  # what was imported lives as long as the process: no collection need look at it again

    def execute(self, requests: Sequence[pb_utils.InferenceRequest]) -> None:
        for request in requests:
            sink = self.sinks.of(request)
            try:
                inputs = tts_inputs(request)
                if is_operation(inputs):
                    self.orchestrator.contexts.carry_out(inputs, sink)
                else:
                    self.orchestrator.start_stream(inputs, sink)
            except Exception as error:  # refused, or our own bug: this caller hears of it, the others do not
                if not isinstance(error, TritoneError):
                    logger.exception("a stream could not be started")
                sink.fail(error)

    def finalize(self) -> None:
        self.orchestrator.close()
        self.publisher.close()
        self.sinks.close()


def _instances(model_config: str) -> int:
    """How many instances the model has: each knows its own contexts only, and Triton gives a request to any."""
    groups = json.loads(model_config).get("instance_group", [])
    return sum(int(group.get("count", 1)) * max(1, len(group.get("gpus", []))) for group in groups) or 1
