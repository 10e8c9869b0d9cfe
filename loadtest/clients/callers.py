"""Blocking callers over gRPC and HTTP, for threads and for gevent's greenlets: odd requests, and all of the answer.

Both have `chunks`, which yields the facts of every chunk of one text, and raise StreamFailed with the server's message.
A caller who leaves an iterator early cancels the stream.
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Iterator, Sequence
from typing import Any

import grpc
import requests
from tritonclient.grpc import service_pb2, service_pb2_grpc

from loadtest.clients.messages import ChunkFacts, StreamFailed, chunk_facts, tts_request
from tritone.client.address import channel_options, is_of_this_machine

ANSWER_WITHIN_SECONDS = 60.0


@functools.cache
def use_gevent() -> None:
    """Have gRPC wait in gevent's threads (its core would block gevent's loop): before a first channel, after a fork."""
    import grpc.experimental.gevent

    grpc.experimental.gevent.init_gevent()


class GrpcCaller:
    """One caller with a connection of its own."""

    def __init__(self, address: str) -> None:
        # Otherwise all callers of a process share one connection, as no callers of a real service do.
        self._channel = grpc.insecure_channel(
            address, options=[*channel_options(address), ("grpc.use_local_subchannel_pool", 1)]
        )
        self._stub = service_pb2_grpc.GRPCInferenceServiceStub(self._channel)

    def responses(
        self,
        request: service_pb2.ModelInferRequest,
        metadata: Sequence[tuple[str, str]] = (),
        within_seconds: float | None = None,
    ) -> Iterator[service_pb2.ModelInferResponse]:
        """What comes back for one request; within_seconds: for all of it."""
        call = self._stub.ModelStreamInfer(iter((request,)), metadata=metadata, timeout=within_seconds)
        try:
            for response in call:
                if response.error_message:
                    raise StreamFailed(response.error_message)
                yield response.infer_response
        except grpc.RpcError as error:
            raise StreamFailed(error.details() or "no reason given", error.code().name) from None
        finally:
            call.cancel()

    def chunks(self, model: str, text: str, voice: str | None) -> Iterator[ChunkFacts]:
        """The chunks of one text."""
        for response in self.responses(tts_request(model, text=text, voice=voice)):
            facts = chunk_facts(response)
            if facts is not None:
                yield facts

    def close(self) -> None:
        """Close the connection, and with it every stream."""
        self._channel.close()


class HttpCaller:
    """One caller of `generate_stream`: server-sent events with base64 audio."""

    def __init__(self, address: str) -> None:
        self._session = requests.Session()
        self._address = address.rstrip("/")
        if is_of_this_machine(self._address.partition("://")[2]):
            self._session.trust_env = False  # no proxy on the way

    def events(self, model: str, **inputs: Any) -> Iterator[dict[str, Any]]:
        """What comes back for one request: an event's fields, `audio` as bytes where the request asked for base64."""
        url = f"{self._address}/v2/models/{model}/generate_stream"
        try:
            with self._session.post(url, json=inputs, stream=True, timeout=ANSWER_WITHIN_SECONDS) as answer:
                for line in answer.iter_lines(chunk_size=1 << 20):
                    if not line:
                        continue
                    event = json.loads(line.removeprefix(b"data:"))
                    if "error" in event:
                        raise StreamFailed(event["error"], str(answer.status_code))
                    if "audio" in event:
                        event["audio"] = base64.b64decode(event["audio"])
                    yield event
        except (requests.RequestException, ValueError) as error:
            raise StreamFailed(str(error)) from None

    def chunks(self, model: str, text: str, voice: str | None) -> Iterator[ChunkFacts]:
        """The chunks of one text."""
        voices = {"voice": voice} if voice else {}
        for event in self.events(model, text=text, encoding="base64", **voices):
            yield ChunkFacts(
                event["chunk_index"],
                event["is_last"],
                event["duration_seconds"],
                len(event["audio"]),
                event["sample_rate"],
            )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
