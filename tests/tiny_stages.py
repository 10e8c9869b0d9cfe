"""A tiny, exact stand-in for the models: fast, deterministic, and its audio says which text it came from.

Text is cut at full stops; a character is one phoneme and three frames; a frame holds its character's code and its
number, and becomes one hop of samples of that code. So a test can read the text back out of the sound. Windows check
that they arrive in order with the state of the window before.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter

import numpy as np

from tritone.errors import SynthesisFailed
from tritone.families import load_family
from tritone.pipeline.chunks import Chunk
from tritone.pipeline.frames import AcousticResult
from tritone.pipeline.segments import Passage, Segment, TimedText
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.installed import get_voice

HEART = get_voice("heart")
FORMAT = load_family(HEART.family).frame_format(HEART)
VOICE_GAIN = 10 ** (HEART.gain_db / 20)
"""What the stream will apply."""
FRAMES_PER_PHONEME = 3
PAUSE_SECONDS = 0.0125
"""One frame."""


class TinyStages:
    """Implements tritone.pipeline.stages.Stages in memory."""

    def __init__(
        self,
        jitter_seconds: float = 0.0,
        fail_on: str | None = None,
        fail_stage: str = "vocode",
        makes_whole_segments: bool = False,
    ):
        self.makes_whole_segments = makes_whole_segments
        self.jitter_seconds, self.fail_on, self.fail_stage = jitter_seconds, fail_on, fail_stage
        self.calls: Counter[str] = Counter()
        self.running: Counter[int] = Counter()
        self.most_running = 0
        self.vocoded_order: list[str] = []
        self._lock = threading.Lock()
        self._random = random.Random(7)

    def read_text(self, positions):
        return [self._read(position.text, position.start) for position in positions]

    def synthesize_frames(self, segments):
        return [self._frames_of(segment) for segment, _ in segments]

    def vocode(self, windows):
        return [self._vocode(window) for window, _ in windows]

    def _read(self, text, start):
        self._begin("read_text", text)
        segments, position = [], start
        while position < len(text) and len(segments) < 2:
            end = text.find(".", position) + 1 or len(text)
            words = text[position:end].strip(" .")
            ids = np.array([ord(c) for c in words], np.int32)
            first = position + text[position:end].find(words) if words else position
            spans = [match.span() for match in re.finditer(r"\S+", words)]
            timed = [TimedText(first + a, first + b, a, b) for a, b in spans] or [TimedText(position, end, 0, 0)]
            segments.append(Segment(ids, PAUSE_SECONDS if text[end - 1] == "." else 0.0, position, end, timed))
            position = end
        return Passage(segments, position if position < len(text) else None, [])

    def _frames_of(self, segment):
        phoneme_ids, speed = segment.phoneme_ids, segment.speed
        self._begin("synthesize_frames", "".join(map(chr, phoneme_ids)))
        each = int(FRAMES_PER_PHONEME / speed)
        codes = np.repeat(phoneme_ids.astype(np.float32), each)
        frames = np.stack([codes, np.arange(len(codes), dtype=np.float32)], axis=1)
        return AcousticResult(frames, np.full(len(phoneme_ids), each, np.int32))

    def _vocode(self, window: VocoderWindow):
        text = chr(int(window.frames[0, 0])) if len(window.frames) else ""
        with self._lock:
            self.running[window.noise_seed] += 1
            self.most_running = max(self.most_running, sum(self.running.values()))
            self.vocoded_order.append(text)
        try:
            self._begin("vocode", text)
            held = np.zeros((0, 2), np.float32) if window.state is None else window.state.reshape(-1, 2)
            if (window.state is None) != (window.start == 0):
                raise SynthesisFailed("a window came without the state of the one before")
            known = np.concatenate([held, window.frames])
            spoken, left = known[: window.stop - window.start], known[window.stop - window.start :]
            if not np.array_equal(spoken[:, 1], np.arange(window.start, window.stop)):
                raise SynthesisFailed("windows out of order")
            return VocodedWindow(_samples(spoken), _samples(left) if self.makes_whole_segments else left.ravel())
        finally:
            with self._lock:
                self.running[window.noise_seed] -= 1

    def _begin(self, stage: str, text: str) -> None:
        with self._lock:
            self.calls[stage] += 1
            wait = self._random.random() * self.jitter_seconds
        if wait:
            time.sleep(wait)
        if self.fail_on is not None and stage == self.fail_stage and self.fail_on in text:
            raise SynthesisFailed(f"{stage} failed on purpose")


def _samples(frames: np.ndarray) -> np.ndarray:
    return np.repeat(frames[:, 0] / (1000 * VOICE_GAIN), FORMAT.hop_length_samples)


class RecordingSink:
    """Keeps what a stream sends; can go away after so many chunks."""

    def __init__(self, cancel_after_chunks: int | None = None, break_on_send: bool = False):
        self.chunks: list[Chunk] = []
        self.error: Exception | None = None
        self.ends = 0
        self.ended = threading.Event()
        self._cancel_after, self._break_on_send = cancel_after_chunks, break_on_send

    def send(self, chunk: Chunk) -> None:
        if self._break_on_send:
            raise RuntimeError("the transport is gone")
        assert not self.ended.is_set(), "a chunk after the end"
        self.chunks.append(chunk)
        if chunk.is_last:
            self.ends += 1
            self.ended.set()

    def fail(self, error: Exception) -> None:
        self.error = error
        self.ends += 1
        self.ended.set()

    def is_cancelled(self) -> bool:
        return self._cancel_after is not None and len(self.chunks) >= self._cancel_after

    def wait(self) -> RecordingSink:
        assert self.ended.wait(30), "the stream did not end"
        return self

    def audio(self) -> np.ndarray:
        """All samples as int16."""
        return np.frombuffer(b"".join(chunk.audio for chunk in self.chunks), "<i2")

    def heard_text(self) -> str:
        """The text read back from the sound; a pause is a full stop. Of the last frame sent the end may be missing."""
        frames = np.rint(self.audio()[:: FORMAT.hop_length_samples] / 32.767).astype(int)
        text, position = "", 0
        while position < len(frames):
            text += chr(frames[position]) if frames[position] else "."
            position += FRAMES_PER_PHONEME if frames[position] else 1
        return text
