"""Contexts over gRPC under asyncio: text goes in piece by piece, and what comes back is handed to who asked for it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc
from tritonclient.grpc import service_pb2

from loadtest.clients.messages import StreamFailed
from loadtest.clients.streams import Stub
from tritone.client.messages import model_request, outputs_of

Values = dict[str, Any]
"""Output name → value, of one response."""
Take = Callable[["Values | StreamFailed"], None]
"""Gets what comes back for one request, or why nothing more will."""


class ContextStream:
    """One `ModelStreamInfer` call, on which one context follows the other; many may be open."""

    def __init__(self, stub: Stub, model: str) -> None:
        self._model, self._numbers = model, itertools.count(1)
        self._takers: dict[str, Take] = {}
        self._requests: asyncio.Queue[service_pb2.ModelInferRequest] = asyncio.Queue()
        # one task writes them all: whoever is cancelled while it waits for a write cancels the whole call
        self._call = stub.ModelStreamInfer(self._next_requests())
        self._reader = asyncio.create_task(self._read())

    def send(self, take: Take, **inputs: Any) -> None:
        """Send a request; take: gets what comes back for it."""
        request_id = str(next(self._numbers))
        self._takers[request_id] = take
        self._requests.put_nowait(model_request(self._model, request_id, **inputs))

    def forget(self) -> None:
        """Of requests so far, what still comes is nobody's business."""
        self._takers.clear()

    async def close(self) -> None:
        """End it, and all contexts on it."""
        self._call.cancel()
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _next_requests(self) -> AsyncIterator[service_pb2.ModelInferRequest]:
        while True:
            yield await self._requests.get()

    async def _read(self) -> None:
        try:
            async for response in self._call:
                take = self._takers.get(response.infer_response.id)
                if take is not None:
                    take(answer_of(response))
        except grpc.aio.AioRpcError as error:
            for take in list(self._takers.values()):
                take(StreamFailed(error.details() or "no reason given", error.code().name))


def answer_of(response: service_pb2.ModelStreamInferResponse) -> Values | StreamFailed:
    """What a response brings: its outputs, JSON read, or the error that it is."""
    if response.error_message:
        return StreamFailed(response.error_message)
    values = outputs_of(response.infer_response)
    for name in ("timestamps", "event"):
        if name in values:
            values[name] = json.loads(values[name])
    return values


@contextlib.asynccontextmanager
async def context_stream(stub: Stub, model: str) -> AsyncIterator[ContextStream]:
    """A stream of contexts, closed afterwards."""
    stream = ContextStream(stub, model)
    try:
        yield stream
    finally:
        await stream.close()


def new_context() -> str:
    """A name that nobody can guess."""
    return str(uuid.uuid4())
