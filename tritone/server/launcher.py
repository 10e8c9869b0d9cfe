"""Start a Triton server with Tritone's models, wait until it speaks, and stop it without a trace."""

from __future__ import annotations

import contextlib
import os
import sys
import sysconfig
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import tritone
from tritone.server.access.api_keys import KEYS_VARIABLE
from tritone.server.access.exposure import check_access, exposure_warnings
from tritone.server.access.tls import tls_arguments
from tritone.server.errors import ServerStartFailed
from tritone.server.forwarded_headers import FORWARDING
from tritone.server.http_calls import FAILURES, ask
from tritone.server.machine.addresses import address_arguments, bare, in_url, local_host
from tritone.server.machine.checks import require_ready
from tritone.server.machine.device_defaults import with_device_defaults
from tritone.server.machine.locate import TritonServer, find_server
from tritone.server.machine.ports import choose_ports
from tritone.server.machine.shared_memory import region_bytes
from tritone.server.machine.temporary_folder import temporary_folder
from tritone.server.model_repository import count_instances
from tritone.server.options import ServeOptions
from tritone.server.running.control import FAILURES as NO_ANSWER
from tritone.server.running.control import ServerControl, locked_arguments
from tritone.server.running.last_guard import LastGuard
from tritone.server.running.private_line import PrivateLine
from tritone.server.running.process import ServerProcess
from tritone.server.running.run_folder import RunFolder, locked_folder
from tritone.server.running.server_log import LogFollower, explain_failure, has_started, loaded_models
from tritone.server.running.shared_regions import SharedRegions
from tritone.server.traces import FLUSH_SECONDS, TRACE_VARIABLE, collector_url, trace_arguments

PUBLIC_MODEL = "tts"
# A client that vanished without a word costs work until a ping goes unanswered; Triton's default is two hours.
_KEEPALIVE_MS = 30_000
# So often a client may try a quiet connection; by default Triton ends one that is tried more than every five minutes.
_LEAST_PING_MS = 5_000
_POLL_SECONDS = 0.05
# What is left to a server that cannot be asked to end its streams; and to one whose callers were just told the end.
_GIVE_UP_SECONDS, _LAST_WORDS_SECONDS = 5.0, 0.5
_WARM_SECONDS = 60.0
# ONNX Runtime's own builds send telemetry. No model of ours loads it; a voice family of somebody else's may.
_NO_TELEMETRY = "ORT_DISABLE_TELEMETRY"
_THREAD_LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_NOT_INHERITED = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP")


@dataclass(frozen=True)
class RunningServer:
    """A server that is ready."""

    host: str
    """For clients on this machine."""
    http_port: int
    grpc_port: int
    metrics_port: int
    process: ServerProcess
    log: Path
    ready_seconds: float
    """From starting the process to the models being ready."""

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def grpc_url(self) -> str:
        """As tritonclient wants it: without a scheme."""
        return f"{in_url(self.host)}:{self.grpc_port}"

    @property
    def http_url(self) -> str:
        return f"http://{in_url(self.host)}:{self.http_port}"

    @property
    def metrics_url(self) -> str:
        return f"http://{in_url(self.host)}:{self.metrics_port}/metrics"


def _silent(_: str) -> None:
    pass


@contextlib.contextmanager
def running_server(
    options: ServeOptions | None = None,
    *,
    model_repository: Path | None = None,
    on_progress: Callable[[str], None] = _silent,
) -> Iterator[RunningServer]:
    """A server that runs as long as the context, on free ports unless options say otherwise.

    model_repository: serve this one, as it is, instead of one written from the options (it needs a model `tts`).
    on_progress is told what happens until the server is ready. Raises what can stand in the way: MachineNotReady,
    ServerNotFound, PortTaken, ServerStartFailed.
    """
    with launch_site(options, model_repository=model_repository) as site:
        yield site.start(on_progress)


