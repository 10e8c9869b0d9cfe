"""The tensors between Tritone's models: their names, and packing typed values into them and out again.

Used by the thin backends only; imports Triton's Python backend utilities, so it works inside a stub and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.bridge.sent_tensors import ResponseTensors
from tritone.errors import InvalidRequest, MissingVoice, Overloaded, StreamCancelled, SynthesisFailed, VoiceLoading
from tritone.pipeline.chunks import Chunk
from tritone.pipeline.frames import AcousticResult, AcousticSegment
from tritone.pipeline.segments import Passage, Segment, TextPosition, TimedText
from tritone.pipeline.windows import VocodedWindow, VocoderWindow
from tritone.voices.voice import Voice

TTS_INPUTS = ("text", "voice", "speed", "format", "sample_rate", "encoding", "timestamps", "seed", "lexicon")
_NO_STATE = np.zeros(0, np.float32)
_NO_PHONEME = -1
"""Fills rows up to the longest; no phoneme has it."""


def text_tensor(name: str, value: str | bytes) -> pb_utils.Tensor:
    """A BYTES tensor of one element."""
    return pb_utils.Tensor(name, np.array([value.encode() if isinstance(value, str) else value], np.object_))


def array(container: pb_utils.InferenceRequest | pb_utils.InferenceResponse, name: str, output: bool = False):
    """A tensor as a NumPy array, or None when it is absent."""
    get = pb_utils.get_output_tensor_by_name if output else pb_utils.get_input_tensor_by_name
    tensor = get(container, name)
    return None if tensor is None else tensor.as_numpy()


def one_element(request: pb_utils.InferenceRequest, name: str):
    """The only element of an input, or None when the input is absent; raises InvalidRequest for any other number."""
    values = array(request, name)
    if values is None:
        return None
    if values.size != 1:
        raise InvalidRequest(f'input "{name}" has {values.size} elements; allowed: exactly 1')
    return values.reshape(-1)[0]


def tts_inputs(request: pb_utils.InferenceRequest) -> dict[str, object]:
    """The inputs of `tts` that the caller sent."""
    values = {name: one_element(request, name) for name in TTS_INPUTS}
    return {name: value for name, value in values.items() if value is not None}


def chunk_response(chunk: Chunk, shared: ResponseTensors) -> pb_utils.InferenceResponse:
    """One response of `tts`; what other chunks are likely to have too is taken from `shared`."""

    def number(name: str, dtype: type, value: float) -> pb_utils.Tensor:
        return shared.get((name, value), lambda: pb_utils.Tensor(name, np.array([value], dtype)))

    return pb_utils.InferenceResponse(
        [
            text_tensor("audio", chunk.audio),
            number("sample_rate", np.int32, chunk.sample_rate_hz),
            number("chunk_index", np.int32, chunk.index),
            pb_utils.Tensor("start_seconds", np.array([chunk.start_seconds], np.float32)),
            number("duration_seconds", np.float32, chunk.duration_seconds),
            text_tensor("timestamps", json.dumps(chunk.timestamps, ensure_ascii=False))
            if chunk.timestamps
            else shared.get(("timestamps",), lambda: text_tensor("timestamps", b"[]")),
            number("is_last", np.bool_, chunk.is_last),
        ]
    )


def error_response(error: Exception) -> pb_utils.InferenceResponse:
    """The response that tells a caller what went wrong, with the status that says whose fault it is."""
    return pb_utils.InferenceResponse(error=triton_error(error))


def triton_error(error: Exception) -> pb_utils.TritonError:
    """An exception as Triton's error."""
    codes = pb_utils.TritonError
    for kind, code in (
        (InvalidRequest, codes.INVALID_ARG),
        (Overloaded, codes.UNAVAILABLE),
        (VoiceLoading, codes.UNAVAILABLE),
        (MissingVoice, codes.INTERNAL),
        (StreamCancelled, codes.CANCELLED),
        (SynthesisFailed, codes.INTERNAL),
    ):
        if isinstance(error, kind):
            return codes(str(error), code)
    return codes(f"internal error: {error!r}", codes.INTERNAL)


