"""gRPC streams and the threads that read them, for the blocking client and the asyncio one.

gRPC's own asyncio is not used: what is left of a loop that is over disturbs the next one in the process.

A stream that is over lets go of its call, and nothing else may keep it: a call takes a lock when it is freed, and one
that is freed while the interpreter ends waits for ever if a thread of gRPC's was stopped with that lock in its hands.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeAlias

import grpc
from tritonclient.grpc import service_pb2, service_pb2_grpc

from tritone.client.channel import ONE_REQUEST, CallFailed, ConnectionSettings
from tritone.client.conversation import Conversation, Request, WholeText
from tritone.client.errors import StreamBroken
from tritone.client.messages import model_request
from tritone.errors import TritoneError

_CLOSE_SECONDS = 5.0
FINAL_SECONDS = 2.0
"""How long the server's own end of a whole text is waited for, so that it sees a text that is over, not cancelled."""
_CHUNKS_AHEAD = 4
"""Of a whole text, beyond the one being used: a caller who does not take them is sent no more."""
_MOST_UNSENT = 1000
"""Requests about live texts that the server has not taken yet; who appends more waits."""

Came: TypeAlias = "service_pb2.ModelStreamInferResponse | CallFailed | None"
"""A response, an error, or the end."""


class _OpenCall:
    """A call, until it is let go. Any thread may use it."""

    def __init__(self, call: grpc.Call) -> None:
        self._call: grpc.Call | None = call

    def let_go(self) -> None:
        """Cancel it, which does not disturb one that is over, and keep it no longer."""
        call, self._call = self._call, None
        if call is not None:
            call.cancel()


class LiveStream:
    """A stream of live texts: a thread reads it, and everything else happens under `lock`."""

    def __init__(self, stub: service_pb2_grpc.GRPCInferenceServiceStub, settings: ConnectionSettings) -> None:
        """Opens it with the first request."""
        self.conversation = Conversation(settings.model, settings.most_unread_bytes)
        self.lock = threading.Lock()
        self._settings = settings
        self._room = threading.Condition(self.lock)
        self._is_closed = False
        self._requests: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        call = stub.ModelStreamInfer(iter(self._requests.get, None), metadata=settings.headers)
        self._call = _OpenCall(call)
        self._reader = threading.Thread(target=self._read, args=(call,), name="tritone live", daemon=True)
        self._reader.start()

    @property
    def is_broken(self) -> bool:
        """Whether nothing comes any more."""
        return self.conversation.broken is not None

    @property
    def is_behind(self) -> bool:
        """Whether the server does not take requests as fast as they are made."""
        return self._requests.qsize() > _MOST_UNSENT and not self.is_broken

    def send(self, request: Request) -> None:
        """Send it behind the others; with `lock` held."""
        self._requests.put(request)

    def make_room(self) -> None:
        """Somebody waits, or a chunk was taken; with `lock` held."""
        for request in self.conversation.make_room():
            self.send(request)
        self._room.notify_all()

    def close(self) -> None:
        """End it."""
        with self.lock:
            self._is_closed = True
            self._room.notify_all()
        self._requests.put(None)
        self._call.let_go()
        self._reader.join(_CLOSE_SECONDS)

    def _read(self, call: grpc.Call) -> None:
        trouble = self._settings.failure(None, 0)
        try:
            for response in call:
                with self.lock:
                    self.conversation.receive(response)
                    self.make_room()
                    self._room.wait_for(lambda: self._is_closed or self.conversation.may_read())
        except grpc.RpcError as error:
            trouble = self._settings.failure(CallFailed(error), self.conversation.answers)
        except Exception as error:  # nobody would be told of anything any more
            trouble = StreamBroken(f"the server at {self._settings.address} answered what is no answer: {error!r}")
        self._call.let_go()
        with self.lock:
            self.conversation.lose(trouble)
        self._requests.put(None)


class WholeTextStream:
    """A stream with one whole text: a thread reads it, a few chunks ahead of who takes them."""

    def __init__(
        self,
        stub: service_pb2_grpc.GRPCInferenceServiceStub,
        settings: ConnectionSettings,
        inputs: dict[str, Any],
        put: Callable[[Came], None],
    ) -> None:
        """put: takes what comes, in the thread; whoever has taken it in turn says so by `taken`."""
        self.text = WholeText()
        self._stub, self._settings, self._put = stub, settings, put
        self._room, self._is_closed = threading.Semaphore(_CHUNKS_AHEAD), False
        request = model_request(settings.model, "1", tell_the_end=True, **inputs)
        call = stub.ModelStreamInfer(iter([request]), metadata=(*settings.headers, ONE_REQUEST))
        self._call = _OpenCall(call)
        threading.Thread(target=self._read, args=(call,), name="tritone whole text", daemon=True).start()

    def taken(self) -> None:
        """There is room for one more."""
        self._room.release()

    def checked(self, came: Came) -> service_pb2.ModelStreamInferResponse:
        """The response that came; raises what an error or the end means here."""
        if came is None or isinstance(came, CallFailed):
            raise self.text.trouble(self._settings.failure(came, self.text.chunks))
        return came

    def silence(self) -> TritoneError:
        """Why nothing came: nobody is there, or a server whose models have died says nothing at all."""
        if not self.text.chunks:
            try:
                self._stub.ServerLive(service_pb2.ServerLiveRequest(), **how(self._settings))
            except grpc.RpcError as error:
                return self._settings.failure(error, 0)
        seconds = self._settings.answer_timeout_seconds
        return StreamBroken(f"chunk {self.text.chunks} did not come within {seconds:g} s")

    def close(self) -> None:
        """Cancel what is left; a stream that is over is not disturbed by it."""
        self._is_closed = True
        self._room.release()
        self._call.let_go()

    def _read(self, call: grpc.Call) -> None:
        try:
            for response in call:
                self._put(response)
                self._room.acquire()
                if self._is_closed:
                    return
        except grpc.RpcError as error:
            self._put(CallFailed(error))
        else:
            self._put(None)


def how(settings: ConnectionSettings) -> dict[str, Any]:
    """How to make a call with one answer."""
    return {"timeout": settings.answer_timeout_seconds, "metadata": settings.headers}
