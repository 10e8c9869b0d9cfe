"""What a server on a GPU is given where its operator says nothing: more instances, larger batches, more streams."""

from __future__ import annotations

import dataclasses
import os
from typing import TypeVar

from tritone.devices.gpus import usable_gpus
from tritone.server.options import ModelOptions

Options = TypeVar("Options", bound=ModelOptions)

MAX_BATCH_SIZE = 32
MAX_STREAMS = 1000
CHUNK_SECONDS = 2.0
"""There are CUDA graphs for windows that long; a longer one would run launch by launch."""
INSTANCES_PER_GPU = {"acoustic": 1, "vocoder": 2}
"""Two vocoders: while one of them packs and unpacks, the other's graph runs."""
_CORES_PER_PROCESS = 4
"""Of `tts` and `text_frontend`, which stay on the CPU: 0.7 and 0.3 ms of a core per second of audio."""
_MOST_PROCESSES = 4


def with_device_defaults(options: Options, gpus: int | None = None, cores: int | None = None) -> Options:
    """The options with what is not given filled in for a machine of so many GPUs (None: this one) and CPU cores.

    Without a GPU, or with --device cpu, nothing changes: ensemble/ holds the defaults of a CPU.
    """
    if options.device == "cpu" or options.engine == "native":
        return options
    gpus = usable_gpus() if gpus is None else gpus
    if gpus == 0:
        return options
    if options.device is not None and ":" in options.device:
        gpus = 1
    processes = max(1, min(_MOST_PROCESSES, (cores or len(os.sched_getaffinity(0))) // _CORES_PER_PROCESS))
    instances = {
        "tts": processes,
        "text_frontend": processes,
        **{model: count * gpus for model, count in INSTANCES_PER_GPU.items()},
    }
    return dataclasses.replace(
        options,
        instances={**instances, **options.instances},
        max_batch_size=options.max_batch_size or MAX_BATCH_SIZE,
        max_streams=options.max_streams or MAX_STREAMS,
        chunk_seconds=options.chunk_seconds or CHUNK_SECONDS,
    )
