"""One recording on the page: a button that plays it, its pictures and its figures."""

from __future__ import annotations

import base64
import io
from html import escape

import numpy as np
import soundfile
import soxr

from loadtest.listen.measures import Figures, semitones
from loadtest.listen.pictures import PIXELS_PER_SECOND, SPECTROGRAM_HEIGHT, spectrogram_png, waveform_path
from loadtest.listen.pitch import STEP_SECONDS
from loadtest.listen.recordings import Recording

_WAVE_HEIGHT, _WORDS_HEIGHT = 56, 18
_SHOWN_AMPLITUDE = 0.75
"""At the edge of the picture; what is louder is cut off there."""
_HEIGHT = _WAVE_HEIGHT + _WORDS_HEIGHT + SPECTROGRAM_HEIGHT
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 480.0
_OPUS_HZ = 24_000
_COMPRESSION = 0.7
"""Of libsndfile's Opus: about 40 kbit/s, at which nothing is heard of it."""
_LOUDEST_PEAK_DBTP = -1.0
_SHOWN_PAUSE_SECONDS = 0.1


def track(side: str, label: str, recording: Recording, measured: Figures, beside: Figures | None) -> str:
    """HTML; side: a key for colours and keys; beside: the figures of what it is compared with."""
    return (
        f'<div class="track {side}" data-side="{side}">'
        f'<button class="play" aria-label="Play {escape(label)}, {escape(recording.case)}, {escape(recording.voice)}">'
        f'<span class="name">{escape(label)}</span></button>'
        f'<audio preload="none" src="data:audio/ogg;base64,{_base64(_opus(recording))}"></audio>'
        f'<div class="pictures"><div class="strip" style="width:{_width(recording)}px">{_svg(recording, measured)}'
        f'<i class="head"></i></div></div>{_figures(recording, measured, beside)}</div>'
    )


def _opus(recording: Recording) -> bytes:
    samples, rate_hz, file = recording.samples, recording.rate_hz, io.BytesIO()
    if rate_hz not in (8000, 12000, 16000, 24000, 48000):
        samples, rate_hz = soxr.resample(samples, rate_hz, _OPUS_HZ), _OPUS_HZ
    soundfile.write(file, samples, rate_hz, format="OGG", subtype="OPUS", compression_level=_COMPRESSION)
    return file.getvalue()


def _width(recording: Recording) -> int:
    return max(1, round(len(recording.samples) / recording.rate_hz * PIXELS_PER_SECOND))


def _svg(recording: Recording, measured: Figures) -> str:
    samples, rate_hz, width = recording.samples, recording.rate_hz, _width(recording)
    image = _base64(spectrogram_png(samples, rate_hz))
    parts = [
        *(_pause(start, end) for start, end in measured.pauses if end - start >= _SHOWN_PAUSE_SECONDS),
        f'<path class="wave" d="{waveform_path(samples / _SHOWN_AMPLITUDE, rate_hz, _WAVE_HEIGHT)}"/>',
        *(_word(word.text, word.start_seconds, word.end_seconds) for word in recording.words),
        f'<image class="spectrogram" href="data:image/png;base64,{image}" x="0" y="{_WAVE_HEIGHT + _WORDS_HEIGHT}" '
        f'width="{width}" height="{SPECTROGRAM_HEIGHT}" preserveAspectRatio="none"/>',
        f'<path class="pitch" d="{_pitch_path(measured)}"/>',
    ]
    return f'<svg width="{width}" height="{_HEIGHT}" viewBox="0 0 {width} {_HEIGHT}">{"".join(parts)}</svg>'


def _x(seconds: float) -> float:
    return round(seconds * PIXELS_PER_SECOND, 1)


def _pause(start: float, end: float) -> str:
    middle = _x((start + end) / 2)
    return (
        f'<g class="pause"><rect x="{_x(start)}" y="0" width="{_x(end - start)}" height="{_WAVE_HEIGHT}"/>'
        f'<text x="{middle}" y="10">{(end - start) * 1000:.0f}</text></g>'
    )


def _word(text: str, start: float, end: float) -> str:
    return (
        f'<g class="word"><rect x="{_x(start)}" y="0" width="{_x(end - start)}" height="{_WAVE_HEIGHT + 15}"/>'
        f'<text x="{_x(start) + 2}" y="{_WAVE_HEIGHT + 12}">{escape(text)}</text></g>'
    )


def _pitch_path(measured: Figures) -> str:
    """Pitch over the spectrogram, 60 to 480 Hz on a scale of semitones."""
    path, is_drawn = [], False
    reach = semitones(_HIGHEST_HZ, _LOWEST_HZ)
    for step, hz in enumerate(measured.track.tolist()):
        if hz:
            share = np.clip(semitones(hz, _LOWEST_HZ) / reach, 0, 1)
            path.append(
                f"{'L' if is_drawn else 'M'}{_x(step * STEP_SECONDS)} {_HEIGHT - share * SPECTROGRAM_HEIGHT:.1f}"
            )
        is_drawn = bool(hz)
    return " ".join(path)


def _figures(recording: Recording, measured: Figures, beside: Figures | None) -> str:
    is_loud = measured.peak_dbtp > _LOUDEST_PEAK_DBTP
    pauses = ", ".join(f"{(end - start) * 1000:.0f}" for start, end in measured.pauses) or "none"
    pairs = [
        ("lasts", f"{measured.seconds:.2f} s", ""),
        ("speech", f"{measured.speech_seconds:.2f} s", ""),
        ("silence before, after", f"{measured.before_seconds * 1000:.0f}, {measured.after_seconds * 1000:.0f} ms", ""),
        ("pauses", f"{pauses}{' ms' if measured.pauses else ''}", ""),
        ("loudness", f"{measured.loudness_lufs:.1f} LUFS", ""),
        ("peak", f"{measured.peak_dbtp:+.1f} dBTP", "loud" if is_loud else ""),
        ("pitch", f"{measured.pitch_hz:.0f} Hz, {measured.pitch_range_st:.1f} st", ""),
        ("end rises", f"{measured.end_rise_st:.1f} st", ""),
        ("bytes", f"{recording.bytes_sent:,}" if recording.bytes_sent else "", ""),
    ]
    if beside is not None and measured.speech_seconds:
        change = (
            f"{beside.speech_seconds / measured.speech_seconds:.2f} × as fast, "
            f"{measured.loudness_lufs - beside.loudness_lufs:+.1f} dB, "
            f"{semitones(measured.pitch_hz, beside.pitch_hz):+.1f} st"
        )
        pairs.append(("against the plain one", change, "change"))
    cells = "".join(
        f'<div class="{kind}"><dt>{name}</dt><dd>{value}</dd></div>' for name, value, kind in pairs if value
    )
    warnings = "".join(f'<p class="warning">{escape(warning)}</p>' for warning in recording.warnings)
    return f"<dl>{cells}</dl>{warnings}"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
