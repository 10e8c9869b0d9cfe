"""Run a function of tensors at fixed shapes: one copy to the device, one CUDA graph, one copy back.

A GPU finishes most of our kernels sooner than Python can launch the next: the launches, not the arithmetic, are what a
call costs. A CUDA graph launches all kernels of a call at once, but always with the same shapes and addresses. So
inputs are padded to the smallest of a few shapes (buckets), and one graph is captured for each when the engine loads.

On a CPU the same buffers are filled in the same way and the function is simply called: what decides the result is
tested without a GPU.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy.typing as npt
import torch
from torch import Tensor

if TYPE_CHECKING:
    from torch.cuda import _POOL_HANDLE

Arrays = Mapping[str, npt.NDArray[Any]]
Function = Callable[[dict[str, Tensor]], dict[str, Tensor]]
Layout = Mapping[str, tuple[tuple[int, ...], torch.dtype]]
"""Shape and type of each input."""
Bucket = tuple[int, ...]
"""What the shapes of a call depend on: the size of the batch, the longest row …"""

_ALIGNMENT_BYTES = 256
_WARM_UP_RUNS = 2  # libraries choose algorithms and take work space at the first runs, which a capture must not see
logger = logging.getLogger(__name__)


class Call(Protocol):
    """Something to fill and run."""

    @property
    def inputs(self) -> Arrays:
        """To be filled before each run; what an earlier run left stands in the rest."""

    def run(self) -> Arrays:
        """The function's results; they are overwritten by the next run."""


class ExactCall:
    """A call that is made once, its results of whatever shapes come out."""

    def __init__(self, function: Function, layout: Layout, device: torch.device):
        self._function, self._layout, self._device = function, layout, device
        self._block = _allocate(layout, torch.device("cpu"))
        self.inputs = _arrays(self._block, layout)

    @torch.inference_mode()
    def run(self) -> Arrays:
        """Implements Call."""
        results = self._function(_views(self._block.to(self._device), self._layout))
        return {name: tensor.cpu().numpy() for name, tensor in results.items()}


class GraphedCall:
    """One function at one set of shapes, made often: on a GPU a graph between pinned buffers that stay."""

    def __init__(
        self,
        function: Function,
        layout: Layout,
        device: torch.device,
        pool: _POOL_HANDLE | None = None,
        graph: bool = True,
    ):
        """pool: a torch.cuda.graph_pool_handle() that graphs share; graph: capture one if the device is a GPU.

        A capture that fails is logged, and the function runs without one.
        """
        self._function, self._device = function, device
        self._on_gpu = device.type == "cuda"
        self._host_in = _allocate(layout, torch.device("cpu"), pinned=self._on_gpu)
        self.inputs = _arrays(self._host_in, layout)
        self._device_in = self._host_in.to(device)  # on a CPU the same memory
        self._tensors = _views(self._device_in, layout)
        self._graph: torch.cuda.CUDAGraph | None = None
        self._prepare_output()
        if self._on_gpu and graph:
            self._capture(pool)

    @property
    def has_graph(self) -> bool:
        """Whether run() replays a CUDA graph."""
        return self._graph is not None

    @torch.inference_mode()
    def run(self) -> Arrays:
        """Implements Call."""
        if self._on_gpu:
            self._device_in.copy_(self._host_in, non_blocking=True)
        if self._graph is not None:
            self._graph.replay()
        else:
            self._run_on_device()
        if self._on_gpu:
            self._host_out.copy_(self._device_out, non_blocking=True)
            torch.cuda.current_stream(self._device).synchronize()
        return self._outputs

    @torch.inference_mode()
    def _prepare_output(self) -> None:
        results = self._function(self._tensors)
        layout = {name: (tuple(tensor.shape), tensor.dtype) for name, tensor in results.items()}
        self._host_out = _allocate(layout, torch.device("cpu"), pinned=self._on_gpu)
        self._device_out = self._host_out.to(self._device)
        self._results, self._outputs = _views(self._device_out, layout), _arrays(self._host_out, layout)

    def _run_on_device(self) -> None:
        for name, tensor in self._function(self._tensors).items():
            self._results[name].copy_(tensor)

    @torch.inference_mode()
    def _capture(self, pool: _POOL_HANDLE | None) -> None:
        side = torch.cuda.Stream(self._device)  # type: ignore[no-untyped-call]  # PyTorch's
        side.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(side):
            for _ in range(_WARM_UP_RUNS):
                self._run_on_device()
        side.synchronize()
        graph = torch.cuda.CUDAGraph()
        try:
            # thread_local: another engine of this process may be serving while this one is loaded
            with torch.cuda.graph(graph, pool=pool, stream=side, capture_error_mode="thread_local"):
                self._run_on_device()
        except RuntimeError as error:
            logger.warning(
                "no CUDA graph for shapes %s, running without: %s",
                {name: array.shape for name, array in self.inputs.items()},
                error,
            )
            return
        self._graph = graph


