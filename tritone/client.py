"""Speak through a running Tritone server, streaming: a thin layer over plain `tritonclient`.

for chunk in synthesize_stream("127.0.0.1:8001", "Hello there."):
    play(chunk.audio, chunk.sample_rate_hz)

TritoneError
├── ServerUnreachable     nobody answers at that address
├── RequestRefused        the server answered instead of speaking: it says what is wrong, or that it is full
└── StreamBroken          the stream failed, ended early or fell silent after it was accepted
"""

from __future__ import annotations

import contextlib
import json
import queue
import re
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

from tritone.errors import TritoneError
from tritone.pipeline.chunks import Chunk

__all__ = ["DEFAULT_URL", "Chunk", "RequestRefused", "ServerUnreachable", "StreamBroken", "synthesize_stream"]

DEFAULT_URL = "127.0.0.1:8001"
_CONNECT_SECONDS = 5.0
# gRPC itself would dial 443.
_NAMES_PORT = re.compile(r"^(\[[^\]]*\]|[^:]*):\d+$")
_FINAL_SECONDS = 2.0
# What a model refuses comes as a message without a status; these say that Triton itself refused the request. Any other
# status is about the connection.
_REFUSING_STATUSES = ("INVALID_ARGUMENT", "NOT_FOUND", "RESOURCE_EXHAUSTED", "PERMISSION_DENIED", "UNAUTHENTICATED")


class ServerUnreachable(TritoneError):
    """No Triton server answers at the address."""


class RequestRefused(TritoneError):
    """The server refused the request, before any audio."""


class StreamBroken(TritoneError):
    """The stream did not reach its end."""


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

    Raises ServerUnreachable, RequestRefused with the server's words, or StreamBroken.
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
        if "://" in url:
            scheme, _, rest = url.partition("://")
            if scheme != "grpc":
                raise ServerUnreachable(f'"{url}" is not a gRPC address; give host:port, as in {DEFAULT_URL}')
            url = rest
        if not _NAMES_PORT.search(url) and not url.startswith("unix:"):
            raise ServerUnreachable(f'"{url}" names no port; give host:port, as in {DEFAULT_URL}')
        self._url, self._timeout_seconds = url, chunk_timeout_seconds
        self._answers: queue.SimpleQueue[tuple[triton.InferResult | None, InferenceServerException | None]] = (
            queue.SimpleQueue()
        )
        self._final = False
        self._client = triton.InferenceServerClient(url)

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
            self._final = _is_final(result)
            if result.get_response().outputs:
                return _chunk(result)
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
            self._final = error is not None or _is_final(result)

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
                f"no Triton server answers gRPC at {self._url} (its gRPC port, not its HTTP port?): {message}"
            )
        if expected == 0:
            return RequestRefused(message)
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


def _is_final(result: triton.InferResult | None) -> bool:
    """Whether the server says with it that the stream is over."""
    if result is None:
        return False
    parameter = result.get_response().parameters.get("triton_final_response")
    return parameter is not None and bool(parameter.bool_param)


def _chunk(result: triton.InferResult) -> Chunk:
    def value(name: str) -> Any:
        return result.as_numpy(name).reshape(-1)[0]

    return Chunk(
        audio=value("audio"),
        sample_rate_hz=int(value("sample_rate")),
        index=int(value("chunk_index")),
        start_seconds=float(value("start_seconds")),
        duration_seconds=float(value("duration_seconds")),
        timestamps=json.loads(value("timestamps")),
        warnings=[] if result.as_numpy("warnings") is None else json.loads(value("warnings")),
        is_last=bool(value("is_last")),
    )
