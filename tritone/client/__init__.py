"""Speak through a running Tritone server, streaming: a thin layer over plain `tritonclient`.

for chunk in synthesize_stream("127.0.0.1:8001", "Hello there."):
    play(chunk.audio, chunk.sample_rate_hz)

with LiveConnection("127.0.0.1:8001") as tritone, tritone.live(voice="heart") as speech:
    for token in tokens:          # in a thread of its own, where the sound should play meanwhile
        speech.append(token)
    speech.end()
    for chunk in speech:
        play(chunk.audio, chunk.sample_rate_hz)

TritoneError
├── ServerUnreachable     nobody answers at that address
├── RequestRefused        the server answered instead of speaking
│   ├── RequestInvalid    nothing can serve it as it is: the message names the input
│   ├── ServerFull        the same request may be served in a moment
│   └── ServerFault       something is broken behind it
└── StreamBroken          the stream failed, ended early or fell silent after it was accepted
"""

from __future__ import annotations

from tritone.client.address import DEFAULT_URL
from tritone.client.errors import (
    RequestInvalid,
    RequestRefused,
    ServerFault,
    ServerFull,
    ServerUnreachable,
    StreamBroken,
)
from tritone.client.live import HeardSpeech, LiveConnection, LiveSpeech
from tritone.client.one_text import synthesize_stream
from tritone.client.voice_list import OfferedVoice, voices
from tritone.pipeline.chunks import Chunk

__all__ = [
    "DEFAULT_URL",
    "Chunk",
    "HeardSpeech",
    "LiveConnection",
    "LiveSpeech",
    "OfferedVoice",
    "RequestInvalid",
    "RequestRefused",
    "ServerFault",
    "ServerFull",
    "ServerUnreachable",
    "StreamBroken",
    "synthesize_stream",
    "voices",
]
