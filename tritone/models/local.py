"""Speak in this process, without a server: whole segments, one after the other."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from frontend_text import Frontend, MissingGraphemeToPhoneme, UnknownLanguage
from tritone.errors import InvalidRequest, SynthesisFailed
from tritone.families import AcousticEngine, VocoderEngine, VoiceFamily, load_family
from tritone.families.engine_settings import EngineSettings
from tritone.models.text_frontend import TextFrontend
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.segments import Passage
from tritone.pipeline.windows import cut_window
from tritone.voices.catalogue import VoiceCatalogue
from tritone.voices.voice import Voice

_SEED = 1


class LocalSynthesizer:
    """Voices that share their weights share engines; not safe to share between threads."""

    def __init__(self, device: str = "auto", engine: str = "auto", threads: int | None = None) -> None:
        self._settings = EngineSettings((), device, engine, threads or os.cpu_count() or 1)
        self._engines: dict[tuple[str, str], tuple[AcousticEngine, VocoderEngine]] = {}
        self._catalogue: VoiceCatalogue | None = None
        self._texts: TextFrontend | None = None

    def say(self, voice: Voice, text: str) -> npt.NDArray[Any]:
        """A text as float32 samples at the voice's rate, at the voice's own loudness.

        Raises InvalidRequest when nothing here can read the voice's language, and MissingVoice for damaged files.
        """
        parts: list[npt.NDArray[Any]] = []
        start: int | None = 0
        while start is not None:
            passage = self._read(voice, text, start)
            for segment in passage.segments:
                if len(segment.phoneme_ids):
                    parts.append(self._say_ids(voice, segment.phoneme_ids, segment.rate))
                parts.append(np.zeros(int(segment.pause_seconds * voice.sample_rate_hz), np.float32))
            start = passage.next_start
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def say_sounds_of(self, voice: Voice, text: str, language: str) -> npt.NDArray[Any]:
        """A text of another language with as many of its sounds as the voice knows; empty when it knows none."""
        family, speaker = load_family(voice.family), replace(voice, language=language)
        parts = []
        for phonemes in self._phonemes(language, text):
            known = "".join(symbol for symbol in phonemes if _can_say(family, symbol, speaker))
            if known.strip(" .,!?"):
                parts.append(self._say_ids(voice, family.phoneme_ids(known, speaker).ids, 1.0))
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _say_ids(self, voice: Voice, ids: npt.NDArray[Any], speed: float) -> npt.NDArray[Any]:
        family = load_family(voice.family)
        acoustic, vocoder = self._engines_of(voice)
        segment = AcousticSegment(ids, speed, _SEED)
        result = family.delivered(segment, acoustic.synthesize_frames([segment], [voice])[0], voice)
        frames = family.trim_silence(ids, result, voice).frames
        if not len(frames):
            return np.zeros(0, np.float32)
        window = cut_window(frames, 0, len(frames), family.frame_format(voice).lookahead_frames, _SEED, None)
        return vocoder.vocode([window], [voice])[0].samples

    def _engines_of(self, voice: Voice) -> tuple[AcousticEngine, VocoderEngine]:
        if voice.weights_key not in self._engines:
            family = load_family(voice.family)
            self._engines[voice.weights_key] = (
                family.acoustic_engine(voice, self._settings),
                family.vocoder_engine(voice, self._settings),
            )
        return self._engines[voice.weights_key]

    def _read(self, voice: Voice, text: str, start: int) -> Passage:
        if self._catalogue is None or self._texts is None:
            self._catalogue = VoiceCatalogue([voice])
            self._texts = TextFrontend(self._catalogue)
        self._catalogue.offer(voice)
        try:
            self._texts.load(voice)  # nobody else is kept waiting here
        except (UnknownLanguage, MissingGraphemeToPhoneme) as error:
            raise InvalidRequest(f'voice "{voice.name}" cannot speak here: {error}') from None
        return self._texts.read_text(text, start, voice.name)

    @staticmethod
    def _phonemes(language: str, text: str) -> list[str]:
        return [segment.phonemes for segment in Frontend(language).read(text, 0, len(text)).segments]


def _can_say(family: VoiceFamily, symbol: str, voice: Voice) -> bool:
    try:
        return len(family.phoneme_ids(symbol, voice).ids) > 0
    except SynthesisFailed:
        return False
