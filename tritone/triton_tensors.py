"""The tensors between Tritone's models: their names, and packing typed values into them and out again.

Used by the thin backends only; imports Triton's Python backend utilities, so it works inside a stub and nowhere else.
"""

from __future__ import annotations

import json

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.errors import InvalidRequest, MissingVoice, Overloaded, StreamCancelled, SynthesisFailed, VoiceLoading
from tritone.families import AcousticResult, AcousticSegment
from tritone.speech_stream import Chunk
from tritone.stages import Passage, Segment, TimedText
from tritone.vocoder_window import VocodedWindow, VocoderWindow
from tritone.voice_registry import Voice

TTS_INPUTS = ("text", "voice", "speed", "format", "sample_rate", "encoding", "timestamps", "seed", "lexicon")
_NO_STATE = np.zeros((1, 0), np.float32)


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


def chunk_response(chunk: Chunk) -> pb_utils.InferenceResponse:
    """One response of `tts`."""
    return pb_utils.InferenceResponse([
        text_tensor("audio", chunk.audio),
        pb_utils.Tensor("sample_rate", np.array([chunk.sample_rate_hz], np.int32)),
        pb_utils.Tensor("chunk_index", np.array([chunk.index], np.int32)),
        pb_utils.Tensor("start_seconds", np.array([chunk.start_seconds], np.float32)),
        pb_utils.Tensor("duration_seconds", np.array([chunk.duration_seconds], np.float32)),
        text_tensor("timestamps", json.dumps(chunk.timestamps, ensure_ascii=False)),
        pb_utils.Tensor("is_last", np.array([chunk.is_last], np.bool_)),
    ])


def error_response(error: Exception) -> pb_utils.InferenceResponse:
    """The response that tells a caller what went wrong, with the status that says whose fault it is."""
    return pb_utils.InferenceResponse(error=triton_error(error))


def triton_error(error: Exception) -> pb_utils.TritonError:
    """An exception as Triton's error."""
    codes = pb_utils.TritonError
    for kind, code in ((InvalidRequest, codes.INVALID_ARG), (Overloaded, codes.UNAVAILABLE),
                       (VoiceLoading, codes.UNAVAILABLE), (MissingVoice, codes.INTERNAL),
                       (StreamCancelled, codes.CANCELLED), (SynthesisFailed, codes.INTERNAL)):
        if isinstance(error, kind):
            return codes(str(error), code)
    return codes(f"internal error: {error!r}", codes.INTERNAL)


# -- text_frontend (batched: every tensor has the batch's dimension of 1 in front)


def pack_text(text: str, start: int, voice: Voice, lexicon: str) -> list[pb_utils.Tensor]:
    """Inputs of `text_frontend`."""
    return [_text_row("text", text), pb_utils.Tensor("start", np.array([[start]], np.int32)),
            _text_row("voice", voice.name), _text_row("lexicon", lexicon)]


def unpack_text(request: pb_utils.InferenceRequest) -> tuple[str, int, str, str]:
    """Text, start, voice name and lexicon of a request to `text_frontend`."""
    return (one_element(request, "text").decode(), int(one_element(request, "start")),
            one_element(request, "voice").decode(), one_element(request, "lexicon").decode())


def pack_passage(passage: Passage) -> pb_utils.InferenceResponse:
    """The response of `text_frontend`: all ids in one tensor, the rest as JSON."""
    segments = [{"phoneme_ids": len(s.phoneme_ids), "pause_seconds": s.pause_seconds, "text_start": s.text_start,
                 "text_end": s.text_end, "rate": s.rate, "volume_db": s.volume_db, "voice": s.voice,
                 "timed": [(t.text_start, t.text_end, t.first_id, t.end_id, t.mark) for t in s.timed]}
                for s in passage.segments]
    outline = {"segments": segments, "next_start": passage.next_start, "unspoken": list(passage.unspoken)}
    ids = np.concatenate([np.zeros(0, np.int32), *(s.phoneme_ids for s in passage.segments)]).astype(np.int32)
    return pb_utils.InferenceResponse([_text_row("passage", json.dumps(outline)),
                                       pb_utils.Tensor("phoneme_ids", ids[None])])


