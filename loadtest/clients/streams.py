"""Streams over gRPC under asyncio: one request each, and when its chunks came. The client of every benchmark."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import grpc
from tritonclient.grpc import service_pb2, service_pb2_grpc

from loadtest.clients.messages import UNFINISHED, AudioCheck, StreamFailed, tts_request
from loadtest.results.metrics import StreamRecord
from tritone.client.address import channel_options
from tritone.client.channel import ONE_REQUEST, ConnectionSettings

Stub = service_pb2_grpc.GRPCInferenceServiceStub
Metadata = Sequence[tuple[str, str]]
Where = str | ConnectionSettings
"""An address, or more about the connection: TLS, a key."""
Speak = Callable[[StreamRecord, service_pb2.ModelInferRequest], Awaitable[None]]
"""Send a request, and note in a record begun with the error UNFINISHED what comes back."""


@contextlib.asynccontextmanager
async def open_stub(url: Where, options: Sequence[tuple[str, int]] = ()) -> AsyncIterator[Stub]:
    """The generated stub over a channel of its own; options: of the channel, beside those that every stream needs."""
    settings = ConnectionSettings(url) if isinstance(url, str) else url
    given = [*channel_options(settings.address), *options]
    asked: list[grpc.aio.ClientInterceptor] = [_WithHeaders(settings.headers)] if settings.headers else []
    if settings.credentials is None:
        opened = grpc.aio.insecure_channel(settings.address, options=given, interceptors=asked)
    else:
        opened = grpc.aio.secure_channel(settings.address, settings.credentials, options=given, interceptors=asked)
    async with opened as channel:
        yield Stub(channel)


class _WithHeaders(grpc.aio.StreamStreamClientInterceptor):
    """Every stream has some headers more, as a key."""

    def __init__(self, headers: Metadata) -> None:
        self._headers = tuple(headers)

    async def intercept_stream_stream(self, continuation, client_call_details, request_iterator):  # type: ignore[no-untyped-def]
        headers = (*(client_call_details.metadata or ()), *self._headers)
        return await continuation(client_call_details._replace(metadata=headers), request_iterator)


@contextlib.asynccontextmanager
async def speaker(url: Where) -> AsyncIterator[Speak]:
    """`speak` over one channel."""
    async with open_stub(url) as stub:
        yield lambda record, request: stream_into(record, stub, request)


async def responses(
    stub: Stub, request: service_pb2.ModelInferRequest, metadata: Metadata = ()
) -> AsyncIterator[service_pb2.ModelInferResponse]:
    """What comes back for one request; raises StreamFailed. To leave early, close it: that cancels the stream."""

    async def only() -> AsyncIterator[service_pb2.ModelInferRequest]:
        yield request

    call = stub.ModelStreamInfer(only(), metadata=(*metadata, ONE_REQUEST))
    try:
        async for response in call:
            if response.error_message:
                raise StreamFailed(response.error_message)
            yield response.infer_response
    except grpc.aio.AioRpcError as error:
        raise StreamFailed(error.details() or "no reason given", error.code().name) from None
    finally:
        call.cancel()


async def stream_once(stub: Stub, model: str, text: str, voice: str | None = None) -> StreamRecord:
    """Stream one text and note when its chunks come; audio that is not all there is an error."""
    record = StreamRecord(sent_at=time.perf_counter(), error=UNFINISHED)
    await stream_into(record, stub, tts_request(model, text=text, voice=voice))
    return record


async def stream_into(
    record: StreamRecord, stub: Stub, request: service_pb2.ModelInferRequest, metadata: Metadata = ()
) -> None:
    """The same into a record that was begun with the error UNFINISHED, which stays when the caller is cancelled."""
    audio = AudioCheck()
    try:
        async with contextlib.aclosing(responses(stub, request, metadata)) as stream:
            async for response in stream:
                record.add_chunk(time.perf_counter(), audio.add(response))
        record.error = audio.missing()
    except StreamFailed as failure:
        record.error = failure.message if failure.status is None else f"{failure.status}: {failure.message}"
