"""Have the voices' own runtimes say the cases that they can: plain text, in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import soundfile

from loadtest.listen.cases import Case
from loadtest.listen.recordings import Recording
from loadtest.peers import write_waves
from loadtest.peers.install import peers_python
from loadtest.runs.children import bound
from tritone.voices.installed import get_voice
from tritone.voices.voice import WEIGHTS, Voice

_STYLE_FLOATS = 256


def said_by_peers(names: Sequence[str], cases: Sequence[Case]) -> Iterator[Recording]:
    """Each case without markup by each of these voices, as it is said without Tritone. Raises PeersMissing."""
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            yield from _said(get_voice(name), [case for case in cases if _can_be_said(case)], Path(folder))


def _can_be_said(case: Case) -> bool:
    return not case.text.startswith("<speak") and case.format == "pcm"


def _said(voice: Voice, cases: Sequence[Case], folder: Path) -> Iterator[Recording]:
    command = bound([*_command(voice, folder)])
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        for case in cases:
            print(f"{voice.name}, its own runtime: {case.key} …", file=sys.stderr, flush=True)
            path = folder / "said.wav"
            process.stdin.write(json.dumps({"text": case.text, "speed": case.speed, "path": str(path)}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline() or '{"error": "its process ended"}')
            if "error" in answer:
                print(f"  {answer['error']}", file=sys.stderr)
                continue
            samples, rate_hz = soundfile.read(path, dtype="float32")
            yield Recording(case.key, voice.name, samples, rate_hz)
        process.stdin.close()


def _command(voice: Voice, folder: Path) -> list[str]:
    script = write_waves.__file__
    if voice.family == "hibari":
        return [sys.executable, script, "hibari"]
    weights = str(voice.checked(WEIGHTS))
    if voice.family == "piper":
        return [str(peers_python()), script, "piper", weights]
    styles = folder / f"{voice.name}.npz"
    style = np.fromfile(voice.path("style"), np.float32).reshape(-1, 1, _STYLE_FLOATS)
    np.savez(styles, **{voice.name: style})  # type: ignore[arg-type]
    vocabulary = str(voice.path("vocabulary"))
    return [str(peers_python()), script, "kokoro", weights, str(styles), vocabulary, voice.name, voice.language]
