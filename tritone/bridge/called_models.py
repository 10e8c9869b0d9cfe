"""The stages as Triton models, called by BLS from inside the `tts` model."""

from __future__ import annotations

from collections.abc import Sequence

import triton_python_backend_utils as pb_utils

from tritone.bridge import tensors
from tritone.bridge.cancellation_watch import CancellationWatch, Watched
from tritone.bridge.delayed_calls import DelayedCalls
from tritone.bridge.sent_tensors import SentTensors
from tritone.errors import LOADING_PREFIX, InvalidRequest, ModelDown, StreamCancelled, SynthesisFailed, VoiceLoading
from tritone.pipeline.chunks import Chunk
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.segments import Passage, TextPosition
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice


class TritonStages:
    """Implements tritone.pipeline.stages.Stages; every call is one blocking, non-decoupled BLS request."""

    def read_text(self, positions: Sequence[TextPosition]) -> list[Passage]:
        return [
            tensors.unpack_passage(self._call("text_frontend", tensors.pack_text(position), ["passage", "phoneme_ids"]))
            for position in positions
        ]

    def synthesize_frames(self, segments: Sequence[tuple[AcousticSegment, Voice]]) -> list[AcousticResult]:
        response = self._call("acoustic", tensors.pack_phonemes(segments), ["frames", "durations"])
        return tensors.unpack_frames(response, [len(segment.phoneme_ids) for segment, _ in segments])

    def vocode(self, windows: Sequence[tuple[VocoderWindow, Voice]]) -> list[VocodedWindow]:
        return tensors.unpack_samples(
            self._call("vocoder", tensors.pack_windows(windows), ["samples", "state", "sizes"])
        )

    @staticmethod
    def _call(model: str, inputs: list[pb_utils.Tensor], outputs: list[str]) -> pb_utils.InferenceResponse:
        request = pb_utils.InferenceRequest(model_name=model, inputs=inputs, requested_output_names=outputs)
        response = request.exec()
        if response.has_error():
            message = response.error().message()
            # Triton 24.10 hands errors of called models on without their code: theirs begin with the input at fault
            if message.startswith('input "'):
                raise InvalidRequest(message)
            if message.startswith(LOADING_PREFIX):
                raise VoiceLoading(message.removeprefix(LOADING_PREFIX))
            if any(words in message for words in _DOWN):
                raise ModelDown.named(model, message)
            raise SynthesisFailed(f"model {model} failed: {message}")
        return response


_DOWN = (
    "is not healthy",
    "Failed to obtain the health mutex",
    "is not ready",
    "unknown model",
    "has no available versions",
)
"""What Triton says of a model whose process has died, and of one that is being loaded again."""


class ResponseSink:
    """The caller's end of a stream: Triton's response sender."""

    def __init__(self, request: pb_utils.InferenceRequest):
        self._sender = request.get_response_sender()
        self._watched = Watched(self._sender.is_cancelled)
        _cancellations.add(self._watched)

    def send(self, chunk: Chunk) -> None:
        if chunk.is_last:
            self._watched.end()
        shared = _sent_tensors.begin()
        self._sender.send(tensors.chunk_response(chunk, shared), flags=_FINAL if chunk.is_last else 0)
        shared.sent()

    def fail(self, error: Exception) -> None:
        self._watched.end()
        if isinstance(error, StreamCancelled):
            # nobody reads an answer any more; why it must not come at once is said at CANCELLED_FINAL_SECONDS
            _cancelled_finals.add(lambda: self._sender.send(flags=_FINAL))
        else:
            response = tensors.error_response(error)
            _errors.add(lambda: self._sender.send(response, flags=_FINAL))

    def is_cancelled(self) -> bool:
        return self._watched.is_cancelled


def send_what_is_left() -> None:
    """Send the ends of streams that are held back, now: the model is being unloaded."""
    _cancellations.close()
    _cancelled_finals.close()
    _errors.close()
    _sent_tensors.clear()


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
_FINAL = pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL
_cancellations = CancellationWatch()
_sent_tensors = SentTensors()
_errors = DelayedCalls(ERROR_SECONDS, "send errors")
_cancelled_finals = DelayedCalls(CANCELLED_FINAL_SECONDS, "end cancelled streams")
