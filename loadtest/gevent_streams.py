"""Stream speech from inside gevent greenlets, over gRPC and over HTTP, chunk by chunk.

Both generators yield (chunk index, whether it is the last, seconds of audio, bytes of audio, Hz) for every chunk, and
raise StreamFailed with the server's message. gRPC's core would block the event loop of gevent; its own patch moves its
waiting into gevent's threads and must be in place before the first channel, and after a fork.
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Iterator

from loadtest.tts_stream import CHANNEL_OPTIONS, tts_outputs, tts_request

Chunk = tuple[int, bool, float, int, int]
_ANSWER_WITHIN_SECONDS = 60


class StreamFailed(Exception):
    """The server refused a stream or broke it off."""


@functools.cache
def _grpc_for_gevent():
    import grpc
    import grpc.experimental.gevent

    grpc.experimental.gevent.init_gevent()
    return grpc


class GrpcCaller:
    """One user with a connection of its own."""

    def __init__(self, address: str) -> None:
        from tritonclient.grpc import service_pb2_grpc

        grpc = _grpc_for_gevent()
        # Otherwise all users of a process share one connection, as no users of a real service do.
        options = [*CHANNEL_OPTIONS, ("grpc.use_local_subchannel_pool", 1)]
        self._grpc, self._channel = grpc, grpc.insecure_channel(address, options=options)
        self._stub = service_pb2_grpc.GRPCInferenceServiceStub(self._channel)

    def stream(self, model: str, text: str, voice: str | None) -> Iterator[Chunk]:
        """The chunks of one text; a caller who leaves early cancels the stream."""
        call = self._stub.ModelStreamInfer(iter((tts_request(model, text, voice),)))
        try:
            for response in call:
                if response.error_message:
                    raise StreamFailed(response.error_message)
                outputs = tts_outputs(response.infer_response)
                if outputs is not None:
                    yield outputs
        except self._grpc.RpcError as error:
            raise StreamFailed(error.details()) from None
        finally:
            call.cancel()

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()


class HttpCaller:
    """One user of `generate_stream`: server-sent events with base64 audio."""

    def __init__(self, address: str) -> None:
        import requests

        self._requests, self._session = requests, requests.Session()
        self._address = address.rstrip("/")

    def stream(self, model: str, text: str, voice: str | None) -> Iterator[Chunk]:
        """The chunks of one text; a caller who leaves early closes the connection."""
        body = {"text": text, "encoding": "base64"} | ({"voice": voice} if voice else {})
        url = f"{self._address}/v2/models/{model}/generate_stream"
        try:
            with self._session.post(url, json=body, stream=True, timeout=_ANSWER_WITHIN_SECONDS) as response:
                for line in response.iter_lines(chunk_size=1 << 20):
                    if not line:
                        continue
                    event = json.loads(line.removeprefix(b"data:"))
                    if "error" in event:
                        raise StreamFailed(event["error"])
                    yield (
                        event["chunk_index"],
                        event["is_last"],
                        event["duration_seconds"],
                        len(base64.b64decode(event["audio"])),
                        event["sample_rate"],
                    )
        except (self._requests.RequestException, ValueError) as error:
            raise StreamFailed(str(error)) from None

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
