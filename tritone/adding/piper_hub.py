"""Piper's catalogue: which voices it has, and their files with size and hash."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tritone.adding.progress import Progress
from tritone.errors import MissingVoice

HUB_VARIABLE = "TRITONE_PIPER_HUB"
"""A mirror's address in place of the hub's; it holds voices.json and the files this names."""
_HUB = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
_NAME = re.compile(r"[a-z]{2,3}_[A-Z]{2}-[\w]+-(x_low|low|medium|high)")
_WANTED = (".onnx", ".onnx.json", "MODEL_CARD")
_TIMEOUT_SECONDS = 30
_BLOCK_BYTES = 1 << 18
_MOST_CATALOGUE_BYTES, _MOST_FILE_BYTES = 64 << 20, 1 << 30
"""The catalogue has a few megabytes, the largest voice 115."""
_NO_NETWORK = (
    f"fetch its .onnx, .onnx.json and MODEL_CARD where there is a network and give their folder, or set "
    f"{HUB_VARIABLE} to a mirror"
)


def is_piper_name(source: str) -> bool:
    """Whether it reads like a voice of the catalogue: en_US-lessac-medium."""
    return _NAME.fullmatch(source) is not None


def download_voice(name: str, folder: Path, progress: Progress) -> list[Path]:
    """Download a voice's files into a folder, each checked.

    Raises MissingVoice when the hub cannot be reached, does not know the voice, or sends something else.
    """
    hub = os.environ.get(HUB_VARIABLE, _HUB).rstrip("/")
    progress.step(f"asking {urllib.parse.urlsplit(hub).netloc} for {name}")
    try:
        with urllib.request.urlopen(f"{hub}/voices.json", timeout=_TIMEOUT_SECONDS) as answer:
            catalogue = json.loads(answer.read(_MOST_CATALOGUE_BYTES))
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise MissingVoice(f"Piper's catalogue cannot be read at {hub} ({_reason(error)}): {_NO_NETWORK}") from None
    if name not in catalogue:
        near = ", ".join(difflib.get_close_matches(name, catalogue, 5)) or ", ".join(sorted(catalogue)[:10]) + ", …"
        raise MissingVoice(f'Piper\'s catalogue has no voice "{name}"; it has {near}')
    files = []
    for path, facts in catalogue[name]["files"].items():
        if path.endswith(_WANTED):
            target = folder / Path(path).name
            _download(f"{hub}/{urllib.parse.quote(path)}", target, facts, progress)
            files.append(target)
    return files


def _download(url: str, target: Path, facts: Mapping[str, Any], progress: Progress) -> None:
    if not 0 < int(facts["size_bytes"]) <= _MOST_FILE_BYTES:
        raise MissingVoice(f"{target.name} has {facts['size_bytes']} bytes; allowed: up to {_MOST_FILE_BYTES:,}")
    expected, digest, done = int(facts["size_bytes"]), hashlib.md5(usedforsecurity=False), 0
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_SECONDS) as answer, target.open("wb") as file:
            # not a byte more than was announced, whatever is sent
            while done < expected and (block := answer.read(min(_BLOCK_BYTES, expected - done))):
                file.write(block)
                digest.update(block)
                done += len(block)
                progress.part(target.name, done, expected)
    except (urllib.error.URLError, TimeoutError, ConnectionError, HTTPException) as error:
        raise MissingVoice(f"{target.name} cannot be downloaded ({_reason(error)}): try again later") from None
    if done != expected:
        raise MissingVoice(f"{target.name} broke off after {done} of {expected} bytes: try again")
    if digest.hexdigest() != facts["md5_digest"]:
        raise MissingVoice(
            f"{target.name} is not what the catalogue says (md5 {digest.hexdigest()[:12]}…, expected "
            f"{facts['md5_digest'][:12]}…): nothing was added; try again, or ask whoever runs the hub"
        )


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", None) or error) or type(error).__name__
