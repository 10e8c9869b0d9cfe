"""The callers' ends of streams: Triton's response senders, and what all streams of one loaded `tts` share for them."""

from __future__ import annotations

from collections.abc import Set

import triton_python_backend_utils as pb_utils

from tritone.bridge.cancellation_watch import CancellationWatch, Watched
from tritone.bridge.wire.chunk_tensors import ChunkTensors
from tritone.bridge.wire.kept_tensors import KeptTensors
from tritone.bridge.wire.public_tensors import event_response, wanted_outputs
from tritone.bridge.wire.tensors import error_response
from tritone.errors import StreamCancelled
from tritone.pipeline.chunks import Chunk, Event
from tritone.threads.delayed_calls import DelayedCalls

CANCELLED_FINAL_SECONDS = 0.5
"""How long the end of a cancelled stream is held back.

The final flag makes the gRPC front end free the stream's state. Up to release 25.04 it does so even while a write of
an earlier chunk is under way (triton-inference-server/server#8034, #8078): the state is freed twice, and the server
crashes or hangs in its crash handler. Half a second lets such a write end first.
"""
ERROR_SECONDS = 0.05
"""How long an error is held back.

For a client that asks for a status (header `triton_grpc_error`) the gRPC front end ends the stream with the error, and
up to release 26.03 it does so even while another of its threads is about to read that stream's next request: the server
crashes. A refusal comes within a millisecond of its request, so a dozen clients could bring a server down in a second.
"""
ANSWER_SECONDS, INTERRUPTED_SECONDS = 0.05, 0.01
"""How long the answer to an operation of a context is held back; to an interruption, whose caller waits for it.

The gRPC front end notes a request among those in flight only after it has handed it on. An operation is answered within
a fraction of a millisecond, and on a busy machine that final response may come before the note: a state that is freed
stays noted, and is written to when the stream is cancelled.
"""
_FINAL = pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL


class ResponseSinks:
    """Makes the sinks of one loaded `tts`, and owns what watches their callers and sends their ends."""

    def __init__(
        self,
        cancelled_final_seconds: float = CANCELLED_FINAL_SECONDS,
        error_seconds: float = ERROR_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        interrupted_seconds: float = INTERRUPTED_SECONDS,
    ) -> None:
        self.cancellations = CancellationWatch()
        self.chunk_tensors = KeptTensors(ChunkTensors)
        self.errors = DelayedCalls(error_seconds, "send errors")
        self.cancelled_finals = DelayedCalls(cancelled_final_seconds, "end cancelled streams")
        self.answers = DelayedCalls(answer_seconds, "answer operations")
        self.interrupted = DelayedCalls(interrupted_seconds, "answer interruptions")

    def of(self, request: pb_utils.InferenceRequest) -> ResponseSink:
        """The caller's end of the stream that a request asks for."""
        return ResponseSink(request.get_response_sender(), wanted_outputs(request), self)

    def close(self) -> None:
        """Send the ends that are held back, now: the model is being unloaded."""
        self.cancellations.close()
        self.cancelled_finals.close()
        self.errors.close()
        self.answers.close()
        self.interrupted.close()
        self.chunk_tensors.clear()


class ResponseSink:
    """Implements ChunkSink and EventSink of tritone.pipeline.chunks."""

    def __init__(self, sender: pb_utils.ResponseSender, wanted: Set[str] | None, shared: ResponseSinks) -> None:
        """wanted: names of the outputs that are sent; None for all."""
        self._sender, self._wanted, self._shared = sender, wanted, shared
        self._watched = Watched(sender.is_cancelled)
        shared.cancellations.add(self._watched)

    def send(self, chunk: Chunk) -> None:
        if chunk.is_last:
            self._watched.end()
        tensors = self._shared.chunk_tensors.take()
        self._sender.send(tensors.response(chunk, self._wanted), flags=_FINAL if chunk.is_last else 0)
        self._shared.chunk_tensors.give_back(tensors)

    def fail(self, error: Exception) -> None:
        self._watched.end()
        if isinstance(error, StreamCancelled):  # nobody reads an answer any more
            self._shared.cancelled_finals.add(lambda: self._sender.send(flags=_FINAL))
        else:
            response = error_response(error)
            self._shared.errors.add(lambda: self._sender.send(response, flags=_FINAL))

    def answer(self, event: Event) -> None:
        self._watched.end()
        response = event_response(event, self._wanted)
        delayed = self._shared.interrupted if event["op"] == "interrupt" else self._shared.answers
        delayed.add(lambda: self._sender.send(response, flags=_FINAL))

    def is_cancelled(self) -> bool:
        return self._watched.is_cancelled
