"""One text given whole: its chunks as they arrive, over a gRPC stream of its own."""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Iterator

import numpy as np
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

from tritone.client.address import channel_options, grpc_address, proxy_remark
from tritone.client.errors import ServerUnreachable, StreamBroken, refused
from tritone.client.messages import chunk_of, is_final
from tritone.errors import TritoneError
from tritone.pipeline.chunks import Chunk

_CONNECT_SECONDS = 5.0
_FINAL_SECONDS = 2.0
# What a model refuses comes as a message without a status; these say that Triton itself refused the request. Any other
# status is about the connection.
_REFUSING_STATUSES = ("INVALID_ARGUMENT", "NOT_FOUND", "RESOURCE_EXHAUSTED", "PERMISSION_DENIED", "UNAUTHENTICATED")


def synthesize_stream(
    url: str,
    text: str | bytes,
    voice: str | None = None,
    speed: float | None = None,
    format: str = "pcm",
    seed: int | None = None,
    *,
    timestamps: str | None = None,
    sample_rate_hz: int | None = None,
    lexicon: str | None = None,
    chunk_timeout_seconds: float = 30.0,
    model: str = "tts",
) -> Iterator[Chunk]:
    """The chunks of one utterance, as they arrive.

    url: the server's gRPC address, host:port. What is None is left to the server. chunk_timeout_seconds bounds the wait
    for each chunk, so that this never hangs: a server whose model process died says nothing at all. Closing the
    iterator, or leaving it to the garbage collector, cancels the request on the server.

    Raises ServerUnreachable, a RequestRefused (RequestInvalid, ServerFull or ServerFault) with the server's words, or
    StreamBroken.
    """
    inputs = _inputs(
        text=(text, "BYTES"),
        voice=(voice, "BYTES"),
        speed=(speed, "FP32"),
        format=(format, "BYTES"),
        sample_rate=(sample_rate_hz, "INT32"),
        timestamps=(timestamps, "BYTES"),
        seed=(seed, "INT64"),
        lexicon=(lexicon, "BYTES"),
    )
    with contextlib.closing(_Stream(url, chunk_timeout_seconds)) as stream:
        stream.send(model, inputs)
        expected = 0
        while True:
            chunk = stream.next_chunk(expected)
            if chunk.index != expected:
                raise StreamBroken(f"chunk {chunk.index} came where chunk {expected} was due")
            expected += 1
            yield chunk
            if chunk.is_last:
                # The server's own end of the stream, so that it sees a request that is over and not one cancelled.
                stream.await_final()
                return


class _Stream:
    """One gRPC stream with one request on it: cancelling is per stream."""

    def __init__(self, url: str, chunk_timeout_seconds: float) -> None:
        """url, chunk_timeout_seconds: as for synthesize_stream. Connects with the first request."""
        self._url, self._timeout_seconds = grpc_address(url), chunk_timeout_seconds
        self._answers: queue.SimpleQueue[tuple[triton.InferResult | None, InferenceServerException | None]] = (
            queue.SimpleQueue()
        )
        self._final = False
        self._client = triton.InferenceServerClient(self._url, channel_args=channel_options(self._url))

    def send(self, model: str, inputs: list[triton.InferInput]) -> None:
        """Make the request; what comes of it is among the answers."""
        self._client.start_stream(lambda result, error: self._answers.put((result, error)))
        # Raises when the connection has failed already; why it did is among the answers.
        with contextlib.suppress(InferenceServerException):
            self._client.async_stream_infer(model, inputs, enable_empty_final_response=True)

    def next_chunk(self, expected: int) -> Chunk:
        """The next chunk, whose index should be `expected`. Raises one of the errors above."""
        deadline = time.monotonic() + self._timeout_seconds
        while True:
            try:
                result, error = self._answers.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise self._silence(expected) from None
            if error is not None or result is None:
                raise self._failure(error or InferenceServerException("an empty answer"), expected)
            self._final = is_final(result)
            if result.get_response().outputs:
                return chunk_of(result)
            if self._final:
                raise StreamBroken(f"the server ended the stream after {expected} chunks, without a last one")

    def await_final(self) -> None:
        """Wait a moment for the server's end of the stream, after the last chunk."""
        deadline = time.monotonic() + _FINAL_SECONDS
        while not self._final:
            try:
                result, error = self._answers.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                return
            self._final = error is not None or is_final(result)

    def close(self) -> None:
        """Cancel what is left of the request."""
        # Returns at once, whatever the server does; a stream that is over is not disturbed by it.
        self._client.stop_stream(cancel_requests=True)
        self._client.close()

    def _silence(self, expected: int) -> TritoneError:
        if expected == 0:
            try:
                if not self._client.is_server_live(client_timeout=_CONNECT_SECONDS):
                    return ServerUnreachable(f"the server at {self._url} says that it is not running properly")
            except InferenceServerException as error:
                return ServerUnreachable(f"no answer from {self._url}: {error.message()}")
        return StreamBroken(f"chunk {expected} did not come within {self._timeout_seconds:g} s")

    def _failure(self, error: InferenceServerException, expected: int) -> TritoneError:
        message, status = error.message() or "no reason given", error.status() or ""
        if status and not status.endswith(_REFUSING_STATUSES):
            if expected > 0:
                return StreamBroken(f"the connection to {self._url} broke after {expected} chunks: {message}")
            return ServerUnreachable(
                f"no Triton server answers gRPC at {self._url} (its gRPC port, not its HTTP port?): "
                f"{message}{proxy_remark(self._url)}"
            )
        if expected == 0:
            return refused(message, status.rpartition(".")[2])
        return StreamBroken(f"the server gave up after {expected} chunks: {message}")


def _inputs(**values: tuple[object, str]) -> list[triton.InferInput]:
    inputs = []
    for name, (value, datatype) in values.items():
        if value is not None:
            tensor = triton.InferInput(name, [1], datatype)
            if datatype == "BYTES":
                array = np.array([value.encode() if isinstance(value, str) else value], np.object_)
            else:
                array = np.array([value], {"FP32": np.float32, "INT32": np.int32, "INT64": np.int64}[datatype])
            tensor.set_data_from_numpy(array)
            inputs.append(tensor)
    return inputs
