"""A client that reads a long text's stream and says so once it has begun: `bad_client URL PARENT_PID`."""

from __future__ import annotations

import sys

from loadtest.runs.children import die_with_parent
from tritone.client import synthesize_stream

_TEXT_CHARACTERS = 20_000
_SENTENCE = "This goes on and on, as long texts do. "


def main() -> None:
    url, parent = sys.argv[1], int(sys.argv[2])
    die_with_parent(parent)  # even while it is stopped
    text = _SENTENCE * (_TEXT_CHARACTERS // len(_SENTENCE))
    for chunk in synthesize_stream(url, text, chunk_timeout_seconds=600):
        if chunk.index == 0:
            print("reading", flush=True)


if __name__ == "__main__":
    main()
