"""Hold what the engines in C say to float32: sound, durations, and (asked for) the words that a recogniser understands.

    python -m loadtest.compare_sound [--voices heart joe af_heart] [--libraries avx2_fma portable] [--texts 8]
    pip install pocketsphinx && python -m loadtest.compare_sound --voices heart --words --texts 38

Every library of kernels that this processor can run speaks texts of the corpus (38 are all, 65 sentences), and PyTorch
in float32 does. The gates are at least 30 dB of signal to noise and at most 0.15 dB of log mel distance in every
segment, and no more durations changed than a share of them: a build that fails one is not to be served, and the command
ends with 1.
A recogniser's absolute word error rate is that of a small old one (CMU Pocketsphinx with its US English model); the
difference between engines is what counts. Prints a table and, as the last line, JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from loadtest.engines.sound_distance import log_mel_distance_db, signal_to_noise_db
from loadtest.results.report import machine
from loadtest.runs.command import run_command
from tritone.devices.processor import machine_cpu_features
from tritone.errors import TritoneError
from tritone.families import load_family
from tritone.native.variants import VARIANTS
from tritone.voices.installed import get_voice

LEAST_DB, MOST_MEL_DB = 30.0, 0.15
MOST_CHANGED = 0.01
"""Of durations. Hibari's are decided with activations of 8 bits where there is VNNI, which tips some."""
RECOGNISER_HZ = 16_000


class NoRecogniser(TritoneError):
    """The recogniser is not installed."""


def main() -> int:
    here = [variant.name for variant in VARIANTS if variant.cpu_features <= machine_cpu_features()]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--voices", nargs="+", default=["heart"], help="voices that are there")
    parser.add_argument("--libraries", nargs="+", default=here, choices=here, help="of kernels; all that run here")
    parser.add_argument("--texts", type=int, default=8, help="lines of the corpus (%(default)s)")
    parser.add_argument("--words", action="store_true", help="have a recogniser write down what it hears")
    options = parser.parse_args()
    decoder = recogniser() if options.words else None
    rows = []
    print("| voice | library | segments | dB: median, least | log mel dB: median, most | durations changed | gates |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for voice in options.voices:
            reference = spoken(voice, "torch", "", options.texts, Path(folder) / "reference.npz")
            for library in options.libraries:
                made = spoken(voice, "native", library, options.texts, Path(folder) / "native.npz", reference)
                row = compared(voice, library, np.load(reference), np.load(made))
                print(
                    f"| {voice} | {library} | {row['segments']} | {row['db'][0]:.1f} and {row['db'][1]:.1f} "
                    f"| {row['log_mel_db'][0]:.3f} and {row['log_mel_db'][1]:.3f} "
                    f"| {row['changed']} of {row['durations']} | {'passed' if row['passed'] else 'FAILED'} |",
                    flush=True,
                )
                if decoder is not None:
                    row["words"] = word_errors(voice, decoder, np.load(reference), np.load(made))
                    print(f"  of {row['words']['words']} words misheard: {row['words']['torch']} of PyTorch's,"
                          f" {row['words']['native']} of these")  # fmt: skip
                rows.append(row)
    print(json.dumps({"machine": machine(), "rows": rows}))
    return 0 if all(row["passed"] for row in rows) else 1


def spoken(voice: str, engine: str, library: str, texts: int, output: Path, reference: Path | None = None) -> Path:
    """Have a process speak; library: of kernels, for the native engine. Raises TritoneError with what it says."""
    command = [sys.executable, "-m", "loadtest.engines.spoken_texts", voice, engine, str(texts), str(output)]
    done = subprocess.run(
        [*command, *([str(reference)] if reference else [])],
        env={**os.environ, "TRITONE_ISA": library},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise TritoneError(f"{voice} could not be spoken by {library or engine}:\n{done.stderr[-2000:]}")
    return output


def compared(voice: str, library: str, reference: Any, made: Any) -> dict[str, Any]:
    """How far what was made is from the reference, over all segments.

    Whole ways from phonemes to samples; of hibari voices the vocoder's alone, on the reference's frames: their phase is
    a sum of pitch, and two sounds that nobody could tell apart drift out of phase.
    """
    count = sum(name.startswith("durations.") for name in reference)
    what = "resaid" if load_family(get_voice(voice).family).name == "hibari" else "samples"
    db, mel, changed, durations = [], [], 0, 0
    for number in range(count):
        own, other = (file[f"durations.{number}"] for file in (reference, made))
        changed, durations = changed + int((own != other).sum()), durations + len(own)
        expected, found = reference[f"samples.{number}"], made[f"{what}.{number}"]
        if len(expected) != len(found):
            expected, found = expected, made[f"resaid.{number}"]
        db.append(signal_to_noise_db(expected, found))
        mel.append(log_mel_distance_db(expected, found))
    passed = min(db) >= LEAST_DB and max(mel) <= MOST_MEL_DB and changed <= MOST_CHANGED * durations
    return {
        "voice": voice,
        "library": library,
        "segments": count,
        "db": [float(np.median(db)), min(db)],
        "log_mel_db": [float(np.median(mel)), max(mel)],
        "changed": changed,
        "durations": durations,
        "passed": passed,
    }


def recogniser() -> Any:
    try:
        from pocketsphinx import Decoder
    except ImportError:
        raise NoRecogniser("there is no recogniser: pip install pocketsphinx") from None
    return Decoder(samprate=float(RECOGNISER_HZ))


def word_errors(voice: str, decoder: Any, reference: Any, made: Any) -> dict[str, int]:
    """Words substituted, left out and added by the recogniser, of both engines' own sounds."""
    rate = load_family(get_voice(voice).family).frame_format(get_voice(voice)).sample_rate_hz
    errors, words = {"torch": 0, "native": 0}, 0
    for number in range(sum(name.startswith("durations.") for name in reference)):
        said = spoken_words(str(reference[f"spoken.{number}"]))
        words += len(said)
        for name, file in (("torch", reference), ("native", made)):
            errors[name] += edit_distance(said, recognised(decoder, file[f"samples.{number}"], rate))
    return {"words": words, **errors}


def spoken_words(text: str) -> list[str]:
    """Lower case, without punctuation, as the recogniser writes."""
    return re.findall(r"[a-z']+", text.lower())


def recognised(decoder: Any, samples: np.ndarray, rate_hz: int) -> list[str]:
    """What the recogniser hears."""
    resampled = soxr.resample(samples, rate_hz, RECOGNISER_HZ)
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
