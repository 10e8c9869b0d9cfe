"""Triton's Python backend utilities, as much as Tritone uses: tensors round-trip as Triton hands them on, and what is
sent, logged and counted can be looked at. Stands in for `triton_python_backend_utils`, which exists only inside a stub.
"""

from __future__ import annotations

import json

import numpy as np

TRITONSERVER_RESPONSE_COMPLETE_FINAL = 1
models: dict = {}
"""Model name → what answers a called request: called with it, returns its InferenceResponse."""


class TritonError(Exception):
    UNKNOWN, INTERNAL, NOT_FOUND, INVALID_ARG, UNAVAILABLE, UNSUPPORTED, ALREADY_EXISTS, CANCELLED = range(8)

    def __init__(self, message, code=INTERNAL):
        message.encode()  # Triton takes UTF-8 only
        self._message, self._code = message, code

    def message(self):
        return self._message

    def code(self):
        return self._code


class Tensor:
    def __init__(self, name, values):
        self._name, self._bytes = name, values.dtype == np.object_
        # BYTES go through Triton as bytes, whatever they were
        texts = [item if isinstance(item, bytes) else str(item).encode() for item in values.flat] if self._bytes else []
        self._values = np.array([*texts, None], np.object_)[:-1].reshape(values.shape) if self._bytes else values
        self._shared = None

    def name(self):
        return self._name

    def as_numpy(self):
        return self._values.copy() if self._bytes else self._values

    def move_to_shared_memory(self):
        """As the first send does; what is written there afterwards is what the next ones send."""
        if self._shared is None:
            self._shared = self._values.copy()
        return self._shared

    def __dlpack__(self):
        return (self._values if self._shared is None else self._shared).__dlpack__()

    def __dlpack_device__(self):
        return self._values.__dlpack_device__()


class InferenceResponse:
    def __init__(self, output_tensors=(), error=None):
        self._tensors, self._error = list(output_tensors), error

    def output_tensors(self):
        return self._tensors

    def has_error(self):
        return self._error is not None

    def error(self):
        return self._error

    def as_copied_by_the_server(self):
        copies = [Tensor(tensor.name(), tensor.move_to_shared_memory().copy()) for tensor in self._tensors]
        return InferenceResponse(copies, self._error)


class ResponseSender:
    def __init__(self):
        self.sent, self.cancelled, self.ended = [], False, False
        """sent: responses in order; None for one that only ends the stream."""

    def send(self, response=None, flags=0):
        if self.ended:
            raise RuntimeError("Unable to send response. Response sender has been closed.")
        self.sent.append(response and response.as_copied_by_the_server())
        self.ended = bool(flags & TRITONSERVER_RESPONSE_COMPLETE_FINAL)

    def is_cancelled(self):
        return self.cancelled


class InferenceTrace:
    def __init__(self, context):
        self._context = context

    def get_context(self):
        return self._context


class InferenceRequest:
    def __init__(
        self,
        model_name="",
        inputs=(),
        requested_output_names=(),
        parameters=None,
        request_id="",
        trace_context=None,
        correlation_id=0,
    ):
        self._correlation_id = correlation_id
        self._request_id, self._trace_context = request_id, trace_context
        self.model_name, self.wanted = model_name, list(requested_output_names)
        self._inputs, self._parameters, self.sender = list(inputs), parameters or {}, ResponseSender()

    def inputs(self):
        return self._inputs

    def request_id(self):
        return self._request_id

    def trace(self):
        return InferenceTrace(self._trace_context)

    def correlation_id(self):
        return self._correlation_id

    def parameters(self):
        return json.dumps(self._parameters)

    def requested_output_names(self):
        """All of the model's where none are named, but this one does not know them."""
        return set(self.wanted)

    def get_response_sender(self):
        return self.sender

    def exec(self):
        response = models[self.model_name](self)
        if response.has_error():  # Triton 24.10 drops the code of a called model's error
            return InferenceResponse(error=TritonError(response.error().message()))
        return InferenceResponse([tensor for tensor in response.output_tensors() if tensor.name() in self.wanted])


def get_input_tensor_by_name(request, name):
    return next((tensor for tensor in request.inputs() if tensor.name() == name), None)


def get_output_tensor_by_name(response, name):
    return next((tensor for tensor in response.output_tensors() if tensor.name() == name), None)


class Logger:
    lines: list = []
    """(severity, message) of everything logged."""

    log_verbose, log_info, log_warn, log_error = (
        staticmethod(lambda message, severity=severity: Logger.lines.append((severity, message)))
        for severity in ("verbose", "info", "warning", "error")
    )


class Metric:
    """One series. Handles of the same name and labels share it, and the first to be freed takes it from the others."""

    def __init__(self, series, labels):
        self._series, self._key = series, tuple(sorted(labels.items()))
        series.setdefault(self._key, 0.0)

    def increment(self, amount):
        self._series[self._key] += amount

    def set(self, value):
        self._series[self._key] = value

    def value(self):
        return self._series[self._key]

    def __del__(self):
        self._series.pop(self._key, None)


class MetricFamily:
    COUNTER, GAUGE = "counter", "gauge"
    shown: dict = {}
    """Family name → labels, sorted pairs → value: what /metrics shows."""

    def __init__(self, name, description, kind):
        self._series = MetricFamily.shown.setdefault(name, {})

    def Metric(self, labels):
        return Metric(self._series, labels)
