"""The health port: a small HTTP server that strangers can neither stop nor fill.

A connection has a request of a few kilobytes to make, and a few seconds to do it in. There are only so many at a time:
one more ends the oldest. Each is answered and closed. Answers are made at once, from what is known.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from tritone.errors import InvalidOption
from tritone.server.errors import PortTaken
from tritone.server.machine.addresses import bare

_MOST_CONNECTIONS = 256
_ACCEPTED_AT_ONCE = 50
"""Far fewer, so that whoever asks among a crowd has been read before so many newer ones have come."""
_MOST_BYTES = 8192
"""Of a request."""
_LONGEST_SECONDS = 5.0
"""Of a connection, from its first moment to its last."""
_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Question:
    """A request."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case; of several of a name the last."""
    caller: tuple[str, int]
    """Where it comes from."""
    here: tuple[str, int]
    """Where it came to."""


Reply = tuple[HTTPStatus, str]
"""A status, and a line that says why."""


class HealthPort:
    """Listens from its first moment to `close`, in a thread of its own."""

    def __init__(
        self,
        host: str,
        port: int,
        answer: Callable[[Question], Reply],
        most_connections: int = _MOST_CONNECTIONS,
        longest_seconds: float = _LONGEST_SECONDS,
    ):
        """port: 0 takes a free one. Raises PortTaken, or InvalidOption for a host that is not this machine's."""
        self.answer, self.most_connections, self.longest_seconds = answer, most_connections, longest_seconds
        self.connections: dict[_Connection, None] = {}
        """The oldest first."""
        self._socket = _listening(host, port)
        self.port = int(self._socket.getsockname()[1])
        self._loop, self._is_closed = asyncio.new_event_loop(), asyncio.Event()
        # a full table of handles, say: whoever asks again is answered when there is room
        self._loop.set_exception_handler(lambda loop, context: None)
        self._thread = threading.Thread(target=self._run, name="health port", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._loop.call_soon_threadsafe(self._is_closed.set)
        self._thread.join()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = await self._loop.create_server(
            lambda: _Connection(self, self._loop), sock=self._socket, backlog=_ACCEPTED_AT_ONCE
        )
        await self._is_closed.wait()
        server.close()
        being_accepted = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*being_accepted, return_exceptions=True)
        for connection in list(self.connections):
            connection.abort()
        await asyncio.sleep(0)  # in which they are told


class _Connection(asyncio.Protocol):
    """One caller; everything happens in the port's thread."""

    def __init__(self, port: HealthPort, loop: asyncio.AbstractEventLoop):
        self._port, self._loop = port, loop
        self._came = bytearray()
        self._is_answered = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._deadline = self._loop.call_later(self._port.longest_seconds, self.abort)
        self._port.connections[self] = None
        if len(self._port.connections) > self._port.most_connections:
            next(iter(self._port.connections)).abort()

    def connection_lost(self, error: Exception | None) -> None:
        self._deadline.cancel()
        self._port.connections.pop(self, None)

    def abort(self) -> None:
        """End it, whatever has not been said."""
        self._port.connections.pop(self, None)
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._is_answered:
            return
        self._came += data
        if len(self._came) > _MOST_BYTES:
            self._reply((HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"allowed: a request of {_MOST_BYTES} bytes"))
        elif _END in self._came:
            head, _, body = bytes(self._came).partition(_END)
            try:
                question, length = self._read(head)
            except ValueError:
                self._reply((HTTPStatus.BAD_REQUEST, "this is not a request; allowed: HTTP/1.1"))
                return
            if length <= len(body) or len(head) + length > _MOST_BYTES:  # what nobody reads would cut off the answer
                self._reply(self._port.answer(question), with_body=question.method != "HEAD")

    def _read(self, head: bytes) -> tuple[Question, int]:
        """The request, and how long its body is; raises ValueError."""
        first, *lines = head.decode("ascii").split("\r\n")
        method, path, version = first.split(" ")
        if not version.startswith("HTTP/1."):
            raise ValueError(version)
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        caller, here = self._transport.get_extra_info("peername"), self._transport.get_extra_info("sockname")
        question = Question(method, path.partition("?")[0], headers, caller[:2], here[:2])
        return question, int(headers.get("content-length", "0"))

    def _reply(self, reply: Reply, with_body: bool = True) -> None:
        self._is_answered = True
        status, words = reply
        body = f"{words}\n".encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
        )
        self._transport.write(head.encode() + (body if with_body else b""))
        self._transport.close()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(bare(host), port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise _not_ours(host, error) from None
    listener = socket.socket(family, kind)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_ACCEPTED_AT_ONCE)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise _not_ours(host, error) from None
        raise PortTaken(
            f"port {port} on {host} cannot be listened on ({error.strerror}); choose another with --health-port PORT "
            "(0 takes a free one)"
        ) from None
    return listener


def _not_ours(host: str, error: OSError) -> InvalidOption:
    return InvalidOption(f'--health-host is "{host}": {error.strerror}; allowed: an address of this machine')
