"""The public model: admits a request and lets the orchestrator stream its chunks (decoupled)."""

from __future__ import annotations

import gc
import logging
from collections.abc import Mapping, Sequence

import triton_python_backend_utils as pb_utils

from tritone.bridge.call_key import CallKey
from tritone.bridge.called_models import CalledModels
from tritone.bridge.callers.keys import CallerKeys
from tritone.bridge.callers.trace import CallersTraces, TracedSink
from tritone.bridge.callers.way import CallersWays
from tritone.bridge.log_records import send_records_to_triton
from tritone.bridge.metrics_publisher import MetricsPublisher
from tritone.bridge.orchestrator_settings import settings_of
from tritone.bridge.process import model_process
from tritone.bridge.process.looked_after import LookedAfter
from tritone.bridge.response_sink import ResponseSinks
from tritone.bridge.wire.bytes_elements import use_quick_elements
from tritone.errors import TritoneError
from tritone.server.config_agreement import find_disagreements
from tritone.streaming.live.operations import is_operation
from tritone.streaming.metrics import METRICS, Sample
from tritone.streaming.orchestrator import Orchestrator

logger = logging.getLogger(__name__)


class TritonPythonModel:
    def initialize(self, args: Mapping[str, str]) -> None:
        model_process.begin()
        use_quick_elements()
        send_records_to_triton("tts", sees_texts=True)
        for disagreement in find_disagreements(args["model_repository"]):
            logger.warning(disagreement)
        self.keys, self.ways = CallerKeys.of_this_server(), CallersWays.of_this_server()
        self.sinks, self.traces = ResponseSinks(), CallersTraces.of_this_server()
        self.models = CalledModels(CallKey.of_this_server())
        self.orchestrator = Orchestrator(settings_of(args["model_config"]), self.models)
        instance = {"orchestrator": args["model_instance_name"]}
        self.publisher = MetricsPublisher(METRICS, self.samples, instance)
        self.looked_after = LookedAfter(args["model_instance_name"], self.orchestrator, self.models, self.traces)
        gc.freeze()  # what was imported lives as long as the process: no collection need look at it again

    def execute(self, requests: Sequence[pb_utils.InferenceRequest]) -> None:
        for request in requests:
            sink, trace = self.sinks.of(request), self.traces.of(request)
            heard = sink if trace is None else TracedSink(sink, trace)
            try:
                self.keys.check(request)
                inputs = self.ways.inputs(request)
                if is_operation(inputs):
                    self.orchestrator.contexts.carry_out(inputs, heard, trace)
                else:
                    self.orchestrator.start_stream(inputs, heard, trace)
            except Exception as error:  # refused, or our own bug: this caller hears of it, the others do not
                if not isinstance(error, TritoneError):
                    logger.exception("a stream could not be started")
                heard.fail(error)

    def samples(self) -> list[Sample]:
        return [
            *self.orchestrator.metric_samples(),
            *self.keys.metric_samples(),
            *self.traces.metric_samples(),
        ]

    def finalize(self) -> None:
        self.looked_after.close()
        self.orchestrator.close()
        self.publisher.close()
        self.sinks.close()
        self.models.clear()
        self.traces.close()
