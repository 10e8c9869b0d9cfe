"""A server that speaks Tritone's wire interface without a model: each word is a chunk that holds its letters."""

from __future__ import annotations

import itertools
import json
import queue
import struct
import threading
import time
from concurrent import futures

import grpc
from tritonclient.grpc import service_pb2, service_pb2_grpc

WORD_SECONDS = 0.25
HEART = {
    "name": "heart",
    "language": "en-us",
    "gender": "female",
    "quality": "high",
    "family": "hibari",
    "sample_rate_hz": 24000,
    "licence": "Apache-2.0",
    "licence_note": "",
    "commercial_use": "yes",
    "speakers": [],
    "default": True,
    "loaded": True,
}
FLOOD_BYTES = 50_000
"""Of each chunk of the word "flood", which never ends."""


class FakeServer(service_pb2_grpc.GRPCInferenceServiceServicer):
    """Some words do what they say: "flood", "break", "hang", "refuse", "full", "stopping", "nonsense".

    Text is held back up to its last blank, as the real server holds back what is not certain.
    """

    def __init__(
        self,
        port: int = 0,
        letters: str = "utf-8",
        credentials: grpc.ServerCredentials | None = None,
        key: str | None = None,
    ) -> None:
        """letters: how they are audio; 16 bits each for those who take audio for samples.

        credentials: for TLS; key: the only one that it takes in the header x-api-key.
        """
        self.letters, self._key = letters, key
        self.requests: list[dict[str, object]] = []
        """Inputs, in the order in which they came."""
        self.streams = 0
        """So many were opened."""
        self.headers: list[dict[str, str]] = []
        """Those of each stream."""
        self.ended_by_caller = threading.Event()
        """A caller has cancelled a stream, or gone."""
        self.chunks_sent = 0
        options = [("grpc.so_reuseport", 0), ("grpc.http2.min_ping_interval_without_data_ms", 100)]
        self._server = grpc.server(futures.ThreadPoolExecutor(32), options=options)
        service_pb2_grpc.add_GRPCInferenceServiceServicer_to_server(self, self._server)
        place = f"127.0.0.1:{port}"
        self.port = (
            self._server.add_insecure_port(place)
            if credentials is None
            else self._server.add_secure_port(place, credentials)
        )
        self._server.start()

    @property
    def url(self) -> str:
        return f"127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._server.stop(0).wait()

    def __enter__(self) -> FakeServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def seen(self, **inputs: object) -> bool:
        """Whether a request with these inputs came, or comes in a moment."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if any(inputs.items() <= request.items() for request in list(self.requests)):
                return True
            time.sleep(0.005)
        return False

    def _refusal(self, context: grpc.ServicerContext) -> str:
        given = dict(context.invocation_metadata()).get("x-api-key")
        return 'input "x-api-key" is missing or unknown' if self._key not in (None, given) else ""

    # -- gRPC's methods ------------------------------------------------------------------------------------------------

    def ServerLive(self, request, context):
        return service_pb2.ServerLiveResponse(live=True)

    def ModelInfer(self, request, context):
        if self._refusal(context):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, self._refusal(context))
        if request.model_name != "voices":
            context.abort(grpc.StatusCode.NOT_FOUND, f"Request for unknown model: '{request.model_name}' is not found")
        answer = service_pb2.ModelInferResponse(model_name="voices")
        add(answer, "voices", "BYTES", json.dumps([HEART]).encode())
        return answer

    def ModelStreamInfer(self, requests, context):
        self.streams += 1
        headers = dict(context.invocation_metadata())
        self.headers.append(headers)
        if self._refusal(context):  # a server refuses requests, and not before they come
            yield from (error(request.id, self._refusal(context)) for request in itertools.islice(requests, 1))
            return
        stream = _Stream(self)
        context.add_callback(stream.gone.set)
        threading.Thread(target=stream.read, args=(requests,), daemon=True).start()
        while not stream.gone.is_set():
            try:
                answer = stream.answers.get(timeout=0.1)
            except queue.Empty:
                continue
            if answer is None:
                return
            if isinstance(answer, grpc.StatusCode):
                context.abort(answer, "the cable was cut")
            if answer.error_message and headers.get("triton_grpc_error") == "true":
                context.abort(status_of(answer.error_message), answer.error_message)
            self.chunks_sent += bool(answer.infer_response.outputs)
            yield answer


class _Stream:
    def __init__(self, server: FakeServer) -> None:
        self.server, self.gone = server, threading.Event()
        self.answers: queue.Queue = queue.Queue(maxsize=2)
        self.contexts: dict[str, _Talk] = {}

    def read(self, requests) -> None:
        try:
            for request in requests:
                self._carry_out(request)
        except Exception:  # the caller cancelled: gRPC says it so
            self.gone.set()
        if self.gone.is_set():
            self.server.ended_by_caller.set()
        else:  # the caller said that no more comes
            for talk in list(self.contexts.values()):
                talk.finished.wait(20)
        self.put(None)

    def put(self, answer) -> None:
        while not self.gone.is_set():
            try:
                return self.answers.put(answer, timeout=0.05)
            except queue.Full:
                continue
        self.server.ended_by_caller.set()

    def _carry_out(self, request) -> None:
        inputs = dict(inputs_of(request))
        self.server.requests.append(inputs)
        operation, name, text = inputs.get("op"), inputs.get("context", request.id), inputs.get("text", "")
        if operation in (None, "begin"):
            talk = self.contexts[name] = _Talk(self, request.id, inputs)
            talk.start()
            talk.append(text)
            if operation is None:
                talk.end()
            return
        talk = self.contexts.get(name)
        if talk is None or talk.is_interrupted or (talk.is_over and operation != "interrupt"):
            return self.put(error(request.id, f'input "context": "{name}" is not open'))
        getattr(talk, operation)(*([text] if operation == "append" else []))
        event = {"op": operation}
        if operation == "interrupt":
            heard = talk.heard(inputs.get("played_seconds"))
            event |= {"heard": talk.text[:heard], "unheard": talk.text[heard:], "heard_chars": heard}
        answer = service_pb2.ModelStreamInferResponse()
        answer.infer_response.id = request.id
        add(answer.infer_response, "event", "BYTES", json.dumps(event).encode())
        self.put(answer)


class _Talk(threading.Thread):
    """One text: its thread says a word after the other."""

    def __init__(self, stream: _Stream, request_id: str, inputs: dict[str, object]) -> None:
        super().__init__(daemon=True)
        self.stream, self.request_id, self.inputs = stream, request_id, inputs
        self.text, self.certain, self.ends, self.is_over = "", 0, [], False
        self.changed, self.finished, self.is_interrupted = threading.Condition(), threading.Event(), False
        self.has_ended, self.sent = False, 0

    def append(self, piece: str) -> None:
        with self.changed:
            self.text += piece
            self.certain = max(self.certain, self.text.rfind(" ") + 1)
            self.changed.notify()

    def flush(self) -> None:
        with self.changed:
            self.certain = len(self.text)
            self.changed.notify()

    def end(self) -> None:
        self.has_ended = True
        self.flush()

    def interrupt(self) -> None:
        with self.changed:
            self.is_interrupted = True
            self.changed.notify()
        self.finished.wait(20)

    def heard(self, played: float | None) -> int:
        words = len(self.ends) if played is None else min(len(self.ends), int(played / WORD_SECONDS) + 1)
        return self.ends[words - 1] if words else 0

    def run(self) -> None:
        place = 0
        try:
            while True:
                with self.changed:
                    if not self.is_interrupted and not self.has_ended and place >= self.certain:
                        self.changed.wait(0.5)
                    text, certain, done = self.text, self.certain, self.has_ended
                if self.is_interrupted or self.stream.gone.is_set():
                    break
                while place < certain and not self.is_interrupted:
                    end = text.find(" ", place, certain)
                    end = certain if end < 0 else end
                    if not self._say(text[place:end], place, end, text[place : end + 1]):
                        return
                    place = end + (text[end : end + 1] == " ")
                if done and place >= len(text):
                    break
            self.stream.put(self._chunk(b"", True))
        finally:
            self.is_over = True
            self.finished.set()

    def _say(self, word: str, start: int, end: int, display: str) -> bool:
        refusals = {
            "refuse": 'input "text": refuse cannot be served',
            "full": "the server is speaking 1 streams, its limit; try again later",
            "away": "the server is going away and takes no new texts; try again later",
            "stopping": "[request id: 1] Server is stopping, scheduler for model has stopped accepting new requests",
            "fault": "model vocoder failed: out of memory",
        }
        if word in refusals:
            self.stream.put(error(self.request_id, refusals[word]))
        elif word == "break":
            self.stream.put(grpc.StatusCode.UNAVAILABLE)
        elif word == "nonsense":
            answer = self._chunk(b"", False)
            del answer.infer_response.outputs[2:], answer.infer_response.raw_output_contents[2:]
            self.stream.put(answer)
        elif word == "hang":
            self.stream.gone.wait(60)
        elif word == "flood":
            while not (self.is_interrupted or self.stream.gone.is_set()):
                self.stream.put(self._chunk(bytes(FLOOD_BYTES), False))
            return True
        elif word:
            self.ends.append(end)
            stamp = {
                "word": word,
                "display": display,
                "text_start": start,
                "text_end": end,
                "start": self.sent * WORD_SECONDS,
            }
            stamp["end"] = stamp["start"] + WORD_SECONDS
            told = [stamp] if self.inputs.get("timestamps") == "word" else []
            self.stream.put(self._chunk(word.encode(self.stream.server.letters), False, told))
            return True
        return not word

    def _chunk(self, audio: bytes, is_last: bool, timestamps=()):
        answer = service_pb2.ModelStreamInferResponse()
        inner, seconds = answer.infer_response, WORD_SECONDS if audio else 0.0
        inner.id = self.request_id
        add(inner, "audio", "BYTES", audio)
        add(inner, "sample_rate", "INT32", struct.pack("<i", 8000), raw=True)
        add(inner, "chunk_index", "INT32", struct.pack("<i", self.sent), raw=True)
        add(inner, "start_seconds", "FP32", struct.pack("<f", self.sent * WORD_SECONDS), raw=True)
        add(inner, "duration_seconds", "FP32", struct.pack("<f", seconds), raw=True)
        add(inner, "timestamps", "BYTES", json.dumps(list(timestamps)).encode())
        add(inner, "is_last", "BOOL", struct.pack("<?", is_last), raw=True)
        if is_last:
            inner.parameters["triton_final_response"].bool_param = True
        self.sent += 1
        return answer


def add(response, name: str, kind: str, content: bytes, raw: bool = False) -> None:
    response.outputs.add(name=name, datatype=kind, shape=[1])
    response.raw_output_contents.append(content if raw else struct.pack("<I", len(content)) + content)


def error(request_id: str, message: str):
    answer = service_pb2.ModelStreamInferResponse(error_message=message)
    answer.infer_response.id = request_id
    return answer


def status_of(message: str) -> grpc.StatusCode:
    if message.startswith('input "'):
        return grpc.StatusCode.INVALID_ARGUMENT
    is_elsewhere = message.endswith("try again later") or "stopping" in message
    return grpc.StatusCode.UNAVAILABLE if is_elsewhere else grpc.StatusCode.INTERNAL


def inputs_of(request):
    for tensor, content in zip(request.inputs, request.raw_input_contents, strict=True):
        if tensor.datatype == "BYTES":
            yield tensor.name, content[4:].decode()
        else:
            form = {"FP32": "<f", "INT32": "<i", "INT64": "<q"}[tensor.datatype]
            yield tensor.name, struct.unpack(form, content)[0]
