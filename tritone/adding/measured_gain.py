"""The constant gain that brings a voice to the loudness of all voices, measured on what it says."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tritone.audio.loudness import integrated_loudness_lufs, true_peak_dbfs
from tritone.errors import InvalidRequest, SynthesisFailed
from tritone.models.local import LocalSynthesizer
from tritone.voices.sample_texts import sample_text
from tritone.voices.voice import Voice

TARGET_LUFS = -24.0
MOST_TRUE_PEAK_DBFS = -2.5
"""1.5 dB below what is promised: other texts have other peaks."""
_MOST_GAIN_DB = 40.0
_MOST_SPEAKERS = 4
_ENGLISH = "en-us"


def measure_gain_db(voice: Voice, synthesizer: LocalSynthesizer) -> tuple[float, str]:
    """The gain in dB, rounded to a tenth, and a remark, "" when it is as good as it gets.

    A voice whose language nothing here can read says English with the sounds it knows; of a voice of many speakers the
    first few are heard.
    """
    speakers = [replace(voice, speaker=speaker) for speaker in voice.speakers[:_MOST_SPEAKERS]] or [voice]
    remark = ""
    try:
        sounds = [synthesizer.say(speaker, sample_text(voice.language)) for speaker in speakers]
    except (InvalidRequest, SynthesisFailed):
        remark = f"loudness measured on English sounds: nothing here reads {voice.language}"
        sounds = [synthesizer.say_sounds_of(speaker, sample_text(_ENGLISH), _ENGLISH) for speaker in speakers]
    loudness = [integrated_loudness_lufs(sound, voice.sample_rate_hz) for sound in sounds]
    heard = [value for value in loudness if math.isfinite(value)]
    if not heard:
        return 0.0, "loudness not measured: it says nothing here"
    if abs(TARGET_LUFS - float(np.median(heard))) > _MOST_GAIN_DB:
        return 0.0, f"loudness not corrected: {np.median(heard):.0f} LUFS is unlike speech; is the model intact?"
    room = MOST_TRUE_PEAK_DBFS - max(map(true_peak_dbfs, sounds))
    return round(min(TARGET_LUFS - float(np.median(heard)), room), 1), remark
