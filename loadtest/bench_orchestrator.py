"""How many chunks a second the orchestrator can send on one core, when models and transport take no time.

    python -m loadtest.bench_orchestrator --streams 24 --seconds 10
    python -m loadtest.bench_orchestrator --triton

The first runs the Orchestrator over null models in this process, kept to one core; what counts is chunks per second
of CPU time, which other work on the machine does not change much. With --triton a real server runs the real `tts` and
`text_frontend` over null acoustic and vocoder models, with clients on the same machine; its CPU time is shown by
process. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import threading
import time

from loadtest.engines.null_stages import NullStages
from tritone.bridge.process.kept_memory import keep_freed_memory
from tritone.pipeline.chunks import Chunk
from tritone.streaming.orchestrator import Orchestrator, OrchestratorSettings

TEXT_CHARACTERS = 400
"""25 s of audio in four segments: 17 chunks."""
NEEDED_CHUNKS_PER_SECOND = 4000


class NullSink:
    """Counts chunks; tells when its stream is over."""

    def __init__(self, ended: threading.Semaphore):
        self.chunks, self.audio_seconds, self.error = 0, 0.0, None
        self._ended = ended

    def send(self, chunk: Chunk) -> None:
        self.chunks += 1
        self.audio_seconds += chunk.duration_seconds
        if chunk.is_last:
            self._ended.release()

    def fail(self, error: Exception) -> None:
        self.error = error
        self._ended.release()

    def is_cancelled(self) -> bool:
        return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--streams", type=int, default=24, help="streams at a time")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--profile", action="store_true", help="show where the vocoder pool's first thread spends time")
    parser.add_argument("--triton", action="store_true", help="through a real server with null models")
    options = parser.parse_args()
    if options.triton:
        from loadtest.engines.null_models import measure_server

        result = measure_server(options.streams, options.seconds)
    else:
        result = measure(options.streams, options.seconds, options.profile)
    print(json.dumps(result))
    return 0


def measure(streams: int, seconds: float, profile: bool = False) -> dict[str, float]:
    """Closed loop of so many streams over null models on one core."""
    keep_freed_memory()  # as the process of `tts` does
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    if profile:
        _profile_pool_threads()
    running = Orchestrator(OrchestratorSettings(max_streams=streams), NullStages())
    ended = threading.Semaphore(streams)
    sinks: list[NullSink] = []
    inputs = {"text": b"x" * TEXT_CHARACTERS, "seed": 1}
    began, cpu_began = time.perf_counter(), time.process_time()
    while time.perf_counter() < began + seconds:
        ended.acquire()
        sinks.append(NullSink(ended))
        running.start_stream(inputs, sinks[-1])
    running.close()
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu_began
    os.sched_setaffinity(0, cores)
    chunks = sum(sink.chunks for sink in sinks)
    failed = sum(sink.error is not None for sink in sinks)
    print(
        f"{chunks} chunks of {len(sinks)} streams ({failed} failed) in {wall:.1f} s, {cpu:.1f} s of CPU: "
        f"{chunks / wall:.0f} a second, {chunks / cpu:.0f} a second of CPU (needed: {NEEDED_CHUNKS_PER_SECOND}), "
        f"{cpu / chunks * 1e6:.0f} µs each; {sum(sink.audio_seconds for sink in sinks) / wall:.0f} × real time"
    )
    if profile:
        _show_profile()
    return {
        "streams": streams,
        "chunks": chunks,
        "failed": failed,
        "chunks_per_second": chunks / wall,
        "chunks_per_cpu_second": chunks / cpu,
    }


_profiles: list[cProfile.Profile] = []


def _profile_pool_threads() -> None:
    from tritone.streaming.calls.stage_pool import StagePool

    run = StagePool._run

    def profiled(pool: StagePool) -> None:
        profile = cProfile.Profile(time.thread_time)
        _profiles.append(profile)
        profile.runcall(run, pool)

    StagePool._run = profiled


def _show_profile() -> None:
    stats = pstats.Stats(_profiles[0])
    for profile in _profiles[1:]:
        stats.add(profile)
    stats.sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    raise SystemExit(main())
