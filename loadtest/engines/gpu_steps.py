"""The steps of `python -m loadtest.gpu_bench`: each measures, prints its table as it goes, and returns its rows."""

from __future__ import annotations

import dataclasses
import datetime
import os
import platform
import subprocess
import sys
from typing import Any

import torch

from loadtest.corpus import english
from loadtest.engines import gpu_engines
from loadtest.engines.roofline import acoustic_work, bound_times_real_time, measure_ceilings, vocoder_work
from loadtest.results.report import load_table, machine
from loadtest.runs.client_processes import closed_loop, open_loop
from tritone.server.launcher import running_server
from tritone.server.machine.device_defaults import with_device_defaults
from tritone.server.options import ServeOptions


def describe(device: str) -> dict[str, Any]:
    """What was measured on."""
    gpus = [] if device == "cpu" else [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    return {
        "date": str(datetime.date.today()),
        "cpu": machine(),
        "gpus": gpus,
        "driver": _driver() if gpus else None,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "cuda": torch.version.cuda if gpus else None,
        "cudnn": torch.backends.cudnn.version() if gpus else None,
    }


def _driver() -> str:
    try:
        found = subprocess.run(
            ["nvidia-smi", "--query-gpu=driver_version,memory.total", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=30,
        )
        return found.stdout.strip()
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"unknown: {error}"


def parity(device: str) -> list[dict[str, Any]]:
    """The device's engines beside float32 on the CPU."""
    rows = gpu_engines.parity(device)
    print(
        "| engine | sound against the CPU's, worst | mean log spectral distance | in windows against whole "
        "| durations |\n|---|---|---|---|---|"
    )
    for row in rows:
        print(
            f"| {row['engine']} | {row['sound_db']:.1f} dB | {row['log_spectral_db']:.3f} dB | "
            f"{row['windows_db']:.1f} dB | {'equal' if row['durations_equal'] else 'DIFFER'} |"
        )
    return rows


def roofline(device: str, quick: bool) -> dict[str, Any]:
    """What the card does, what a second of audio takes, and what that allows at most."""
    ceilings = measure_ceilings(torch.device(device), 512 if quick else 8192)
    print(
        " · ".join(
            [f"{kind} {rate / 1e12:.1f} TFLOP/s" for kind, rate in ceilings.products_per_second.items()]
            + [
                f"memory {ceilings.memory_bytes_per_second / 1e9:.0f} GB/s",
                f"host link {ceilings.host_bytes_per_second / 1e9:.1f} GB/s",
                f"{ceilings.launches_per_second / 1e3:.0f} thousand launches/s",
            ]
        )
    )
    print(
        "\n| stage | GFLOP | MB device | kB host, per second of audio | at most × real time: operations | memory "
        "| host link |\n|---|---|---|---|---|---|---|"
    )
    rows = []
    for work, kind, label in (
        (vocoder_work(4), "float32", "vocoder, float32"),
        (vocoder_work(2), "bfloat16", "vocoder, bfloat16"),
        (acoustic_work(), "float64", "acoustic, float64 prosody"),
    ):
        bounds = bound_times_real_time(work, ceilings, kind, audio_seconds_per_call=32)
        rows.append({"stage": label, **dataclasses.asdict(work), "bounds": bounds})
        print(
            f"| {label} | {work.operations / 1e9:.2f} | {work.device_bytes / 1e6:.1f} | "
            f"{work.host_bytes / 1e3:.0f} | {bounds['operations']:,.0f} | {bounds['device memory']:,.0f} | "
            f"{bounds['host link']:,.0f} |"
        )
    return {"ceilings": dataclasses.asdict(ceilings), "stages": rows}


def engines(device: str, quick: bool) -> list[dict[str, Any]]:
    """Each stage by itself, by batch size, with and without graphs, in either precision."""
    print(
        "| stage | batch | ms a call | of which packing | ms per second of audio | × real time | kernels as |\n"
        "|---|---|---|---|---|---|---|",
        flush=True,
    )
    rows = []
    for row in gpu_engines.benchmark(device, (1, 4) if quick else (1, 2, 4, 8, 16, 32, 64), 0.3 if quick else 0.7):
        rows.append(row)
        print(
            f"| {row['stage']} | {row['batch']} | {row['call_ms']:.2f} | {row['packing_ms']:.2f} | "
            f"{row['ms_per_audio_second']:.3f} | {1000 / row['ms_per_audio_second']:,.0f} | {row['kernels']} |",
            flush=True,
        )
    return rows


def server(device: str, quick: bool, seconds: float) -> list[dict[str, Any]]:
    """The whole service through gRPC, client on the same machine."""
    texts = english()
    cores = len(os.sched_getaffinity(0))
    processes = max(1, min(6, cores // 3))
    streams, rate = ((4,), 2.0) if quick else ((24, 100, 200), 100.0)
    plans: list[dict[str, int]] = [{}] if quick or device == "cpu" else [{}, {"tts": 1}, {"tts": 8, "vocoder": 3}]
    results = []
    for plan in plans:
        options = with_device_defaults(ServeOptions(device=device, instances=plan))
        label = ", ".join(f"{model}={count}" for model, count in options.instances.items()) or "as in ensemble/"
        print(f"\ninstances: {label}; batches up to {options.max_batch_size or 8}; clients: {processes} processes\n")
        with running_server(options, on_progress=lambda line: print(line, file=sys.stderr, flush=True)) as running:
            print(f"ready after {running.ready_seconds:.1f} s")
            # the first seconds of a server are not what it is later
            closed_loop(running.grpc_url, texts, streams[0], 2.0, processes)
            rows = [
                ("closed", closed_loop(running.grpc_url, texts, n, seconds, processes))
                for n in (streams if not plan else streams[-1:])
            ]
            rows.append(("open", open_loop(running.grpc_url, texts, rate, seconds, processes)))
            print(load_table([row for _, row in rows]))
            print(f"(the last row: open loop at {rate:g} requests a second)", flush=True)
            for kind, row in rows:
                results.append(
                    {
                        "instances": label,
                        "loop": kind,
                        "ready_seconds": running.ready_seconds,
                        **dataclasses.asdict(row),
                    }
                )
    return results
