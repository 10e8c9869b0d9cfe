"""A connection to a server: one gRPC channel, the stream that live texts share, and calls with one answer."""

from __future__ import annotations

import threading

import grpc
from tritonclient.grpc import service_pb2, service_pb2_grpc

from tritone.client.channel import ConnectionSettings
from tritone.client.errors import StreamBroken
from tritone.client.streams import LiveStream, how
from tritone.client.voice_list import OfferedVoice, offered_voices, voices_request


class Connection:
    """Any thread may use it."""

    def __init__(self, settings: ConnectionSettings) -> None:
        """Connects with the first call."""
        self.settings = settings
        self._channel = settings.open_channel()
        self._stub = service_pb2_grpc.GRPCInferenceServiceStub(self._channel)
        self._lock = threading.Lock()
        self._live: LiveStream | None = None
        self._is_closed = False

    def stub(self) -> service_pb2_grpc.GRPCInferenceServiceStub:
        """For calls; raises StreamBroken when it was closed."""
        if self._is_closed:
            raise StreamBroken(f"the connection to {self.settings.address} was closed")
        return self._stub

    def live_stream(self) -> LiveStream:
        """The stream for live texts; a new one if the one before broke."""
        with self._lock:
            stub = self.stub()
            if self._live is None or self._live.is_broken:
                self._live = LiveStream(stub, self.settings)
            return self._live

    def voices(self, language: str | None) -> list[OfferedVoice]:
        """What the model `voices` answers; raises ServerUnreachable or RequestRefused."""
        try:
            answer = self.stub().ModelInfer(voices_request("voices", language), **how(self.settings))
        except grpc.RpcError as error:
            raise self.settings.failure(error, 0) from None
        return offered_voices(answer)

    def connect(self) -> None:
        """Connect now; raises ServerUnreachable."""
        try:
            self.stub().ServerLive(service_pb2.ServerLiveRequest(), **how(self.settings))
        except grpc.RpcError as error:
            raise self.settings.failure(error, 0) from None

    def close(self) -> None:
        """End all that is open; returns at once, whatever the server does."""
        with self._lock:
            self._is_closed, live = True, self._live
        if live is not None:
            live.close()
        self._channel.close()
