"""Compare what the fast engines of the default voice say with the float32 reference: words understood, spectra.

    pip install pocketsphinx && python -m loadtest.compare_sound

Every text of the corpus is spoken by the native engines and by PyTorch in float32, and both are written down by the
same recogniser (CMU Pocketsphinx with its US English model). Its absolute word error rate is that of a small old
recogniser; the difference between the two engines is what counts. Prints a table and, as the last line, JSON.
"""

from __future__ import annotations

import json
import re
import statistics
from typing import Any

import numpy as np
import soxr

from frontend_text import Frontend
from loadtest.corpus import english
from loadtest.engines.sound_distance import log_mel_distance_db, signal_to_noise_db
from loadtest.results.report import machine
from loadtest.runs.command import run_command
from tritone.errors import TritoneError
from tritone.families import VocoderEngine, load_family
from tritone.families.engine_settings import EngineSettings
from tritone.pipeline.frames import AcousticSegment, FrameFormat
from tritone.pipeline.windows import cut_window
from tritone.voices.installed import get_voice
from tritone.voices.voice import Voice

RECOGNISER_HZ = 16_000
ENGINES = ("torch", "native")


class NoRecogniser(TritoneError):
    """The recogniser is not installed."""


def main() -> int:
    try:
        from pocketsphinx import Decoder
    except ImportError:
        raise NoRecogniser("there is no recogniser: pip install pocketsphinx") from None

    voice = get_voice("heart")
    family, frontend, decoder = load_family(voice.family), Frontend("en-us"), Decoder(samprate=float(RECOGNISER_HZ))
    form = family.frame_format(voice)
    engines = {}
    for name in ENGINES:
        settings = EngineSettings((voice.name,), "cpu", name, 1)
        engines[name] = (family.acoustic_engine(voice, settings), family.vocoder_engine(voice, settings))
    errors, words, distances, ratios = dict.fromkeys(ENGINES, 0), 0, [], []
    for text in english():
        for segment in frontend.read(text, max_chars=10_000).segments:
            spoken = spoken_words(segment.spoken)
            words += len(spoken)
            asked = AcousticSegment(family.phoneme_ids(segment.phonemes, voice).ids)
            frames = {}
            for name, (acoustic, vocoder) in engines.items():
                frames[name] = acoustic.synthesize_frames([asked], [voice])[0].frames
                heard = recognised(decoder, spoken_by(vocoder, voice, form, frames[name]))
                errors[name] += edit_distance(spoken, heard)
            # the same frames through both vocoders: durations may differ by a step, and spectra then cannot be compared
            reference, native = (spoken_by(engines[name][1], voice, form, frames["torch"]) for name in ENGINES)
            distances.append(log_mel_distance_db(reference, native))
            ratios.append(signal_to_noise_db(reference, native))
    print("| engine | words | word errors | word error rate |\n|---|---|---|---|")
    for name in ENGINES:
        print(f"| {name} | {words} | {errors[name]} | {100 * errors[name] / words:.1f} % |")
    print(
        f"\nnative against float32, {len(ratios)} segments, median and worst: log mel distance "
        f"{statistics.median(distances):.2f} and {max(distances):.2f} dB, signal to noise "
        f"{statistics.median(ratios):.1f} and {min(ratios):.1f} dB"
    )
    print(
        json.dumps(
            {
                "machine": machine(),
                "words": words,
                "word_errors": errors,
                "segments": len(ratios),
                "log_mel_distance_db": [statistics.median(distances), max(distances)],
                "signal_to_noise_db": [statistics.median(ratios), min(ratios)],
            }
        )
    )
    return 0


def spoken_words(text: str) -> list[str]:
    """Lower case, without punctuation, as the recogniser writes."""
    return re.findall(r"[a-z']+", text.lower())


def spoken_by(vocoder: VocoderEngine, voice: Voice, form: FrameFormat, frames: np.ndarray) -> np.ndarray:
    """A segment's samples, float32, in one window."""
    window = cut_window(frames, 0, len(frames), form.lookahead_frames, 1, None)
    return vocoder.vocode([window], [voice])[0].samples


def recognised(decoder: Any, samples: np.ndarray) -> list[str]:
    """What the recogniser hears."""
    resampled = soxr.resample(samples, 24_000, RECOGNISER_HZ)
    decoder.start_utt()
    decoder.process_raw((np.clip(resampled * 2, -1, 1) * 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return spoken_words(hypothesis.hypstr) if hypothesis else []


def edit_distance(expected: list[str], found: list[str]) -> int:
    """Words substituted, left out and added."""
    row = list(range(len(found) + 1))
    for i, word in enumerate(expected, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1]


if __name__ == "__main__":
    raise SystemExit(run_command(main))
