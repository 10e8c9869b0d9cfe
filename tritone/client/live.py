"""Text that comes in pieces: contexts, many of them on one connection, and what was heard of them."""

from __future__ import annotations

import itertools
import queue
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TypeAlias

import grpc
import tritonclient.grpc as triton
from tritonclient.grpc import service_pb2, service_pb2_grpc

from tritone.client.address import DEFAULT_URL, channel_options, grpc_address, proxy_remark
from tritone.client.errors import ServerUnreachable, StreamBroken, refused
from tritone.client.messages import chunk_of, event_of, tts_request
from tritone.errors import TritoneError
from tritone.pipeline.chunks import Chunk

Answer: TypeAlias = "triton.InferResult | TritoneError"
Take: TypeAlias = "Callable[[Answer], bool]"
"""Takes what comes for one request and says whether more will. Called by the connection's thread, so it must not wait.
"""


@dataclass(frozen=True)
class HeardSpeech:
    """What a listener has heard of a text that was interrupted."""

    heard: str
    """Up to the last word that had begun."""
    unheard: str
    """The rest of what was appended."""
    characters: int
    """Length of `heard`."""


class LiveConnection:
    """One gRPC stream to a server. Use it from any thread; closing it ends all its contexts."""

    def __init__(self, url: str = DEFAULT_URL, *, model: str = "tts", answer_timeout_seconds: float = 30.0) -> None:
        """url: the server's gRPC address, host:port. Connects with the first context.

        answer_timeout_seconds: longest wait for what must come: a chunk after `end`, and what an interruption tells.
        """
        self._url, self._model = grpc_address(url), model
        self.answer_timeout_seconds = answer_timeout_seconds
        self._channel = grpc.insecure_channel(self._url, options=channel_options(self._url))
        self._requests: queue.SimpleQueue[service_pb2.ModelInferRequest | None] = queue.SimpleQueue()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._takers: dict[str, Take] = {}
        """Request id → who takes what comes for it."""
        self._trouble: TritoneError | None = None
        """Why nothing comes any more."""
        stub = service_pb2_grpc.GRPCInferenceServiceStub(self._channel)
        self._call = stub.ModelStreamInfer(iter(self._requests.get, None))
        self._reader = threading.Thread(target=self._read, name="tritone live", daemon=True)
        self._reader.start()

    def live(
        self,
        text: str = "",
        *,
        voice: str | None = None,
        speed: float | None = None,
        format: str = "pcm",
        seed: int | None = None,
        timestamps: str | None = None,
        sample_rate_hz: int | None = None,
        lexicon: str | None = None,
    ) -> LiveSpeech:
        """Begin an utterance with its first piece of text, which may be empty; what is None is left to the server."""
        speech = LiveSpeech(self)
        inputs = {"voice": voice, "speed": speed, "format": format, "seed": seed, "timestamps": timestamps}
        speech.begin(text=text, sample_rate=sample_rate_hz, lexicon=lexicon, **inputs)
        return speech

    def send(self, take: Take, **inputs: object) -> None:
        """Send a request. Raises what the connection broke with."""
        request_id = str(next(self._numbers))
        with self._lock:
            if self._trouble is not None:
                raise self._trouble
            self._takers[request_id] = take
        self._requests.put(tts_request(self._model, request_id, **inputs))

    def close(self) -> None:
        """End all that is open; returns at once, whatever the server does."""
        self._requests.put(None)
        self._call.cancel()
        self._reader.join(5)
        self._channel.close()

    def __enter__(self) -> LiveConnection:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _read(self) -> None:
        has_answered = False
        try:
            for response in self._call:
                has_answered = True
                self._hand_on(response)
            trouble: TritoneError = StreamBroken(f"the server at {self._url} closed the connection")
        except grpc.RpcError as error:
            said = f"{error.code().name}: {error.details() or 'no reason given'}"
            if error.code() is grpc.StatusCode.CANCELLED:
                trouble = StreamBroken(f"the connection to {self._url} was closed")
            elif has_answered:
                trouble = StreamBroken(f"the connection to {self._url} broke: {said}")
            else:
                trouble = ServerUnreachable(
                    f"no Triton server answers gRPC at {self._url}: {said}{proxy_remark(self._url)}"
                )
        with self._lock:
            self._trouble, takers = trouble, list(self._takers.values())
            self._takers.clear()
        for take in takers:
            take(trouble)

    def _hand_on(self, response: service_pb2.ModelStreamInferResponse) -> None:
        request_id, more = response.infer_response.id, True
        with self._lock:
            take = self._takers.get(request_id)
        if take is not None and response.error_message:
            more = take(refused(response.error_message))
        elif take is not None and response.infer_response.outputs:
            more = take(triton.InferResult(response.infer_response))
        if not more:
            with self._lock:
                self._takers.pop(request_id, None)


