"""What a text sounds like, in this process: the real front end, engines, windows and gains, segment by segment."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from tritone.errors import MissingVoice, TritoneError
from tritone.families import load_family
from tritone.families.engine_settings import EngineSettings
from tritone.models.text_frontend import TextFrontend
from tritone.native.library import why_unsupported
from tritone.pipeline.chunks import ChunkSizes
from tritone.streaming.segment_in_flight import SegmentInFlight, segment_noise_seed
from tritone.streaming.served_voices import ServedVoice
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.installed import get_voice

Samples = npt.NDArray[np.float32]
SIZES = ChunkSizes(0.3, 2.0)


@dataclass(frozen=True)
class SpokenWord:
    """A word and where it sounds, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Spoken:
    """The sound of a text."""

    samples: Samples
    rate_hz: int
    words: tuple[SpokenWord, ...]
    warnings: tuple[str, ...]

    def of(self, index: int) -> Samples:
        """The samples of a word."""
        word = self.words[index]
        return self.samples[int(word.start * self.rate_hz) : int(word.end * self.rate_hz)]


@dataclass(frozen=True)
class Speaker:
    """A voice with its engines."""

    name: str
    inflection: str = "on"

    @functools.lru_cache(maxsize=64)  # noqa: B019
    def say(self, text: str, speed: float = 1.0, seed: int = 3) -> Spoken:
        voice, acoustic, vocoder = _engines(self.name)
        family = load_family(voice.family)
        frame_format = family.frame_format(voice)
        served = ServedVoice(voice, voice.name, frame_format)
        passage = _frontend(self.name, self.inflection).read_text(text, 0, self.name)
        assert passage.next_start is None, "the text is longer than one passage"
        sound, words, before = [np.zeros(0, np.float32)], [], 0
        for index, segment in enumerate(passage.segments):
            flight = SegmentInFlight(
                segment, served, segment_noise_seed(seed, index), speed, SIZES, frame_format.sample_rate_hz
            )
            asked = flight.asked()
            made = family.delivered(asked, acoustic.synthesize_frames([asked], [voice])[0], voice)
            flight.take_frames(family.trim_silence(asked.phoneme_ids, made, voice), opens_stream=index == 0)
            while flight.windows:
                flight.take_sound(vocoder.vocode([flight.next_window()], [voice])[0])
            rate = frame_format.sample_rate_hz
            words += [
                SpokenWord(
                    text[placed.item.text_start : placed.item.text_end],
                    (before + placed.first_sample) / rate,
                    (before + placed.end_sample) / rate,
                )
                for placed in flight.placed_text()
            ]
            sound += flight.sound
            before += sum(map(len, flight.sound))
        return Spoken(np.concatenate(sound), frame_format.sample_rate_hz, tuple(words), tuple(passage.warnings))


def speaker(name: str, **settings: str) -> Speaker:
    """A voice that speaks; skips the test where it cannot be had."""
    try:
        voice = get_voice(name)
    except (MissingVoice, TritoneError):
        pytest.skip(f"the voice {name} is not here")
    if not voice.is_present():
        pytest.skip(f"the files of voice {name} are not here")
    if reason := why_unsupported():
        pytest.skip(reason)
    return Speaker(name, **settings)


@functools.lru_cache(maxsize=4)
def _engines(name: str):
    voice, settings = get_voice(name), EngineSettings((name,), "cpu", "auto", 1)
    family = load_family(voice.family)
    return voice, family.acoustic_engine(voice, settings), family.vocoder_engine(voice, settings)


@functools.lru_cache(maxsize=8)
def _frontend(name: str, inflection: str) -> TextFrontend:
    frontend = TextFrontend(VoiceCatalogue((name,)), inflection=inflection)
    frontend.load(get_voice(name))
    return frontend
