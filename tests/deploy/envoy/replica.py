"""A replica without a model for Envoy to find: gRPC, HTTP and the health port, and what went over them."""

from __future__ import annotations

import base64
import json
import math
import re
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc

from loadtest.fleet.envoy_files import Replica
from tests.client.fake_server import HEART, WORD_SECONDS, FakeServer, error

RATE_HZ = 24_000
VOICES = [
    HEART,
    {**HEART, "name": "ewa", "language": "pl", "commercial_use": "check", "default": False, "loaded": False},
]
FULL = "the server is speaking 1 streams, its limit; try again later"


class FakeReplica(FakeServer):
    """Answers as FakeServer does unless it is full, held, or going away."""

    def __init__(self) -> None:
        self.is_full, self.is_ready = False, True
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.begun = threading.Event()
        """A stream has come that waits until it may be answered."""
        self.posts: list[tuple[str, dict[str, str], bytes]] = []
        """Path, headers and body of what was posted over HTTP."""
        self.last_model = ""
        """Which model the last request was for."""
        self.raw: list[bytes] = []
        """Requests of streams as they came."""
        replica = self

        class Handler(_Web):
            served_by = replica

        self._web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._web.serve_forever, args=(0.05,), daemon=True).start()
        super().__init__()

    @property
    def place(self) -> Replica:
        return Replica(self.port, self._web.server_port, self._web.server_port)

    def stop(self) -> None:
        self.may_answer.set()
        super().stop()
        self._web.shutdown()
        self._web.server_close()

    def ModelInfer(self, request, context):
        self.last_model = request.model_name
        return super().ModelInfer(request, context)

    def _of_known_models(self, requests, context):
        for request in requests:
            self.last_model = request.model_name
            self.raw.append(request.SerializeToString())
            if request.model_name == "tts":
                yield request

    def ModelStreamInfer(self, requests, context):
        if not self.is_full:
            self.begun.set()
            self.may_answer.wait(20)
            yield from super().ModelStreamInfer(self._of_known_models(requests, context), context)
            return
        self.streams += 1
        request = next(requests)
        if dict(context.invocation_metadata()).get("triton_grpc_error") == "true":
            context.abort(grpc.StatusCode.UNAVAILABLE, FULL)
        yield error(request.id, FULL)


def _spoken(index: int, found: re.Match[str] | None, is_last: bool) -> dict[str, object]:
    begins = index * WORD_SECONDS
    tone = b"".join(struct.pack("<h", int(8000 * math.sin(at * 0.1))) for at in range(int(RATE_HZ * WORD_SECONDS)))
    stamp = found and {
        "word": found[1],
        "display": found[0],
        "text_start": found.start(),
        "text_end": found.end(1),
        "start": begins,
        "end": begins + WORD_SECONDS,
    }
    return {
        "audio": base64.b64encode(tone if found else b"").decode(),
        "sample_rate": RATE_HZ,
        "chunk_index": index,
        "start_seconds": begins,
        "duration_seconds": WORD_SECONDS if found else 0.0,
        "timestamps": json.dumps([stamp] if stamp else []),
        "is_last": is_last,
    }


class _Web(BaseHTTPRequestHandler):
    """HTTP as Triton 24.10 answers it: 400 where a server is full."""

    protocol_version = "HTTP/1.1"
    served_by: FakeReplica

    def do_GET(self) -> None:
        self._answer(200 if self.served_by.is_ready else 503, b"ready" if self.served_by.is_ready else b"going away")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.served_by.posts.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        inputs = json.loads(body)
        if self.served_by.is_full:
            self._answer(400, json.dumps({"error": FULL}).encode())
        elif self.path == "/v2/models/voices/generate":
            self._answer(200, json.dumps({"voices": json.dumps(VOICES)}).encode())
        elif "refuse" in inputs["text"]:
            self._answer(400, b'data: {"error": "input \\"speed\\": 9 is out of range; allowed: 0.25 to 4.0"}')
        else:
            self._stream(inputs["text"])

    def _stream(self, text: str) -> None:
        """A word is an event with a tone, as `tts` sends them; at "hang" nothing comes until the caller goes away."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for index, found in enumerate(re.finditer(r"(\S+)\s*", text)):
            if found[1] == "hang":
                self.rfile.peek(1)
                self.served_by.ended_by_caller.set()
                self.close_connection = True
                return
            if found[1] == "fault":
                self._event({"error": "model vocoder failed: out of memory"})
                return self._chunk(b"")
            self._event(_spoken(index, found, is_last=False))
        self._event(_spoken(index + 1, None, is_last=True))
        self._chunk(b"")

    def _event(self, event: dict[str, object]) -> None:
        self._chunk(b"data: " + json.dumps(event).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n" % len(data) + data + b"\r\n")
        self.wfile.flush()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
