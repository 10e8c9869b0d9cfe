"""A replica without a model for Envoy to find: gRPC, HTTP and the health port, and what went over them."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc

from loadtest.fleet.envoy_files import Replica
from tests.client.fake_server import FakeServer, error

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


class _Web(BaseHTTPRequestHandler):
    """HTTP as Triton 24.10 answers it: 400 where a server is full."""

    protocol_version = "HTTP/1.1"
    served_by: FakeReplica

    def do_GET(self) -> None:
        self._answer(200 if self.served_by.is_ready else 503, b"ready" if self.served_by.is_ready else b"going away")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.served_by.posts.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        if self.served_by.is_full:
            self._answer(400, json.dumps({"error": FULL}).encode())
        else:
            self._answer(200, b'data: {"audio": "", "is_last": true}\n\n')

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