@contextlib.contextmanager
def launch_site(options: ServeOptions | None = None, *, model_repository: Path | None = None) -> Iterator[LaunchSite]:
    """All that a server is started from; what was started there is stopped when the context ends.

    Arguments as for running_server. Raises MachineNotReady, ServerNotFound, PortTaken.
    """
    options = with_device_defaults(options or ServeOptions())
    server = find_server(options.server)
    access_warnings = check_access(options)
    ports = choose_ports(
        bare(options.host),
        {"--http-port": options.http_port, "--grpc-port": options.grpc_port, "--metrics-port": options.metrics_port},
        {f"--{service}-port": bare(options.host_of(service)) for service in ("http", "metrics")},
    )
    if model_repository is None:
        # Checked only here: a repository of one's own may need neither voice nor PyTorch.
        require_ready(server, options)
    with temporary_folder() as place:
        folder = RunFolder(place, server, options, model_repository)
        with (
            locked_folder(folder.path),
            contextlib.closing(LastGuard(folder.path, options.exit_timeout_seconds + _GIVE_UP_SECONDS)) as guard,
        ):
            folder.complete()
            site = LaunchSite(options, ports, server, folder, guard)
            site.warnings += access_warnings
            try:
                yield site
            finally:
                site.stop()


class LaunchSite:
    """A run folder, ports and a command line: the place where one server at a time is started, perhaps again."""

    def __init__(
        self,
        options: ServeOptions,
        ports: dict[str, int],
        server: TritonServer,
        folder: RunFolder,
        guard: LastGuard,
    ):
        self.options, self.log, self.models = options, folder.log, folder.models
        self._regions = SharedRegions()
        line = PrivateLine(folder.line)
        self.control = ServerControl(line)
        self.command = [
            *server_command(server, options, ports, folder.models, folder.backends),
            *tls_arguments(options),
            *trace_arguments(collector_url(options.trace), options.trace_rate),
            *locked_arguments(has_keys=bool(options.api_keys_file)),
            *folder.arguments(),
            *self._regions.arguments(),
        ]
        """The command line of tritonserver."""
        self._environment = {
            **server_environment(server, folder.libraries),
            **line.environment(),
            TRACE_VARIABLE: collector_url(options.trace),
            KEYS_VARIABLE: os.path.abspath(options.api_keys_file) if options.api_keys_file else "",
        }
        self.warnings = exposure_warnings(options, server.version)
        """What whoever starts it has to know."""
        self._ports, self._folder, self._guard = ports, folder, guard
        self._process: ServerProcess | None = None

    def start(self, on_progress: Callable[[str], None] = _silent) -> RunningServer:
        """Start the server and wait until it speaks; raises ServerStartFailed. The one before must have ended."""
        host, ports = local_host(self.options.host), self._ports
        self._folder.complete()
        with contextlib.closing(LogFollower(self.log)) as follower:
            follower.skip()  # what the server before had to say
            self._process = ServerProcess(self.command, self._environment, self.log, self._regions)
            self._guard.watch(self._process.pid, self._regions.prefix)
            began = time.monotonic()
            self._wait_until_ready(self._process, follower, on_progress)
            self._warm()
            ready_seconds = time.monotonic() - began
        return RunningServer(
            host,
            ports["--http-port"],
            ports["--grpc-port"],
            ports["--metrics-port"],
            self._process,
            self.log,
            ready_seconds,
        )

    def _wait_until_ready(
        self, process: ServerProcess, follower: LogFollower, on_progress: Callable[[str], None]
    ) -> None:
        options, ports = self.options, self._ports
        began, lines = time.monotonic(), list[str]()
        while True:
            added = follower.new_lines()
            lines += added
            for model in loaded_models(added):
                on_progress(f"loaded {model}")
            self.close_memory_to_others()
            status = process.exit_status()
            if status is not None:
                raise ServerStartFailed("the server gave up: " + explain_failure(lines + follower.new_lines(), status))
            seconds = time.monotonic() - began
            # a port whose connections strangers hold since the server before says nothing; the log does
            if _answers(options.host_of("http"), ports["--http-port"]) or has_started(PUBLIC_MODEL, lines):
                return
            if seconds > options.start_timeout_seconds:
                raise ServerStartFailed(
                    f"the server was not ready after {options.start_timeout_seconds:g} s: "
                    + explain_failure(lines, None)
                )
            time.sleep(_POLL_SECONDS)

    def complete(self) -> None:
        """Write what is missing of the run folder: a model is about to be loaded from it."""
        with contextlib.suppress(OSError):  # a full disk: what is missing will be named
            self._folder.complete()

    def close_memory_to_others(self) -> None:
        """What the server and its models share by now can be read by nobody else."""
        self._regions.close_to_others()

    def _warm(self) -> None:
        """A word with each voice, so that the first caller finds nothing to be done for the first time."""
        with contextlib.suppress(*NO_ANSWER):  # a repository without a `tts` of ours
            self.control.speak(_WARM_SECONDS, with_all=True)

    def kill(self) -> None:
        """End the server and all it started, at once; its callers' connections break."""
        if self._process is not None:
            self._process.kill()

    def stop(self) -> None:
        """Stop the server, if one runs, and let its streams finish."""
        if self._process is not None:
            ports = [self._ports["--http-port"], self._ports["--grpc-port"]]
            # Triton's own spans of the last streams are still to be sent
            unsent_seconds = FLUSH_SECONDS if self.options.trace else 0.0
            stop(self._process, self.control, ports, self.options.exit_timeout_seconds, unsent_seconds)


