"""One text given whole, without a client: connects, speaks, and closes the connection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tritone.client.blocking import BlockingClient
from tritone.client.channel import ConnectionSettings
from tritone.pipeline.chunks import Chunk


def synthesize_stream(
    url: str | ConnectionSettings,
    text: str | bytes,
    voice: str | None = None,
    speed: float | None = None,
    format: str = "pcm",
    seed: int | None = None,
    *,
    timestamps: str | None = None,
    sample_rate_hz: int | None = None,
    lexicon: str | None = None,
    chunk_timeout_seconds: float = 30.0,
    model: str = "tts",
) -> Iterator[Chunk]:
    """The chunks of one utterance, as they arrive.

    url: the server's gRPC address, host:port, or more about the connection. What is None is left to the server.
    chunk_timeout_seconds bounds the wait for each chunk, so that this never hangs: a server whose model process died
    says nothing at all. Closing the iterator, or leaving it to the garbage collector, cancels the request on the
    server.

    Raises ServerUnreachable, a RequestRefused (RequestInvalid, ServerFull or ServerFault) with the server's words, or
    StreamBroken.
    """
    connection = ConnectionSettings(url) if isinstance(url, str) else url
    settings = replace(connection, model=model, answer_timeout_seconds=chunk_timeout_seconds)
    with BlockingClient(settings) as client:
        yield from client.speak(
            text,
            voice=voice,
            speed=speed,
            format=format,
            seed=seed,
            timestamps=timestamps,
            sample_rate_hz=sample_rate_hz,
            lexicon=lexicon,
        )
