"""Padding to buckets, on a CPU: the graph apart, what a GPU gets and gives back."""

import numpy as np
import pytest
import torch

from tritone.devices.graphed_call import BucketedCalls, batch_buckets

CPU = torch.device("cpu")


def running_sums(bucket, inputs):
    """Of each row as far as it counts; and the bucket, to see which one ran."""
    inside = torch.arange(inputs["values"].shape[1]) < inputs["counts"][:, None]
    return {"sums": (inputs["values"] * inside).cumsum(1), "bucket": torch.tensor(bucket)}


def layout(bucket):
    batch, length = bucket
    # an odd size in front: what follows has to be aligned
    return {"flags": ((3,), torch.uint8), "values": ((batch, length), torch.float32), "counts": ((batch,), torch.int64)}


@pytest.fixture
def calls():
    return BucketedCalls(running_sums, layout, CPU, [(1, 4), (2, 4), (1, 8), (2, 8)])


def run(calls, rows):
    bucket, call = calls.of((len(rows), max(map(len, rows))))
    call.inputs["counts"][:] = 0
    for index, row in enumerate(rows):
        call.inputs["values"][index, : len(row)] = row
        call.inputs["counts"][index] = len(row)
    return bucket, call.run()


@pytest.mark.parametrize(
    ("rows", "bucket"),
    [
        ([[1, 2, 3]], (1, 4)),
        ([[1, 2, 3, 4], [5]], (2, 4)),
        ([[1, 2, 3, 4, 5]], (1, 8)),
        ([[1], [1, 2, 3, 4, 5]], (2, 8)),
        ([[1]] * 3, (3, 1)),
        ([[1] * 9], (1, 9)),
    ],
)
def test_the_smallest_bucket_that_holds_a_batch_runs_it_and_exact_shapes_what_none_holds(calls, rows, bucket):
    chosen, results = run(calls, rows)
    assert chosen == bucket == tuple(results["bucket"])
    for row, sums in zip(rows, results["sums"], strict=False):
        np.testing.assert_array_equal(sums[: len(row)], np.cumsum(row))


def test_what_an_earlier_run_left_does_not_matter(calls):
    run(calls, [[9, 9, 9, 9], [9, 9, 9, 9]])
    _, results = run(calls, [[1], [2, 3]])
    np.testing.assert_array_equal(results["sums"][:, :2], [[1, 1], [2, 5]])


def test_a_bucket_keeps_its_buffers(calls):
    first, again = calls.of((2, 3))[1], calls.of((2, 4))[1]
    assert first is again
    assert first.inputs["values"].ctypes.data % 64 == 0
    assert not first.has_graph and calls.graphs() == 0  # no GPU here


def test_without_buckets_everything_runs_at_its_own_shapes():
    assert run(BucketedCalls(running_sums, layout, CPU), [[1, 2], [3]])[0] == (2, 2)


def test_batches_double_up_to_the_largest():
    assert batch_buckets(1) == [1]
    assert batch_buckets(8) == [1, 2, 4, 8]
    assert batch_buckets(12) == [1, 2, 4, 8, 12]