class BucketedCalls:
    """The calls of one function: a prepared one for each bucket, and exact shapes for what fits into none."""

    def __init__(
        self,
        function: Callable[[Bucket, dict[str, Tensor]], dict[str, Tensor]],
        layout: Callable[[Bucket], Layout],
        device: torch.device,
        buckets: Sequence[Bucket] = (),
        graphs: bool = True,
    ):
        """function: the bucket and its inputs → outputs; layout: a bucket's inputs; buckets: none runs everything at
        its exact shapes; graphs: as for GraphedCall.
        """
        self._function, self._layout, self._device = function, layout, device
        on_gpu = device.type == "cuda"
        # pinned memory and captures are of the thread's current device, and must not open a context on another
        with torch.cuda.device(device) if on_gpu else contextlib.nullcontext():
            pool = torch.cuda.graph_pool_handle() if on_gpu and graphs and buckets else None
            # the largest first: the smaller ones then find room in the memory that it took
            self._calls = {
                bucket: GraphedCall(functools.partial(function, bucket), layout(bucket), device, pool, graphs)
                for bucket in sorted(buckets, key=math.prod, reverse=True)
            }

    def of(self, needed: Bucket) -> tuple[Bucket, Call]:
        """The smallest bucket that holds what is needed, and its call."""
        fitting = [bucket for bucket in self._calls if all(map(int.__ge__, bucket, needed))]
        if fitting:
            bucket = min(fitting, key=math.prod)
            return bucket, self._calls[bucket]
        return needed, ExactCall(functools.partial(self._function, needed), self._layout(needed), self._device)

    def graphs(self) -> int:
        """How many buckets have a CUDA graph."""
        return sum(call.has_graph for call in self._calls.values())


def batch_buckets(most: int) -> list[int]:
    """1, 2, 4 … up to the largest batch that a call may hold."""
    sizes = [1]
    while sizes[-1] < most:
        sizes.append(min(2 * sizes[-1], most))
    return sizes


def _offsets(layout: Layout) -> tuple[dict[str, int], int]:
    offsets, end = {}, 0
    for name, (shape, kind) in layout.items():
        offsets[name] = end
        end += -(-math.prod(shape) * kind.itemsize // _ALIGNMENT_BYTES) * _ALIGNMENT_BYTES
    return offsets, end


def _allocate(layout: Layout, device: torch.device, pinned: bool = False) -> Tensor:
    """One block of zero bytes with room for all of them, so that one copy moves all of them."""
    return torch.zeros(_offsets(layout)[1], dtype=torch.uint8, device=device, pin_memory=pinned)


def _views(block: Tensor, layout: Layout) -> dict[str, Tensor]:
    offsets, _ = _offsets(layout)
    return {
        name: block[offsets[name] : offsets[name] + math.prod(shape) * kind.itemsize].view(kind).view(shape)
        for name, (shape, kind) in layout.items()
    }


def _arrays(block: Tensor, layout: Layout) -> dict[str, npt.NDArray[Any]]:
    return {name: tensor.numpy() for name, tensor in _views(block, layout).items()}