# -- text_frontend, acoustic, vocoder: every tensor has the batch's dimension in front, shorter rows are filled up


def pack_text(position: TextPosition) -> list[pb_utils.Tensor]:
    """Inputs of `text_frontend`."""
    return [
        _text_rows("text", [position.text]),
        pb_utils.Tensor("start", np.array([[position.start]], np.int32)),
        _text_rows("voice", [position.voice.name]),
        _text_rows("lexicon", [position.lexicon]),
    ]


def unpack_text(request: pb_utils.InferenceRequest) -> tuple[str, int, str, str]:
    """Text, start, voice name and lexicon of a request to `text_frontend`."""
    return (
        one_element(request, "text").decode(),
        int(one_element(request, "start")),
        one_element(request, "voice").decode(),
        one_element(request, "lexicon").decode(),
    )


def pack_passage(passage: Passage) -> pb_utils.InferenceResponse:
    """The response of `text_frontend`: all ids in one tensor, the rest as JSON."""
    segments = [
        {
            "phoneme_ids": len(s.phoneme_ids),
            "pause_seconds": s.pause_seconds,
            "text_start": s.text_start,
            "text_end": s.text_end,
            "rate": s.rate,
            "volume_db": s.volume_db,
            "voice": s.voice,
            "timed": [(t.text_start, t.text_end, t.first_id, t.end_id, t.mark) for t in s.timed],
        }
        for s in passage.segments
    ]
    outline = {"segments": segments, "next_start": passage.next_start, "unspoken": list(passage.unspoken)}
    ids = np.concatenate([np.zeros(0, np.int32), *(s.phoneme_ids for s in passage.segments)]).astype(np.int32)
    return pb_utils.InferenceResponse(
        [_text_rows("passage", [json.dumps(outline)]), pb_utils.Tensor("phoneme_ids", ids[None])]
    )


def unpack_passage(response: pb_utils.InferenceResponse) -> Passage:
    """The opposite of pack_passage."""
    outline = json.loads(array(response, "passage", output=True).reshape(-1)[0])
    ids = array(response, "phoneme_ids", output=True).reshape(-1)
    segments, position = [], 0
    for item in outline["segments"]:
        count = item["phoneme_ids"]
        segments.append(
            Segment(
                **item
                | {"phoneme_ids": ids[position : position + count], "timed": [TimedText(*t) for t in item["timed"]]}
            )
        )
        position += count
    return Passage(segments, outline["next_start"], [tuple(span) for span in outline["unspoken"]])


def pack_phonemes(segments: Sequence[tuple[AcousticSegment, Voice]]) -> list[pb_utils.Tensor]:
    """Inputs of `acoustic`."""
    speeds = np.array([[segment.speed] for segment, _ in segments], np.float32)
    seeds = np.array([[segment.noise_seed] for segment, _ in segments], np.int64)
    ids = _filled([np.asarray(segment.phoneme_ids, np.int32) for segment, _ in segments], _NO_PHONEME)
    return [
        pb_utils.Tensor("phoneme_ids", ids),
        pb_utils.Tensor("speed", speeds),
        pb_utils.Tensor("noise_seed", seeds),
        _text_rows("voice", [voice.name for _, voice in segments]),
    ]


def unpack_phonemes(request: pb_utils.InferenceRequest) -> list[tuple[str, AcousticSegment]]:
    """Voice name and segment of each row of a request to `acoustic`."""
    rows = zip(array(request, "phoneme_ids"), array(request, "speed"), array(request, "noise_seed"), strict=True)
    segments = [AcousticSegment(ids[ids != _NO_PHONEME], float(speed[0]), int(seed[0])) for ids, speed, seed in rows]
    return list(zip(_voice_names(request), segments, strict=True))


