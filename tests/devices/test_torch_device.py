"""How a call's rows are batched on each device."""

import pytest
import torch

from tritone.devices.torch_device import batches_of


@pytest.mark.parametrize(
    ("device", "together", "expected"),
    [
        ("cuda:0", None, [[0, 1, 2]]),
        ("cpu", None, [[0], [1], [2]]),
        ("cuda:0", False, [[0], [1], [2]]),
        ("cpu", True, [[0, 1, 2]]),
    ],
)
def test_rows_run_together_on_a_gpu_and_one_by_one_on_a_cpu_unless_told(device, together, expected):
    rows = [0, 1, 2]
    assert [rows[batch] for batch in batches_of(len(rows), torch.device(device), together)] == expected


@pytest.mark.parametrize("device", ["cpu", "cuda:0"])
def test_no_rows_make_no_batch(device):
    assert list(batches_of(0, torch.device(device))) == []