class LiveSpeech:
    """One utterance. Appending returns at once; what the server has against it is raised by the next call.

    Iterating gives its chunks as they arrive, up to the last one. Leaving the `with` block early interrupts it.
    """

    def __init__(self, connection: LiveConnection) -> None:
        """connection: is begun on it."""
        self._connection = connection
        self._context = str(uuid.uuid4())
        self._arrived: queue.SimpleQueue[Chunk | TritoneError] = queue.SimpleQueue()
        self._refusals: queue.SimpleQueue[TritoneError] = queue.SimpleQueue()
        self._has_ended = False
        self._is_over = threading.Event()
        """The last chunk or an error came."""

    def begin(self, **inputs: object) -> None:
        """Begin it; to be called once, by its connection."""
        self._connection.send(self._take, op="begin", context=self._context, **inputs)

    def append(self, piece: str) -> None:
        """More text, joined verbatim to what came before: a piece may end in the middle of a word."""
        self._ask("append", text=piece)

    def flush(self) -> None:
        """Have what the server holds back be spoken now."""
        self._ask("flush")

    def end(self) -> None:
        """No more text."""
        self._has_ended = True
        self._ask("end")

    def interrupt(self, played_seconds: float | None = None) -> HeardSpeech:
        """Stop speaking; returns what was heard when so much audio had been played (None: all that was sent)."""
        answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()

        def take(answer: Answer) -> bool:
            answers.put(answer)
            return False

        self._connection.send(take, op="interrupt", context=self._context, played_seconds=played_seconds)
        try:
            answer = answers.get(timeout=self._connection.answer_timeout_seconds)
        except queue.Empty:
            raise StreamBroken("the server did not answer an interruption") from None
        if isinstance(answer, TritoneError):
            raise answer
        event = event_of(answer) or {}
        self._has_ended = True
        return HeardSpeech(str(event["heard"]), str(event["unheard"]), int(event["heard_chars"]))

    def __iter__(self) -> Iterator[Chunk]:
        while True:
            chunk = self._next()
            yield chunk
            if chunk.is_last:
                return

    def __enter__(self) -> LiveSpeech:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not self._is_over.is_set():
            try:
                self.interrupt()
            except TritoneError:
                if error is None:
                    raise

    def _ask(self, operation: str, **inputs: object) -> None:
        if not self._refusals.empty():
            raise self._refusals.get()

        def take(answer: Answer) -> bool:
            if isinstance(answer, TritoneError):
                self._refusals.put(answer)
            return False

        self._connection.send(take, op=operation, context=self._context, **inputs)

    def _take(self, answer: Answer) -> bool:
        came = answer if isinstance(answer, TritoneError) else chunk_of(answer)
        if isinstance(came, TritoneError) or came.is_last:
            self._is_over.set()
        self._arrived.put(came)
        return not self._is_over.is_set()

    def _next(self) -> Chunk:
        while True:
            seconds = self._connection.answer_timeout_seconds if self._has_ended else 1.0
            try:
                came = self._arrived.get(timeout=seconds)
            except queue.Empty:
                if self._has_ended:
                    raise StreamBroken(f"no chunk came within {seconds:g} s") from None
                continue
            if isinstance(came, TritoneError):
                raise came
            return came
