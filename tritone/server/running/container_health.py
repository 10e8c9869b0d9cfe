"""Ask the server in this container to speak; exit status 0 when it does (the image's HEALTHCHECK).

    python -m tritone.server.running.container_health

Triton's own readiness stays good after a model's process has died (up to 25.11), and a stream that this process served
hangs. So one word is synthesised: it passes through all four models. Under `tritone serve` it is asked for on the
server's private line, past its ports and its metrics: who fills them shall not look like a fault, nor this check like a
user. Under a plain Triton, or where TRITONE_HEALTH_URL names an address, it is asked for as by any caller.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from tritone.server.http_calls import FAILURES, ask_url
from tritone.server.running.control import ServerControl
from tritone.server.running.private_line import FOLDER_VARIABLE, NobodyAnswers, PrivateLine

URL_VARIABLE = "TRITONE_HEALTH_URL"
_URL = "http://127.0.0.1:8000"
_TIMEOUT_SECONDS = 10.0
FULL = ("--max-streams", "--max-load", "--max-first-audio-seconds", "try again later")
"""Words of the refusals of a server at its limits; each has one of them at least."""


def main() -> int:
    """Exit status 1 when something is wrong, which standard error tells."""
    try:
        url, line = os.environ.get(URL_VARIABLE), private_line()
        problem = speak(line) if url is None and line is not None else listen(url or _URL)
    except (*FAILURES, ValueError) as error:
        problem = repr(error)
    if problem:
        print(f"unhealthy: {problem}", file=sys.stderr)
    return 1 if problem else 0


def private_line(proc: Path = Path("/proc")) -> PrivateLine | None:
    """That of the one server in this container; None where there is none, or several."""
    folders = set()
    for environment in proc.glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):  # it ended, or is another user's
            for variable in environment.read_bytes().split(b"\0"):
                name, _, folder = variable.partition(b"=")
                if name == FOLDER_VARIABLE.encode():
                    folders.add(Path(os.fsdecode(folder)))
    return PrivateLine(folders.pop()) if len(folders) == 1 else None


def speak(line: PrivateLine) -> str:
    """What is wrong, or "" if a word was spoken. Raises FAILURES or ValueError."""
    try:
        return ServerControl(line).speak(_TIMEOUT_SECONDS) or ""
    except NobodyAnswers as error:
        return str(error)


def listen(url: str) -> str:
    """What is wrong, or "" if a complete utterance came back. Raises FAILURES or ValueError."""
    body = json.dumps({"text": "Yes.", "encoding": "base64"})
    answer = ask_url(url, "POST", "/v2/models/tts/generate_stream", body=body, seconds=_TIMEOUT_SECONDS)
    if any(limit in answer.text for limit in FULL):
        return ""  # busy, not broken: a restart would end everyone's stream. (Its status may be 200, 400 or 503.)
    if answer.status != 200:
        return f"HTTP {answer.status}: {answer.text[:300]}"
    lines = answer.body.splitlines()
    return _fault([json.loads(line[len(b"data:") :]) for line in lines if line.startswith(b"data:")])


def _fault(events: list[dict[str, Any]]) -> str:
    if not events:
        return "an empty answer"
    if "error" in events[-1]:
        return str(events[-1]["error"])
    if not events[-1].get("is_last"):
        return "the stream broke off"
    return "" if any(event.get("audio") for event in events) else "no audio in the answer"


if __name__ == "__main__":
    sys.exit(main())
