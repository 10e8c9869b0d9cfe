"""The faults that `python -m loadtest.faults` puts a server through, one class for each kind."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loadtest.runs.children import STOP_SECONDS, end
from loadtest.runs.serve_command import Served, why_no_private_shared_memory
from tritone.server.running.stubs import find_stubs
from tritone.voices.installed import get_voice

MODELS = ("text_frontend", "acoustic", "vocoder", "tts")


@dataclass
class Fault:
    """One row; this one injects nothing."""

    name: str
    serve_arguments: Sequence[str] = ()
    private_shared_memory: str | None = None
    voices: Sequence[str | None] = (None,)
    """What the load's clients ask for, by turns."""
    most_streams: int | None = None
    """A limit of the server: clients beyond it are refused, which is the fault."""
    loses_streams: bool = False
    """Whether streams in flight may end with an error."""
    environment: dict[str, str] = field(default_factory=dict)
    answer_seconds: float = 5.0
    """Longest time that a client may see nothing."""
    whole_seconds: float = 15.0

    def may_refuse(self) -> bool:
        """Whether clients may be told an error: streams are lost with it, or some are refused, which is the fault."""
        return self.loses_streams or self.most_streams is not None or tuple(self.voices) != (None,)

    def why_not(self) -> str | None:
        """What keeps it from being tried on this machine."""
        return None

    @contextlib.contextmanager
    def prepared(self) -> Iterator[None]:
        """What must be there before the server starts."""
        yield

    def inject(self, serve: Served) -> None:
        """Let it happen."""

    def relieve(self, serve: Served) -> None:
        """End what does not end by itself; called some seconds later."""


def _server(serve: Served) -> int:
    pid = serve.server_pid()
    if pid is None:
        raise RuntimeError("there is no server to do harm to: " + " | ".join(serve.said[-5:]))
    return pid


@dataclass
class KilledStub(Fault):
    """kill -9 of one process of a model."""

    model: str = ""

    def inject(self, serve: Served) -> None:
        stubs = [stub.pid for stub in find_stubs(_server(serve)) if stub.model == self.model]
        os.kill(stubs[-1], signal.SIGKILL)


@dataclass
class FrozenModel(Fault):
    """All processes of a model are there and do nothing."""

    model: str = ""

    def inject(self, serve: Served) -> None:
        for stub in find_stubs(_server(serve)):
            if stub.model == self.model:
                os.kill(stub.pid, signal.SIGSTOP)


@dataclass
class KilledServer(Fault):
    """kill -9 of tritonserver."""

    def inject(self, serve: Served) -> None:
        os.kill(_server(serve), signal.SIGKILL)


@dataclass
class BadClients(Fault):
    """Clients of processes of their own, who read a long text's first chunk and are then stopped or killed."""

    number: signal.Signals = signal.SIGKILL
    count: int = 4
    _clients: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def inject(self, serve: Served) -> None:
        command = [sys.executable, "-m", "loadtest.faults.bad_client", serve.grpc_url, str(os.getpid())]
        self._clients = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(self.count)]
        for client in self._clients:
            assert client.stdout is not None
            client.stdout.readline()  # it has heard something
            client.send_signal(self.number)

    def relieve(self, serve: Served) -> None:
        for client in self._clients:
            end(client, signal.SIGKILL, STOP_SECONDS)


@dataclass
class BrokenVoice(Fault):
    """A voice whose checkpoint is garbage, beside one that works."""

    @contextlib.contextmanager
    def prepared(self) -> Iterator[None]:
        with tempfile.TemporaryDirectory() as folder:
            voice = Path(folder) / "broken"
            voice.mkdir()
            garbage = b"not a model at all " * 5000
            (voice / "weights.onnx").write_bytes(garbage)
            manifest = json.loads((get_voice("heart").folder / "heart.json").read_text(encoding="utf-8"))
            manifest["name"] = "broken"
            manifest["files"] = {"weights": {"path": "weights.onnx", "sha256": hashlib.sha256(garbage).hexdigest()}}
            (voice / "voice.json").write_text(json.dumps(manifest), encoding="utf-8")
            self.environment = {"TRITONE_VOICES": folder}
            yield


@dataclass
class NoSharedMemory(Fault):
    """/dev/shm fills up to the last page."""

    def why_not(self) -> str | None:
        return why_no_private_shared_memory()

    def inject(self, serve: Served) -> None:
        with contextlib.suppress(OSError), self._filler(serve).open("wb", buffering=0) as file:
            while file.write(bytes(4096)) == 4096:
                pass

    def relieve(self, serve: Served) -> None:
        self._filler(serve).unlink()

    @staticmethod
    def _filler(serve: Served) -> Path:
        # through the process, which has a /dev/shm of its own
        return Path(f"/proc/{serve.process.pid}/root/dev/shm/filler")


FAULTS: tuple[Fault, ...] = (
    Fault("nothing"),
    *(KilledStub(f"kill {model}", model=model, loses_streams=model == "tts") for model in MODELS),
    KilledServer("kill server", loses_streams=True),
    FrozenModel(
        "freeze vocoder", model="vocoder", loses_streams=True, answer_seconds=20.0, whole_seconds=25.0
    ),  # a hang must be asked for, and the answer waited for
    BadClients("clients stop reading", number=signal.SIGSTOP),
    BadClients("clients vanish", number=signal.SIGKILL),
    Fault("full queue", serve_arguments=("--max-streams", "6"), most_streams=6),
    BrokenVoice("voice fails to load", serve_arguments=("--voices", "heart,all"), voices=(None, "broken")),
    # so little that regions begin with 1 MiB and must grow
    NoSharedMemory("no shared memory", private_shared_memory="20m", loses_streams=True),
)
