"""The processor's instruction sets, as the kernel lists them; and how many of its cores are idle."""

import os
from pathlib import Path

import pytest

from tritone.devices import processor
from tritone.devices.processor import idle_cores, machine_cpu_features


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("processor\t: 0\nflags\t\t: fpu avx2 fma\n\nprocessor\t: 1\nflags\t\t: fpu\n", {"fpu", "avx2", "fma"}),
        ("processor\t: 0\nFeatures\t: fp asimd\n", {"fp", "asimd"}),
        ("processor\t: 0\n", set()),
    ],
    ids=["x86", "ARM", "says nothing"],
)
def test_features_are_those_of_the_first_core(tmp_path, text, features):
    (tmp_path / "cpuinfo").write_text(text)
    assert machine_cpu_features(tmp_path / "cpuinfo") == features


def test_a_machine_without_the_file_has_no_features_known_to_us(tmp_path):
    assert machine_cpu_features(tmp_path / "none") == frozenset()


@pytest.mark.parametrize("is_allowed", [True, False])
def test_amx_counts_only_where_the_system_lets_this_process_use_it(tmp_path, monkeypatch, is_allowed):
    (tmp_path / "cpuinfo").write_text("flags\t\t: avx512f amx_tile amx_int8 amx_bf16\n")
    monkeypatch.setattr(processor, "_may_use_tiles", lambda: is_allowed)
    assert ("amx_tile" in machine_cpu_features(tmp_path / "cpuinfo")) == is_allowed
    assert ("amx_int8" in machine_cpu_features(tmp_path / "cpuinfo")) == is_allowed
    assert "avx512f" in machine_cpu_features(tmp_path / "cpuinfo")


def test_a_processor_without_tiles_is_not_granted_them():
    assert not processor._may_use_tiles() or " amx_tile" in Path("/proc/cpuinfo").read_text()


def test_this_machine_says_something():
    assert machine_cpu_features()


@pytest.mark.parametrize(("running", "idle"), [(0, 4), (1, 4), (2, 3), (4, 1), (9, 1)])
def test_idle_cores_are_those_that_nobody_else_runs_on(tmp_path, monkeypatch, running, idle):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1, 2, 3})
    (tmp_path / "loadavg").write_text(f"0.20 0.18 0.12 {running}/308 4711\n")
    assert idle_cores(tmp_path / "loadavg") == idle


def test_a_machine_that_does_not_say_has_one_idle_core(tmp_path):
    (tmp_path / "loadavg").write_text("none")
    assert idle_cores(tmp_path / "loadavg") == idle_cores(tmp_path / "missing") == 1
