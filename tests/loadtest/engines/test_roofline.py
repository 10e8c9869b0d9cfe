"""Counted operations against what was counted by hand, and that a device's ceilings can be measured."""

import pytest
import torch

from loadtest.engines.roofline import acoustic_work, bound_times_real_time, measure_ceilings, vocoder_work


def test_the_vocoder_takes_what_its_layers_take():
    work = vocoder_work(4)
    blocks = 8 * (2 * 256 * 768 + 7 * 256)
    network = 2 * (7 * 130 * 256 + blocks + 256 * 5 * 601)
    assert work.operations == pytest.approx(80 * network, rel=0.03)  # the rest are two FFTs a frame
    assert 80 * network == pytest.approx(0.66e9, rel=0.02)
    assert vocoder_work(2).device_bytes < work.device_bytes


def test_the_acoustic_model_takes_a_fifth_of_that():
    assert 0.1 < acoustic_work().operations / vocoder_work(4).operations < 0.3


def test_ceilings_are_measured_on_any_device():
    ceilings = measure_ceilings(torch.device("cpu"), 64)
    assert set(ceilings.products_per_second) == {"float64", "float32", "bfloat16"}
    bounds = bound_times_real_time(vocoder_work(4), ceilings, "float32", 16.0)
    assert bounds["operations"] == pytest.approx(ceilings.products_per_second["float32"] / vocoder_work(4).operations)
    assert all(value > 0 for value in (*bounds.values(), ceilings.launches_per_second))
