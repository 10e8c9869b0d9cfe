"""The null models behave like models, so that what the benchmark over them measures is the orchestrator."""

import os

from loadtest.bench_orchestrator import measure
from loadtest.engines.null_models import cpu_seconds, write_null_repository
from tritone.server.model_repository import read_config
from tritone.server.options import ModelOptions


def test_the_orchestrator_speaks_over_null_stages_and_the_cores_are_given_back():
    cores = os.sched_getaffinity(0)
    result = measure(streams=4, seconds=0.3)
    assert result["failed"] == 0 and result["chunks"] >= 17 and result["chunks_per_cpu_second"] > 0
    assert os.sched_getaffinity(0) == cores


def test_the_null_repository_keeps_tts_and_replaces_the_two_models_behind_it(tmp_path):
    write_null_repository(tmp_path, ModelOptions())
    backends = {
        name: read_config(tmp_path / name / "config.pbtxt").backend
        for name in ("tts", "text_frontend", "acoustic", "vocoder")
    }
    assert backends == {
        "tts": "tritone_tts",
        "text_frontend": "tritone_text_frontend",
        "acoustic": "python",
        "vocoder": "python",
    }
    for name in ("acoustic", "vocoder"):
        compile((tmp_path / name / "1" / "model.py").read_text(encoding="utf-8"), name, "exec")


def test_cpu_time_is_told_by_process():
    spent = cpu_seconds(os.getpid())
    assert spent["client"] > 0 and spent["tritonserver"] > 0
