"""A model of the kernels takes arrays with their sizes, one caller at a time, and is freed with its object."""

import ctypes
import gc

import numpy as np
import pytest

from tests.native.random_kokoro import albert_call, albert_tensors
from tritone.errors import SynthesisFailed
from tritone.families.kokoro.native.functions import kokoro_kernels
from tritone.native.kernel_model import KernelModel
from tritone.native.library import kernels_with, why_unsupported
from tritone.native.tensors import KernelError, NamedTensor

pytestmark = pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported()))


@pytest.fixture
def random():
    return np.random.default_rng(1)


@pytest.fixture
def albert(random):
    return KernelModel(kokoro_kernels(), "kokoro_albert", albert_tensors(random))


def test_a_function_fills_the_array_it_is_given(albert, random):
    ids, made = albert_call(5, random)
    made[:] = np.nan
    albert.run("kokoro_albert_run", ids, 1, made)
    assert np.isfinite(made).all()


def test_the_size_of_each_array_goes_with_it(albert, random):
    ids, made = albert_call(5, random)
    with pytest.raises(SynthesisFailed):
        albert.run("kokoro_albert_run", ids, 1, made[:-1])
    with pytest.raises(SynthesisFailed):
        albert.run("kokoro_albert_run", None, 1, made)


def test_more_values_than_a_function_declares_never_reach_it(albert, random):
    ids, made = albert_call(5, random)
    with pytest.raises(AssertionError, match="kokoro_albert_run: 8 values for 7"):
        albert.run("kokoro_albert_run", ids, 1, made.reshape(5, -1))


def test_an_array_whose_numbers_do_not_lie_side_by_side_never_reaches_it(albert, random):
    ids, made = albert_call(5, random)
    with pytest.raises(AssertionError, match="do not lie side by side"):
        albert.run("kokoro_albert_run", ids, 1, np.repeat(made, 2)[::2])


@pytest.mark.parametrize("way, products", [(0, 11), (1, 22), (2, 44)], ids=["plain", "Winograd", "nested Winograd"])
def test_its_memory_is_that_of_its_layers_however_many_weights_they_have(way, products):
    """Weights of as many products as a way of making a layer has: each a number of 2 bytes, or 4 without AVX2."""
    tensors = {"layer.weight": np.ones((64, 256, 11), np.float32)}
    numbers = {"layer.dilation": 1, "single.kind": 2, "single.way": way, "single.rows": 1}
    tensors |= {name: np.array([number], np.float32) for name, number in numbers.items()}
    half = tensors | {"layer.weight": tensors["layer.weight"][:32]}
    signature = (ctypes.c_void_p, (ctypes.POINTER(NamedTensor), ctypes.c_long, ctypes.POINTER(KernelError)))
    library = kernels_with({"single_layer_create": signature, "single_layer_free": (None, (ctypes.c_void_p,))})
    whole, less = (KernelModel(library, "single_layer", given).memory_bytes for given in (tensors, half))
    bytes_of_one = (whole - less) / (32 * 256 * products)
    assert min(abs(bytes_of_one - 2), abs(bytes_of_one - 4)) < 0.4


class CountedLibrary:
    """The functions that make, measure and free a model, which count."""

    def __init__(self):
        self.in_use = 0

    def model_memory_bytes(self, model) -> int:
        return 3

    def counted_create(self, table, count, error) -> int:
        self.in_use += 1
        return 1

    def counted_free(self, model) -> None:
        self.in_use -= 1


def test_it_is_freed_with_its_object():
    library = CountedLibrary()
    model = KernelModel(library, "counted", {"weight": np.zeros(3, np.float32)})
    assert library.in_use == 1
    del model
    gc.collect()
    assert library.in_use == 0
