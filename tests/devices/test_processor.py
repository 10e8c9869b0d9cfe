"""The processor's instruction sets, as the kernel lists them."""

import pytest

from tritone.devices.processor import machine_cpu_features


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


def test_this_machine_says_something():
    assert machine_cpu_features()
