"""A whole stream in this process, front end to chunks, in one thread; and silence and sound in what a listener gets."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.streaming.hand_run import STAGES, HandPool, HandRetries
from tests.tiny_stages import RecordingSink
from tritone.families import load_family
from tritone.families.engine_settings import EngineSettings
from tritone.models.acoustic import Acoustic
from tritone.models.text_frontend import TextFrontend
from tritone.pipeline.chunks import ChunkSizes, Timestamp
from tritone.streaming.request import SynthesisRequest
from tritone.streaming.served_voices import ServedVoice
from tritone.streaming.stage_pools import StagePools, StreamParts
from tritone.streaming.stream import SpeechStream
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import Voice

STEP_SECONDS = 0.005
SILENT_DB = -60.0


@dataclass(frozen=True)
class Heard:
    """What a listener gets."""

    samples: npt.NDArray[np.float32]
    rate_hz: int
    words: tuple[Timestamp, ...]
    warnings: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate_hz

    def loud(self, above_db: float = SILENT_DB) -> npt.NDArray[np.bool_]:
        """Of each 5 ms whether it is heard."""
        size = int(STEP_SECONDS * self.rate_hz)
        parts = self.samples[: len(self.samples) // size * size].reshape(-1, size)
        return 20 * np.log10(np.sqrt((parts**2).mean(axis=1)) + 1e-9) > above_db

    def silences(self, least: float, below_db: float = SILENT_DB) -> list[tuple[float, float]]:
        """Begin and end in seconds of each silence between two sounds that lasts so long."""
        step = int(STEP_SECONDS * self.rate_hz) / self.rate_hz
        heard = np.flatnonzero(self.loud(below_db))
        gaps = np.flatnonzero(np.diff(heard) - 1 >= least / step)
        return [((heard[gap] + 1) * step, heard[gap + 1] * step) for gap in gaps]

    def longest_silence(self, below_db: float = SILENT_DB) -> float:
        return max((end - begin for begin, end in self.silences(STEP_SECONDS, below_db)), default=0.0)

    def edges(self, below_db: float = SILENT_DB) -> tuple[float, float]:
        """When the first sound begins, and when the last one ends."""
        step = int(STEP_SECONDS * self.rate_hz) / self.rate_hz
        heard = np.flatnonzero(self.loud(below_db))
        return heard[0] * step, (heard[-1] + 1) * step


class Speaker:
    """One voice with everything it needs."""

    def __init__(self, voice: Voice, inflection: str = "on"):
        self.voice, family = voice, load_family(voice.family)
        catalogue = VoiceCatalogue([voice])
        self._texts = TextFrontend(catalogue, inflection=inflection)
        self._texts.load(voice)
        settings = EngineSettings((voice.name,), "cpu", "auto", 1)
        self._acoustic, self._vocoder = family.acoustic_engine(voice, settings), family.vocoder_engine(voice, settings)
        self._finish = Acoustic(
            EngineSettings((), "cpu", "auto", 1)
        )  # offers voices by name; this one has its own engine
        self._served = ServedVoice(voice, voice.weights_key, family.frame_format(voice))
        self.say = functools.lru_cache(maxsize=256)(self._say)

    def _say(self, text: str, speed: float = 1.0, seed: int = 1) -> Heard:
        pools, sink, ends = {stage: HandPool() for stage in STAGES}, RecordingSink(), []
        parts = StreamParts(StagePools(**pools), HandRetries(), ChunkSizes(0.3, 2.0), lambda _: self._served)
        request = SynthesisRequest(
            text=text,
            voice=self.voice,
            speed=speed,
            format="pcm",
            sample_rate_hz=self.voice.sample_rate_hz,
            encoding="binary",
            is_whole=False,
            word_timestamps=True,
            lexicon="",
            seed=seed,
        )
        SpeechStream(request, parts, seed, sink, ends.append).start()
        while job := next((pools[stage].jobs.pop(0) for stage in STAGES if pools[stage].jobs), None):
            after = job.owner.job_done(job, self._made(pools, job))
            if after is not None:
                after()
        assert sink.error is None and sink.ends == 1, sink.error
        words = tuple(one for chunk in sink.chunks for one in chunk.timestamps if "word" in one)
        warnings = tuple(warning for chunk in sink.chunks for warning in chunk.warnings)
        return Heard(sink.audio().astype(np.float32) / 32768, self.voice.sample_rate_hz, words, warnings)

    def _made(self, pools, job):
        if job.pool is pools["text_frontend"]:
            return self._texts.read_text(job.item.text, job.item.start, self.voice.name)
        if job.pool is pools["acoustic"]:
            return self._finish.run(self._acoustic, [job.item[0]], [self.voice])[0]
        return self._vocoder.vocode([job.item[0]], [self.voice])[0]