def unpack_passage(response: pb_utils.InferenceResponse) -> Passage:
    """The opposite of pack_passage."""
    outline = json.loads(array(response, "passage", output=True).reshape(-1)[0])
    ids = array(response, "phoneme_ids", output=True).reshape(-1)
    segments, position = [], 0
    for item in outline["segments"]:
        count = item["phoneme_ids"]
        segments.append(Segment(**item | {"phoneme_ids": ids[position: position + count],
                                          "timed": [TimedText(*t) for t in item["timed"]]}))
        position += count
    return Passage(segments, outline["next_start"], [tuple(span) for span in outline["unspoken"]])


# -- acoustic (batched likewise)


def pack_phonemes(segment: AcousticSegment, voice: Voice) -> list[pb_utils.Tensor]:
    """Inputs of `acoustic`."""
    return [pb_utils.Tensor("phoneme_ids", np.ascontiguousarray(segment.phoneme_ids, np.int32)[None]),
            pb_utils.Tensor("speed", np.array([[segment.speed]], np.float32)),
            pb_utils.Tensor("noise_seed", np.array([[segment.noise_seed]], np.int64)), _text_row("voice", voice.name)]


def unpack_phonemes(request: pb_utils.InferenceRequest) -> tuple[str, AcousticSegment]:
    """Voice name and segment of a request to `acoustic`."""
    segment = AcousticSegment(array(request, "phoneme_ids")[0], float(one_element(request, "speed")),
                              int(one_element(request, "noise_seed")))
    return one_element(request, "voice").decode(), segment


def pack_frames(result: AcousticResult) -> pb_utils.InferenceResponse:
    """The response of `acoustic`."""
    return pb_utils.InferenceResponse([pb_utils.Tensor("frames", result.frames[None]),
                                       pb_utils.Tensor("durations", result.durations[None])])


def unpack_frames(response: pb_utils.InferenceResponse) -> AcousticResult:
    """The opposite of pack_frames."""
    return AcousticResult(array(response, "frames", output=True)[0], array(response, "durations", output=True)[0])


# -- vocoder (batched likewise)


def pack_window(window: VocoderWindow, voice: Voice) -> list[pb_utils.Tensor]:
    """Inputs of `vocoder`."""
    numbers = [window.start, window.stop, window.total, window.noise_seed]
    state = _NO_STATE if window.state is None else window.state[None]
    return [pb_utils.Tensor("frames", np.ascontiguousarray(window.frames)[None]),
            pb_utils.Tensor("window", np.array([numbers], np.int64)), pb_utils.Tensor("state", state),
            _text_row("voice", voice.name)]


def unpack_window(request: pb_utils.InferenceRequest) -> tuple[str, VocoderWindow]:
    """Voice name and window of a request to `vocoder`."""
    start, stop, total, noise_seed = (int(number) for number in array(request, "window")[0])
    state = array(request, "state")[0]
    window = VocoderWindow(array(request, "frames")[0], start, stop, total, noise_seed, state if len(state) else None)
    return one_element(request, "voice").decode(), window


def pack_samples(vocoded: VocodedWindow) -> pb_utils.InferenceResponse:
    """The response of `vocoder`."""
    return pb_utils.InferenceResponse([pb_utils.Tensor("samples", vocoded.samples[None]),
                                       pb_utils.Tensor("state", vocoded.state[None])])


def unpack_samples(response: pb_utils.InferenceResponse) -> VocodedWindow:
    """The opposite of pack_samples."""
    return VocodedWindow(array(response, "samples", output=True)[0], array(response, "state", output=True)[0])


def _text_row(name: str, value: str) -> pb_utils.Tensor:
    return pb_utils.Tensor(name, np.array([[value.encode()]], np.object_))
