"""A collector of traces on a free port of this machine, which keeps what it is sent."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator

from tritone.tracing.exporter import SpanExporter


class Collector:
    """Takes OTLP over HTTP in JSON."""

    def __init__(self, status: int = 200) -> None:
        self.status, self.bodies = status, []
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.bodies.append((self.path, self.headers["Content-Type"], json.loads(body)))
                self.send_response(collector.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def __enter__(self) -> Collector:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def spans(self) -> list[dict]:
        """All that came, in order, each with its attributes as a dict."""
        return [
            span | {"attributes": _values(span.get("attributes", []))}
            for _, _, body in list(self.bodies)
            for resource in body["resourceSpans"]
            for scope in resource["scopeSpans"]
            for span in scope["spans"]
        ]


def _values(attributes: list[dict]) -> dict:
    return {attribute["key"]: next(iter(attribute["value"].values())) for attribute in attributes}


@contextlib.contextmanager
def collected() -> Iterator[tuple[Collector, SpanExporter]]:
    """A collector, and an exporter to it."""
    with Collector() as collector:
        exporter = SpanExporter(f"http://127.0.0.1:{collector.port}/v1/traces", {})
        yield collector, exporter
        exporter.close()