def stop(
    process: ServerProcess,
    control: ServerControl,
    ports: Collection[int],
    exit_timeout_seconds: float,
    unsent_seconds: float = 0.0,
) -> None:
    """Stop the server and everything it started; a second Ctrl-C while streams end ends everything at once.

    ports: where callers are connected who may not have taken yet all that was sent to them; unsent_seconds: for what
    the server itself has to send to others.
    """
    deadline = time.monotonic() + exit_timeout_seconds
    try:
        # A server that is told to stop refuses its models' calls to each other, which would break every stream, and
        # answers newcomers "unknown model": so it is never told, as long as `tts` speaks for it.
        listening = control.finish_streams(exit_timeout_seconds) if process.exit_status() is None else None
        if listening is None:
            process.interrupt()
            if process.wait(_GIVE_UP_SECONDS):
                process.finish()
                return
        else:
            deadline = max(min(deadline, time.monotonic() + listening), time.monotonic() + _LAST_WORDS_SECONDS)
            while time.monotonic() < deadline and process.has_callers(ports):
                time.sleep(_POLL_SECONDS)
            time.sleep(unsent_seconds)
    finally:
        process.kill()


def server_command(
    server: TritonServer, options: ServeOptions, ports: dict[str, int], models: Path, backends: Path
) -> list[str]:
    """The command line of tritonserver."""
    instances = count_instances(models)
    return [
        str(server.binary),
        f"--model-repository={models}",
        f"--backend-directory={backends}",
        f"--cache-directory={server.caches}",
        *address_arguments(options.host, options.host_of("http"), options.host_of("metrics")),
        *(f"{option}={port}" for option, port in ports.items()),
        f"--grpc-keepalive-time={_KEEPALIVE_MS}",
        f"--grpc-http2-min-recv-ping-interval-without-data={_LEAST_PING_MS}",
        *FORWARDING,
        f"--exit-timeout-secs={options.exit_timeout_seconds}",
        f"--backend-config=python,shm-default-byte-size={region_bytes(instances)}",
        f"--backend-config=python,thread-pool-size={call_threads(instances)}",
    ]


def call_threads(instances: int) -> int:
    """How many threads the server needs for the calls and sends of one orchestrator.

    Each holds a thread of the orchestrator and one of the server, and a server that ran out of them would stop every
    stream. The orchestrator has two for each instance at most and seven more; 32 is Triton's default, and hundreds cost
    0.1 ms of CPU time per second of audio.
    """
    return max(32, 4 * instances)


def server_environment(server: TritonServer, library_folder: Path) -> dict[str, str]:
    """Ours, such that the stubs run this Python with this Tritone.

    library_folder: where a link to libpython lies, for the embedded server.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    # A stub takes the first python3 on PATH for its own; not resolved, since a virtual environment's is a link.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", os.defpath)])
    source_root = Path(tritone.__file__).resolve().parent.parent
    if source_root not in (Path(sysconfig.get_path(name)).resolve() for name in ("purelib", "platlib")):
        environment["PYTHONPATH"] = str(source_root)
    if server.libraries is not None:
        folders = [str(library_folder), str(server.libraries), environment.get("LD_LIBRARY_PATH", "")]
        environment["LD_LIBRARY_PATH"] = ":".join(folder for folder in folders if folder)
    # One process per model instance: more threads in each would only fight over the cores.
    for name in _THREAD_LIMITS:
        environment.setdefault(name, "1")
    environment.setdefault(_NO_TELEMETRY, "1")
    return environment


def _answers(host: str, port: int) -> bool:
    """Whether server and public model say that they are ready. (The server alone says so with a model missing.)"""
    try:
        return all(
            ask(local_host(host), port, "GET", path, seconds=2.0).status == 200
            for path in ("/v2/health/ready", f"/v2/models/{PUBLIC_MODEL}/ready")
        )
    except FAILURES:
        return False
