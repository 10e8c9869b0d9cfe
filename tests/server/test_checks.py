"""What `tritone doctor` finds, on this machine and on ones made up."""

import platform
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from tritone.server.errors import MachineNotReady
from tritone.server.machine import checks, engine_checks, server_checks, shared_memory
from tritone.server.machine.check import MISSING
from tritone.server.machine.locate import TritonServer
from tritone.server.options import ModelOptions

NOWHERE = Path("/nowhere")
EMBEDDED = TritonServer(
    NOWHERE / "bin", NOWHERE / "backends", NOWHERE / "caches", NOWHERE / "stubs", NOWHERE / "libs", "2.51.0"
)
IMAGE = TritonServer(NOWHERE / "bin", NOWHERE / "backends", NOWHERE / "caches", None, None, "2.62.0")
Disk = namedtuple("Disk", "total used free")


def test_numpy_2_is_too_new_for_the_embedded_server_only():
    check = server_checks.check_numpy(EMBEDDED, "2.1.0")
    assert check.status == "missing" and "too new" in check.found and "<2" in check.remedy
    assert server_checks.check_numpy(EMBEDDED, "1.26.4").status == "ok"
    assert server_checks.check_numpy(IMAGE, "2.1.0").status == "ok"


def test_python_3_13_is_too_new_for_the_embedded_server_only(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 13, 1, "final", 0))
    check = server_checks.check_python(EMBEDDED)
    assert check.status == "missing" and "NumPy 1" in check.found and "3.12" in check.remedy
    assert server_checks.check_python(IMAGE).status == "ok"


@pytest.mark.parametrize(
    ("library", "status"),
    [(("glibc", "2.31"), "missing"), (("glibc", "2.35"), "ok"), (("glibc", "2.100"), "ok"), (("", ""), "missing")],
)
def test_the_embedded_server_needs_a_recent_c_library(monkeypatch, library, status):
    monkeypatch.setattr(platform, "libc_ver", lambda: library)
    assert server_checks.check_glibc(EMBEDDED).status == status
    assert server_checks.check_glibc(IMAGE).status == "ok"


@pytest.mark.parametrize(("free_mib", "status"), [(5, "missing"), (64, "warning"), (1024, "ok")])
def test_shared_memory(monkeypatch, free_mib, status):
    monkeypatch.setattr(shared_memory.shutil, "disk_usage", lambda _: Disk(0, 0, free_mib << 20))
    check = server_checks.check_shared_memory(5)
    assert check.status == status and f"{free_mib:,} MiB" in check.found
    assert (status == "ok") or "--shm-size" in check.remedy


def test_everything_missing_is_named_before_a_server_starts(monkeypatch):
    monkeypatch.setattr(shared_memory.shutil, "disk_usage", lambda _: Disk(0, 0, 1 << 20))
    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", "2.31"))
    with pytest.raises(MachineNotReady) as failure:
        checks.require_ready(EMBEDDED, ModelOptions())
    assert "C library: glibc 2.31" in str(failure.value) and "shared memory: 1 MiB" in str(failure.value)


@pytest.mark.parametrize(
    ("gpus", "device", "status"),
    [([], "auto", "ok"), ([], "cuda", "missing"), (["Card"], "cuda", "ok"), (["Card"], "cuda:1", "missing")],
)
def test_a_gpu_is_needed_only_when_asked_for(monkeypatch, gpus, device, status):
    monkeypatch.setattr(engine_checks, "installed_version", lambda _: "2.0")
    monkeypatch.setattr(engine_checks, "probe_torch", lambda: {"version": "2.0", "cuda": None, "gpus": gpus})
    check = engine_checks.check_torch(device)
    assert check.status == status and (status == "ok" or "--device cpu" in check.remedy)


@pytest.mark.slow
def test_this_machine_is_ready():
    pytest.importorskip("torch")
    found = {check.name: check for check in checks.all_checks()}
    assert {name for name, check in found.items() if check.status == MISSING} <= {"Triton server"}
    assert "PyTorch" in found and "voice heart" in found
