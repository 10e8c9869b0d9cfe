"""Admit requests, run their streams over shared pools, and drain them when the server closes."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tritone.chunk_scheduler import StagePool
from tritone.errors import Overloaded
from tritone.families import load_family
from tritone.speech_stream import ChunkSink, ChunkSizes, Speaker, SpeechStream, StagePools
from tritone.stages import Stages
from tritone.synthesis_request import parse_request
from tritone.voice_catalogue import VoiceCatalogue


@dataclass(frozen=True)
class OrchestratorSettings:
    """The trade-offs an operator owns; the defaults are those of the command line."""

    voices: tuple[str, ...] = ("heart",)
    chunk_seconds: float = 2.0
    first_chunk_seconds: float = 0.3
    max_streams: int = 200
    max_text_chars: int = 100_000
    max_batch_size: int = 8
    """Most segments or windows in one call of the acoustic model or the vocoder."""
    text_frontend_instances: int = 1
    acoustic_instances: int = 1
    vocoder_instances: int = 2


class Orchestrator:
    """Everything behind the public model, for all its callers."""

    def __init__(self, settings: OrchestratorSettings, stages: Stages):
        self.settings = settings
        self._catalogue = VoiceCatalogue(settings.voices)
        self._sizes = ChunkSizes(settings.first_chunk_seconds, settings.chunk_seconds)
        self._pools = StagePools(
            StagePool("text_frontend", stages.read_text, settings.text_frontend_instances + 1),
            StagePool("acoustic", stages.synthesize_frames, settings.acoustic_instances + 1, settings.max_batch_size),
            StagePool("vocoder", stages.vocode, settings.vocoder_instances + 1, settings.max_batch_size),
            ThreadPoolExecutor(settings.vocoder_instances, "encoding"),
        )
        self._streams: set[SpeechStream] = set()
        self._streams_changed = threading.Condition()

    def start_stream(self, inputs: Mapping[str, object], sink: ChunkSink) -> None:
        """Check and admit a request and return at once; chunks go to the sink from other threads.

        Raises InvalidRequest or Overloaded when the request is refused; the sink is not called then.
        """
        settings = self.settings
        request = parse_request(inputs, self._catalogue, settings.max_text_chars)
        seed = secrets.randbits(63) if request.seed is None else request.seed
        stream = SpeechStream(request, self._find_speaker, self._pools, self._sizes, seed, sink, self._stream_ended)
        with self._streams_changed:
            if len(self._streams) >= settings.max_streams:
                raise Overloaded(f"the server is speaking {len(self._streams)} streams, its limit (--max-streams "
                                 f"{settings.max_streams}); try again later")
            self._streams.add(stream)
        stream.start()

    def active_streams(self) -> int:
        """How many streams are being spoken."""
        return len(self._streams)

    def close(self) -> None:
        """Wait until every stream has ended, then stop."""
        with self._streams_changed:
            self._streams_changed.wait_for(lambda: not self._streams)
        for pool in (self._pools.text_frontend, self._pools.acoustic, self._pools.vocoder):
            pool.close()
        self._pools.encoding.shutdown()

    def _find_speaker(self, name: str) -> Speaker:
        voice = self._catalogue.pick(name)
        return Speaker(voice, load_family(voice.family).frame_format(voice))

    def _stream_ended(self, stream: SpeechStream) -> None:
        with self._streams_changed:
            self._streams.discard(stream)
            self._streams_changed.notify_all()
