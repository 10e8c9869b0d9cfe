"""Speak texts with one engine and keep what it made; a process of its own, as each has one library of kernels.

`loadtest.compare_sound` starts it with VOICE torch|native TEXTS OUTPUT.npz [REFERENCE.npz].

For every segment the output has `durations.N`, `frames.N` and `samples.N`; `spoken.N` is the segment's text. Of a
reference that is given, the vocoder also speaks the frames: `resaid.N`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from frontend_text import Frontend
from loadtest.corpus import english_to_judge
from tritone.families import VocoderEngine, load_family
from tritone.families.engine_settings import EngineSettings
from tritone.pipeline.frames import AcousticSegment, FrameFormat
from tritone.pipeline.windows import cut_window
from tritone.voices.installed import get_voice
from tritone.voices.voice import Voice


def main(arguments: Sequence[str]) -> None:
    name, engine, texts, output, *reference = arguments
    voice = get_voice(name)
    family, frontend = load_family(voice.family), Frontend("en-us")
    form, settings = family.frame_format(voice), EngineSettings((voice.name,), "cpu", engine, 1)
    acoustic, vocoder = family.acoustic_engine(voice, settings), family.vocoder_engine(voice, settings)
    known = np.load(reference[0]) if reference else None
    made: dict[str, np.ndarray] = {}
    segments = [
        segment
        for text in english_to_judge()[: int(texts)]
        for segment in frontend.read(text, max_chars=voice_limit(voice)).segments
    ]
    for number, segment in enumerate(segments):
        ids = family.phoneme_ids(segment.phonemes, voice).ids
        raw = acoustic.synthesize_frames([AcousticSegment(ids)], [voice])[0]
        result = family.trim_silence(ids, raw, voice)
        made[f"spoken.{number}"] = np.array(segment.spoken)
        made[f"durations.{number}"] = raw.durations
        made[f"frames.{number}"] = result.frames
        made[f"samples.{number}"] = spoken_by(vocoder, voice, form, result.frames)
        if known is not None:
            made[f"resaid.{number}"] = spoken_by(vocoder, voice, form, known[f"frames.{number}"])
    np.savez(Path(output), **made)  # type: ignore[arg-type]


def voice_limit(voice: Voice) -> int:
    """Characters of a segment: as many as in the service where the model cannot read more, else whole sentences."""
    return 300 if voice.family == "kokoro" else 10_000


def spoken_by(vocoder: VocoderEngine, voice: Voice, form: FrameFormat, frames: np.ndarray) -> np.ndarray:
    """A segment's samples, float32, in one window."""
    window = cut_window(frames, 0, len(frames), form.lookahead_frames, 1, None)
    return vocoder.vocode([window], [voice])[0].samples


if __name__ == "__main__":
    main(sys.argv[1:])
