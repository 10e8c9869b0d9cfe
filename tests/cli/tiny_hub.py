"""A hub of Piper voices on this machine: a catalogue and files, some of which are not what the catalogue says."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        pass


@contextlib.contextmanager
def tiny_hub(folder: Path) -> Iterator[str]:
    """Serve a folder; yields its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def publish(folder: Path, name: str, files: dict[str, Path]) -> None:
    """Put a voice into the hub; files: name → where it lies."""
    catalogue = folder / "voices.json"
    voices = json.loads(catalogue.read_text()) if catalogue.exists() else {}
    voices[name] = {"key": name, "files": {}}
    for file, path in files.items():
        target = folder / "en" / name / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        voices[name]["files"][f"en/{name}/{file}"] = {
            "size_bytes": path.stat().st_size,
            "md5_digest": hashlib.md5(path.read_bytes()).hexdigest(),
        }
    catalogue.write_text(json.dumps(voices))