def pack_frames(results: Sequence[AcousticResult]) -> pb_utils.InferenceResponse:
    """The response of `acoustic`."""
    return pb_utils.InferenceResponse(
        [
            pb_utils.Tensor("frames", _filled([result.frames for result in results])),
            pb_utils.Tensor("durations", _filled([result.durations for result in results])),
        ]
    )


def unpack_frames(response: pb_utils.InferenceResponse, phoneme_ids: Sequence[int]) -> list[AcousticResult]:
    """The opposite of pack_frames; phoneme_ids: how many each segment has."""
    durations = [row[:count] for row, count in zip(array(response, "durations", output=True), phoneme_ids, strict=True)]
    frames = array(response, "frames", output=True)
    return [AcousticResult(row[: int(counts.sum())], counts) for row, counts in zip(frames, durations, strict=True)]


def pack_windows(windows: Sequence[tuple[VocoderWindow, Voice]]) -> list[pb_utils.Tensor]:
    """Inputs of `vocoder`."""
    states = [_NO_STATE if window.state is None else window.state for window, _ in windows]
    numbers = [
        [window.start, window.stop, window.total, window.noise_seed, len(window.frames), len(state)]
        for (window, _), state in zip(windows, states, strict=True)
    ]
    return [
        pb_utils.Tensor("frames", _filled([window.frames for window, _ in windows])),
        pb_utils.Tensor("window", np.array(numbers, np.int64)),
        pb_utils.Tensor("state", _filled(states)),
        _text_rows("voice", [voice.name for _, voice in windows]),
    ]


def unpack_windows(request: pb_utils.InferenceRequest) -> list[tuple[str, VocoderWindow]]:
    """Voice name and window of each row of a request to `vocoder`."""
    rows = zip(array(request, "window").tolist(), array(request, "frames"), array(request, "state"), strict=True)
    windows = [
        VocoderWindow(frames[:read], start, stop, total, noise_seed, state[:held] if held else None)
        for (start, stop, total, noise_seed, read, held), frames, state in rows
    ]
    return list(zip(_voice_names(request), windows, strict=True))


def pack_samples(vocoded: Sequence[VocodedWindow]) -> pb_utils.InferenceResponse:
    """The response of `vocoder`."""
    sizes = np.array([[len(window.samples), len(window.state)] for window in vocoded], np.int32)
    return pb_utils.InferenceResponse(
        [
            pb_utils.Tensor("samples", _filled([window.samples for window in vocoded])),
            pb_utils.Tensor("state", _filled([window.state for window in vocoded])),
            pb_utils.Tensor("sizes", sizes),
        ]
    )


def unpack_samples(response: pb_utils.InferenceResponse) -> list[VocodedWindow]:
    """The opposite of pack_samples."""
    sizes, samples, states = (array(response, name, output=True) for name in ("sizes", "samples", "state"))
    return [
        VocodedWindow(row[:count], state[:held])
        for (count, held), row, state in zip(sizes.tolist(), samples, states, strict=True)
    ]


def _filled(rows: Sequence[np.ndarray], filler: float = 0) -> np.ndarray:
    """Rows of different lengths as one array, the shorter ones filled up at their ends."""
    if len(rows) == 1:
        return np.ascontiguousarray(rows[0])[None]
    filled = np.full((len(rows), max(map(len, rows)), *rows[0].shape[1:]), filler, rows[0].dtype)
    for place, row in zip(filled, rows, strict=True):
        place[: len(row)] = row
    return filled


def _text_rows(name: str, values: Sequence[str]) -> pb_utils.Tensor:
    return pb_utils.Tensor(name, np.array([[value.encode()] for value in values], np.object_))


def _voice_names(request: pb_utils.InferenceRequest) -> list[str]:
    return [name.decode() for name in array(request, "voice").reshape(-1)]
