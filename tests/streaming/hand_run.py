"""A stream whose jobs a test runs one by one, in any order: what threads could do at any moment, without threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.tiny_stages import FORMAT, HEART, RecordingSink, TinyStages
from tritone.audio.format import PcmEncoder
from tritone.errors import StreamCancelled
from tritone.pipeline.chunks import ChunkSizes
from tritone.pipeline.frames import WHOLE_SEGMENT
from tritone.streaming.request import SynthesisRequest
from tritone.streaming.served_voices import ServedVoice
from tritone.streaming.stage_pools import StagePools, StreamParts
from tritone.streaming.stream import SpeechStream

STAGES = ("text_frontend", "acoustic", "vocoder", "encoding")


class HandPool:
    """Takes the place of a StagePool: jobs wait until a test runs them."""

    def __init__(self):
        self.jobs = []

    def submit(self, job):
        self.jobs.append(job)


class HandRetries:
    """Takes the place of DelayedCalls: calls wait until a test makes them."""

    def __init__(self):
        self.calls = []

    def add(self, call):
        self.calls.append(call)


class NotingEncoder(PcmEncoder):
    """Notes how it is used; takes long if it is told to say so."""

    def __init__(self, is_slow: bool):
        super().__init__(FORMAT.sample_rate_hz)
        self.is_slow, self.closed, self.used_closed = is_slow, 0, False

    def encode(self, samples, is_last, gain=1.0):
        self.used_closed |= self.closed > 0
        return super().encode(samples, is_last, gain)

    def close(self):
        self.closed += 1


@dataclass
class NotingSink(RecordingSink):
    """Notes in which order it is called, and lets others act while a chunk is on its way."""

    meanwhile: Callable[[], None] = lambda: None
    events: list[str] = field(default_factory=list)
    gone: bool = False

    def __post_init__(self):
        super().__init__()

    def send(self, chunk):
        self.events.append("send")
        self.meanwhile()
        self.chunks.append(chunk)
        self.events.append("last sent" if chunk.is_last else "sent")

    def fail(self, error):
        self.error = error
        self.events.append("failed")

    def is_cancelled(self):
        return self.gone


def request(text: str, **fields) -> SynthesisRequest:
    plain = {"speed": 1.0, "format": "pcm", "sample_rate_hz": FORMAT.sample_rate_hz, "encoding": "binary"}
    more = {"word_timestamps": True, "lexicon": "", "seed": 1, "is_whole": False}
    return SynthesisRequest(text=text, voice=HEART, **plain | more | fields)


class HandRun:
    """One stream over tiny stages; `moves` are what could happen next."""

    def __init__(
        self, text: str, is_slow: bool = False, makes_whole_segments: bool = False, longest_with_lead: float = 0.0
    ):
        """is_slow: the encoder; makes_whole_segments: the vocoder, of a voice with such a lookahead; longest_with_lead:
        of a chunk, in seconds."""
        self._format = replace(FORMAT, lookahead_frames=WHOLE_SEGMENT) if makes_whole_segments else FORMAT
        self.pools = {stage: HandPool() for stage in STAGES}
        self.retries, self.afters, self.ends = HandRetries(), [], []
        self.sink, self.encoder = NotingSink(), NotingEncoder(is_slow)
        stages = TinyStages(makes_whole_segments=makes_whole_segments)
        self._calls = {
            "text_frontend": stages.read_text,
            "acoustic": stages.synthesize_frames,
            "vocoder": stages.vocode,
            "encoding": lambda senders: [sender.take_turn() for sender in senders],
        }
        sizes = ChunkSizes(0.3, 2.0)
        parts = StreamParts(
            StagePools(**self.pools),
            self.retries,
            sizes,
            self._find_voice,
            lambda voice: replace(sizes, with_lead=longest_with_lead),
        )
        self.stream = SpeechStream(request(text), parts, 1, self.sink, self.ends.append)
        self.stream._sender.open = lambda: setattr(self.stream._sender, "_encoder", self.encoder)

    def _find_voice(self, name):
        return ServedVoice(HEART, HEART.weights_key, self._format)

    def moves(self) -> list[tuple[str, int]]:
        """What could happen next: a job of a stage ends, what is left of one is carried out, one is asked again."""
        jobs = [(stage, index) for stage in STAGES for index in range(len(self.pools[stage].jobs))]
        afters = [("after", index) for index in range(len(self.afters))]
        return jobs + afters + [("retry", index) for index in range(len(self.retries.calls))]

    def make(self, move: tuple[str, int], error: Exception | None = None) -> None:
        """Let it happen; with an error, a job fails."""
        what, index = move
        if what == "after":
            self.afters.pop(index)()
        elif what == "retry":
            self.retries.calls.pop(index)()
        else:
            self._run(what, self.pools[what].jobs.pop(index), error)

    def _run(self, stage, job, error) -> None:
        if not job.owner.is_wanted():
            error = StreamCancelled("cancelled by the caller")
        if error is not None:
            job.owner.job_failed(job, error)
            return
        after = job.owner.job_done(job, self._calls[stage]([job.item])[0])
        if after is not None:
            self.afters.append(after)

    def finish(self) -> HandRun:
        """Let everything happen that is left, in the order in which it came up."""
        for _ in range(100_000):
            moves = self.moves()
            if not moves:
                return self
            self.make(moves[0])
        raise AssertionError("the stream makes jobs without end")


def run_in_order(text: str) -> HandRun:
    """The stream as it is when one thing follows the other."""
    run = HandRun(text)
    run.stream.start()
    return run.finish()
