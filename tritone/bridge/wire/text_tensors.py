"""The tensors of `text_frontend`: a place in a caller's text in, a passage of segments out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import triton_python_backend_utils as pb_utils

from tritone.bridge.wire.call_tensors import CallTensors
from tritone.bridge.wire.tensors import Inputs, batch, inputs_of, outputs, text_of, text_rows, within
from tritone.errors import InvalidRequest
from tritone.pipeline.arrays import Float32Array
from tritone.pipeline.frames import Delivery
from tritone.pipeline.segments import Passage, Segment, TextPosition, TimedText

_MOST_BYTES = {"text": 40_000_000, "voice": 1000, "lexicon": 400_000}
"""Four bytes for each character of the most that `tts` takes of each, whatever an operator asks for."""

_ALWAYS = ("pause_seconds", "text_start", "text_end")
_PLAIN = {"break_seconds": 0.0, "rate": 1.0, "volume_db": 0.0, "voice": None, "is_pause": False}
"""What segments mostly have, and then is not told."""


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
    inputs = inputs_of(request)
    starts = batch(inputs, "start", np.int32, 1)
    text, voice, lexicon = (_one_text(inputs, name) for name in ("text", "voice", "lexicon"))
    if len(starts) != 1:
        raise InvalidRequest(f'input "start" has {len(starts)} rows; allowed: exactly 1')
    return TextToRead(text, within("start", "the offset", int(starts[0, 0]), 0, len(text)), voice, lexicon)


def _one_text(inputs: Inputs, name: str) -> str:
    rows = batch(inputs, name, np.object_, 1)
    if len(rows) != 1:
        raise InvalidRequest(f'input "{name}" has {len(rows)} rows; allowed: exactly 1')
    return text_of(name, rows[0, 0], _MOST_BYTES[name])


def pack_passage(passage: Passage) -> pb_utils.InferenceResponse:
    """The response of `text_frontend`: all ids in one tensor, the rest as JSON."""
    outline = {
        "segments": [_outline(segment) for segment in passage.segments],
        "next_start": passage.next_start,
        "unspoken": list(passage.unspoken),
        "warnings": list(passage.warnings),
    }
    ids = np.concatenate([np.zeros(0, np.int32), *(s.phoneme_ids for s in passage.segments)]).astype(np.int32)
    return pb_utils.InferenceResponse(
        [text_rows("passage", [json.dumps(outline)]), pb_utils.Tensor("phoneme_ids", ids[None])]
    )


def _outline(segment: Segment) -> dict[str, Any]:
    """What is not as in plain text is left out: to read it costs `tts` more than all else that it does with a text."""
    item: dict[str, Any] = {name: getattr(segment, name) for name in _ALWAYS}
    item |= {name: value for name, plain in _PLAIN.items() if (value := getattr(segment, name)) != plain}
    if segment.delivery is not None:
        item["delivery"] = _delivery_rows(segment.delivery)
    if segment.volumes_db is not None:
        item["volumes_db"] = _rounded(segment.volumes_db)
    words = [(t.text_start, t.text_end, t.first_id, t.end_id) for t in segment.timed]
    marks = [(place, t.mark) for place, t in enumerate(segment.timed) if t.mark is not None]
    return {"ids": len(segment.phoneme_ids), "words": [number for word in words for number in word], "item": item} | (
        {"marks": marks} if marks else {}
    )


def unpack_passage(response: pb_utils.InferenceResponse) -> Passage:
    """The opposite of pack_passage."""
    passage, all_ids = outputs(response, "passage", "phoneme_ids")
    outline, ids = json.loads(passage.reshape(-1)[0]), all_ids.reshape(-1)
    segments, position = [], 0
    for outlined in outline["segments"]:
        item, words, count = outlined["item"], iter(outlined["words"]), outlined["ids"]
        timed = [TimedText(*numbers) for numbers in zip(words, words, words, words, strict=True)]
        for place, mark in outlined.get("marks", ()):
            timed[place].mark = mark
        if "delivery" in item:
            item["delivery"] = Delivery(*(np.array(row, np.float32) for row in item["delivery"]))
        if "volumes_db" in item:
            item["volumes_db"] = np.array(item["volumes_db"], np.float32)
        segments.append(Segment(ids[position : position + count], timed=timed, **item))
        position += count
    unspoken = [tuple(span) for span in outline["unspoken"]]
    return Passage(segments, outline["next_start"], unspoken, outline["warnings"])


def _delivery_rows(delivery: Delivery) -> list[list[float]]:
    rows = (delivery.rate, delivery.pitch, delivery.pitch_range, delivery.rise)
    return [_rounded(row) for row in rows if row is not None]


def _rounded(values: Float32Array) -> list[float]:
    """Enough for ears, and short in JSON."""
    return [round(value, 3) for value in values.tolist()]
