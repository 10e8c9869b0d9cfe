"""Speak through a running Tritone server, streaming. Needs nothing of what the server needs.

async with TritoneClient("127.0.0.1:8001") as tritone:
    async for chunk in tritone.speak("Hello there."):
        await play(chunk.audio, chunk.sample_rate_hz)

    async with tritone.live(voice="heart") as speech:     # the text comes in pieces
        await speech.append("Hello ")
        …
        heard = await speech.interrupt(played_seconds=1.4)

`BlockingClient` has the same without `await`; `synthesize_stream` speaks one text without a client. docs/live.md and
docs/agents/ have more.

TritoneError
├── ServerUnreachable     nobody answers at that address
├── RequestRefused        the server answered instead of speaking
│   ├── RequestInvalid    nothing can serve it as it is: the message names the input
│   │   └── KeyRefused    the server asks for a key
│   ├── ServerFull        the same request may be served in a moment
│   │   └── ServerStopping   the server is going away
│   └── ServerFault       something is broken behind it
└── StreamBroken          the stream failed, ended early or fell silent after it was accepted
    └── SpeechLost        the same of a live text, with what had come and what is still to be said
"""

from __future__ import annotations

from tritone.client.address import DEFAULT_URL
from tritone.client.asynchronous import AsyncLiveSpeech, TritoneClient
from tritone.client.blocking import BlockingClient, LiveSpeech
from tritone.client.channel import ConnectionSettings
from tritone.client.conversation import HeardSpeech
from tritone.client.errors import (
    KeyRefused,
    RequestInvalid,
    RequestRefused,
    ServerFault,
    ServerFull,
    ServerStopping,
    ServerUnreachable,
    SpeechLost,
    StreamBroken,
)
from tritone.client.one_text import synthesize_stream
from tritone.client.voice_list import OfferedVoice, voices
from tritone.pipeline.chunks import Chunk

__all__ = [
    "DEFAULT_URL",
    "AsyncLiveSpeech",
    "BlockingClient",
    "Chunk",
    "ConnectionSettings",
    "HeardSpeech",
    "KeyRefused",
    "LiveSpeech",
    "OfferedVoice",
    "RequestInvalid",
    "RequestRefused",
    "ServerFault",
    "ServerFull",
    "ServerStopping",
    "ServerUnreachable",
    "SpeechLost",
    "StreamBroken",
    "TritoneClient",
    "synthesize_stream",
    "voices",
]
