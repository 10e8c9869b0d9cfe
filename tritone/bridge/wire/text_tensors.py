"""The tensors of `text_frontend`: a place in a caller's text in, a passage of segments out."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.call_tensors import CallTensors
from tritone.bridge.wire.tensors import batch, outputs, text_of, text_rows, within
from tritone.errors import InvalidRequest
from tritone.pipeline.arrays import Float32Array
from tritone.pipeline.frames import Delivery
from tritone.pipeline.segments import Passage, Segment, TextPosition, TimedText

_MOST_BYTES = {"text": 40_000_000, "voice": 1000, "lexicon": 400_000}
"""Four bytes for each character of the most that `tts` takes of each, whatever an operator asks for."""


@dataclass(frozen=True)
class TextToRead:
    """What `text_frontend` is asked for: a TextPosition, with its voice still a name."""

    text: str
    start: int
    """Character offset."""
    voice: str
    lexicon: str


def pack_text(position: TextPosition, kept: CallTensors | None = None) -> list[pb_utils.Tensor]:
    """Inputs of `text_frontend`; kept: those that are written over, to be given back when they were sent."""
    kept = kept or CallTensors()
    return [
        text_rows("text", [position.text]),
        kept.numbers("start", [[position.start]], np.int32),
        kept.texts("voice", [position.voice.name]),
        kept.texts("lexicon", [position.lexicon]),
    ]


def unpack_text(request: pb_utils.InferenceRequest) -> TextToRead:
    """The opposite of pack_text; raises InvalidRequest."""
    starts = batch(request, "start", np.int32, 1)
    text, voice, lexicon = (_one_text(request, name) for name in ("text", "voice", "lexicon"))
    if len(starts) != 1:
        raise InvalidRequest(f'input "start" has {len(starts)} rows; allowed: exactly 1')
    return TextToRead(text, within("start", "the offset", int(starts[0, 0]), 0, len(text)), voice, lexicon)


def _one_text(request: pb_utils.InferenceRequest, name: str) -> str:
    rows = batch(request, name, np.object_, 1)
    if len(rows) != 1:
        raise InvalidRequest(f'input "{name}" has {len(rows)} rows; allowed: exactly 1')
    return text_of(name, rows[0, 0], _MOST_BYTES[name])


def pack_passage(passage: Passage) -> pb_utils.InferenceResponse:
    """The response of `text_frontend`: all ids in one tensor, the rest as JSON."""
    segments = [
        {
            "phoneme_ids": len(s.phoneme_ids),
            "pause_seconds": s.pause_seconds,
            "break_seconds": s.break_seconds,
            "text_start": s.text_start,
            "text_end": s.text_end,
            "rate": s.rate,
            "volume_db": s.volume_db,
            "voice": s.voice,
            "is_pause": s.is_pause,
            "delivery": None if s.delivery is None else _delivery_rows(s.delivery),
            "volumes_db": None if s.volumes_db is None else _rounded(s.volumes_db),
            "timed": [(t.text_start, t.text_end, t.first_id, t.end_id, t.mark) for t in s.timed],
        }
        for s in passage.segments
    ]
    outline = {
        "segments": segments,
        "next_start": passage.next_start,
        "unspoken": list(passage.unspoken),
        "warnings": list(passage.warnings),
    }
    ids = np.concatenate([np.zeros(0, np.int32), *(s.phoneme_ids for s in passage.segments)]).astype(np.int32)
    return pb_utils.InferenceResponse(
        [text_rows("passage", [json.dumps(outline)]), pb_utils.Tensor("phoneme_ids", ids[None])]
    )


def unpack_passage(response: pb_utils.InferenceResponse) -> Passage:
    """The opposite of pack_passage."""
    passage, all_ids = outputs(response, "passage", "phoneme_ids")
    outline, ids = json.loads(passage.reshape(-1)[0]), all_ids.reshape(-1)
    segments, position = [], 0
    for item in outline["segments"]:
        count = item["phoneme_ids"]
        arrays = {
            "phoneme_ids": ids[position : position + count],
            "timed": [TimedText(*t) for t in item["timed"]],
            "delivery": item["delivery"] and Delivery(*(np.array(row, np.float32) for row in item["delivery"])),
            "volumes_db": item["volumes_db"] and np.array(item["volumes_db"], np.float32),
        }
        segments.append(Segment(**item | arrays))
        position += count
    unspoken = [tuple(span) for span in outline["unspoken"]]
    return Passage(segments, outline["next_start"], unspoken, outline["warnings"])


def _delivery_rows(delivery: Delivery) -> list[list[float]]:
    rows = (delivery.rate, delivery.pitch, delivery.pitch_range, delivery.rise)
    return [_rounded(row) for row in rows if row is not None]


def _rounded(values: Float32Array) -> list[float]:
    """Enough for ears, and short in JSON."""
    return [round(value, 3) for value in values.tolist()]
