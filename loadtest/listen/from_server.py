"""Have a running server say the cases."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import soundfile

from loadtest.listen.cases import Case
from loadtest.listen.recordings import Recording, Samples, Word
from tritone.client import BlockingClient, OfferedVoice, RequestRefused

SEED = 3
_TELEPHONE = {"mulaw": "ULAW", "alaw": "ALAW"}
_LANGUAGE = "en"
_WAV_HEADER_BYTES = 44
_TOTAL_SAMPLES_BYTE = 21
"""Of a FLAC stream: its lower half and the four bytes after it."""


def said_by_server(
    url: str, cases: Sequence[Case], names: Sequence[str] | None, seed: int = SEED
) -> Iterator[Recording]:
    """Each case by each of its voices; names: of the voices that say all cases, by default one of each family."""
    with BlockingClient(url) as client:
        offered = client.voices()
        examples = list(names) if names else examples_of(offered)
        for name, case in _pairs(offered, examples, cases):
            print(f"{name}: {case.key} …", file=sys.stderr, flush=True)
            try:
                recording = _said(client, name, case, seed)
            except RequestRefused as error:
                print(f"  refused: {error}", file=sys.stderr)
                continue
            yield recording


def examples_of(offered: Iterable[OfferedVoice]) -> list[str]:
    """The first English voice of each family, as the server lists them."""
    first: dict[str, str] = {}
    for voice in offered:
        if voice.language.startswith(_LANGUAGE):
            first.setdefault(voice.family, voice.name)
    return list(first.values())


def _pairs(
    offered: Sequence[OfferedVoice], examples: Sequence[str], cases: Sequence[Case]
) -> Iterator[tuple[str, Case]]:
    english = [voice.name for voice in offered if voice.language.startswith(_LANGUAGE)]
    for name in dict.fromkeys([*examples, *english]):
        yield from ((name, case) for case in cases if name in examples or case.every_voice)


def _said(client: BlockingClient, voice: str, case: Case, seed: int) -> Recording:
    settings = {"voice": voice, "speed": case.speed, "format": case.format, "seed": seed, "timestamps": "word"}
    chunks = list(client.speak(case.text, **settings))
    audio = b"".join(chunk.audio for chunk in chunks)
    count = round(sum(chunk.duration_seconds for chunk in chunks) * chunks[-1].sample_rate_hz)
    samples, rate_hz = decoded(audio, case.format, chunks[-1].sample_rate_hz, count)
    return Recording(
        case=case.key,
        voice=voice,
        samples=samples,
        rate_hz=rate_hz,
        words=tuple(
            Word(str(stamp["word"]), float(stamp["start"]), float(stamp["end"]))
            for chunk in chunks
            for stamp in chunk.timestamps
            if "word" in stamp
        ),
        bytes_sent=len(audio),
        warnings=tuple(warning for chunk in chunks for warning in chunk.warnings),
    )


def decoded(audio: bytes, form: str, rate_hz: int, count: int = 0) -> tuple[Samples, int]:
    """Samples and their rate of a whole stream in one of the service's formats; count: how many a FLAC stream holds."""
    if form == "pcm":
        return np.frombuffer(audio, "<i2").astype(np.float32) / 32768, rate_hz
    if form == "wav":  # its header announces a length that nobody knew
        return decoded(audio[_WAV_HEADER_BYTES:], "pcm", rate_hz)
    if form in _TELEPHONE:
        raw = {"samplerate": rate_hz, "channels": 1, "format": "RAW", "subtype": _TELEPHONE[form]}
        return soundfile.read(io.BytesIO(audio), dtype="float32", **raw)
    return soundfile.read(io.BytesIO(_with_length(audio, count) if form == "flac" else audio), dtype="float32")


def _with_length(flac: bytes, samples: int) -> bytes:
    """A FLAC stream whose STREAMINFO says how long it is: as it was sent, nobody knew, and libsndfile wants to."""
    low = flac[_TOTAL_SAMPLES_BYTE] & 0xF0 | samples >> 32
    return flac[:_TOTAL_SAMPLES_BYTE] + bytes([low]) + (samples & 0xFFFFFFFF).to_bytes(4, "big") + flac[26:]
