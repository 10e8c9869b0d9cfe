"""Ask the server in this container to speak; exit status 0 when it does (the image's HEALTHCHECK).

Triton's own readiness stays good after a model's process has died (up to 25.11), and a stream that this process served
hangs. So one word is synthesised: it passes through all four models. Needs nothing but Python's standard library.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request

URL = os.environ.get("TRITONE_HEALTH_URL", "http://127.0.0.1:8000")
TIMEOUT_SECONDS = 10.0


def main() -> int:
    try:
        problem = listen()
    except (OSError, ValueError) as error:
        problem = repr(error)
    if problem:
        print(f"unhealthy: {problem}", file=sys.stderr)
    return 1 if problem else 0


def listen() -> str:
    """What is wrong, or "" if a whole utterance came back."""
    request = urllib.request.Request(
        f"{URL}/v2/models/tts/generate_stream",
        json.dumps({"text": "Yes.", "encoding": "base64"}).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            events = [json.loads(line[len(b"data:") :]) for line in answer if line.startswith(b"data:")]
    except urllib.error.HTTPError as error:
        said = error.read().decode("utf-8", "replace")
        # A server at its limit is busy, not ill: a restart would end everyone's stream. (Its status may be 400.)
        return "" if "--max-streams" in said else f"HTTP {error.code}: {said.strip()[:300]}"
    if not events:
        return "an empty answer"
    if "error" in events[-1]:
        return "" if "--max-streams" in events[-1]["error"] else events[-1]["error"]
    if not events[-1].get("is_last"):
        return "the stream broke off"
    return "" if any(event.get("audio") for event in events) else "no audio in the answer"


if __name__ == "__main__":
    sys.exit(main())
