"""Malformed calls to the models behind `tts`: arrays of the wrong size, type or rank, and numbers that mean nothing."""

from __future__ import annotations

import random
from collections.abc import Callable

import grpc
import numpy as np
from tritonclient.grpc import service_pb2, service_pb2_grpc

from tritone.families.hibari.frame_layout import FRAME_CHANNELS, LOOKAHEAD_FRAMES, SYMBOLS

STATE_FLOATS = 14_032
TYPES = {"float32": "FP32", "float64": "FP64", "int32": "INT32", "int64": "INT64", "object": "BYTES"}


class Call:
    """A call of a model before it is sent: arrays by name, and what is not an array's to say."""

    def __init__(self, model: str, arrays: dict[str, np.ndarray]):
        self.model, self.arrays = model, arrays
        self.shapes: dict[str, list[int]] = {}
        """Other than the arrays' own."""
        self.cut_bytes: dict[str, int] = {}
        """How much of the contents to leave out at the end."""

    def message(self, key: str | None) -> service_pb2.ModelInferRequest:
        request = service_pb2.ModelInferRequest(model_name=self.model)
        if key is not None:
            request.parameters["sequence_id"].string_param = key
        for name, array in self.arrays.items():
            shape = self.shapes.get(name, list(array.shape))
            request.inputs.add(name=name, datatype=TYPES[str(array.dtype)], shape=shape)
            raw = array.tobytes()
            if array.dtype == object:
                raw = b"".join(len(item).to_bytes(4, "little") + item for item in array.flat)
            request.raw_input_contents.append(raw[: len(raw) - self.cut_bytes.get(name, 0)])
        return request


def texts(*values: bytes) -> np.ndarray:
    return np.array([[value] for value in values], object)


def window_call(start=0, stop=20, total=60, seed=5, rows=1) -> Call:
    first = 0 if start == 0 else min(start + LOOKAHEAD_FRAMES, total)
    read, held = min(stop + LOOKAHEAD_FRAMES, total) - first, STATE_FLOATS if start else 0
    return Call(
        "vocoder",
        {
            "window": np.array([[start, stop, total, seed, read, held]] * rows, np.int64),
            "frames": np.zeros((rows, read, FRAME_CHANNELS), np.float32),
            "state": np.zeros((rows, held), np.float32),
            "voice": texts(*[b"heart"] * rows),
        },
    )


def segment_call(rows=1) -> Call:
    return Call(
        "acoustic",
        {
            "phoneme_ids": np.array([[0, 50, 60, 61, 0]] * rows, np.int32),
            "speed": np.ones((rows, 1), np.float32),
            "noise_seed": np.ones((rows, 1), np.int64),
            "delivery": np.tile(np.repeat(np.array([[1.0, 2.0, 1.5, 0.5]], np.float32), 5), (rows, 1)),
            "voice": texts(*[b"heart"] * rows),
        },
    )


def text_call() -> Call:
    return Call(
        "text_frontend",
        {
            "text": texts(b"Hello there."),
            "start": np.zeros((1, 1), np.int32),
            "voice": texts(b"heart"),
            "lexicon": texts(b""),
        },
    )


EXTREMES = (-1, -5, -(2**31), -(2**62), -(2**63), 2**31, 2**40, 2**62, 2**63 - 1)


def odd_number_of_a_window(r: random.Random, call: Call) -> None:
    field = r.randrange(6)
    call.arrays["window"][-1, field] = r.choice(EXTREMES[:5] if field == 3 else EXTREMES)


def windows_that_do_not_fit(r: random.Random, call: Call) -> None:
    start, stop, total = call.arrays["window"][-1, :3]
    call.arrays["window"][-1, :3] = r.choice(
        [(stop, start, total), (start, start, total), (start, total + r.randrange(1, 99_999), total)]
    )


def frames_of_another_size(r: random.Random, call: Call) -> None:
    rows, read, channels = call.arrays["frames"].shape
    sizes = [
        (max(0, read + r.choice((-3, -1, 1, 7, 31, 2000))) if read else 1, channels),
        (read, r.choice((1, 2, 131, 133, 400))),
    ]
    size = r.choice(sizes)
    call.arrays["frames"] = np.ones((rows, *size), np.float32)
    call.arrays["window"][:, 4] = size[0]


def state_of_another_size(r: random.Random, call: Call) -> None:
    held = r.choice([size for size in (0, 1, 3, 100, 14_031, 14_033, 100_000) if size != call.arrays["state"].shape[1]])
    call.arrays["state"] = np.ones((len(call.arrays["state"]), held), np.float32)
    call.arrays["window"][:, 5] = held


def no_number(r: random.Random, call: Call) -> None:
    array = call.arrays["frames"]
    array[tuple(r.randrange(size) for size in array.shape)] = r.choice((np.nan, np.inf, -np.inf))


def ids_that_no_voice_knows(r: random.Random, call: Call) -> None:
    call.arrays["phoneme_ids"][-1, r.randrange(5)] = r.choice((-2, -(2**31), SYMBOLS, 5000, 2**31 - 1))


def too_many_ids_or_none(r: random.Random, call: Call) -> None:
    rows, count = len(call.arrays["voice"]), r.choice((0, 2049, 5000, 20_000))
    call.arrays["phoneme_ids"] = np.full((rows, count), r.choice((7, -1)) if count else 0, np.int32)


def odd_speed(r: random.Random, call: Call) -> None:
    call.arrays["speed"][-1, 0] = r.choice((0, -1, np.nan, np.inf, -np.inf, 1e-3, 5e-9, 21, 1e9))


def negative_seed(r: random.Random, call: Call) -> None:
    call.arrays["noise_seed"][-1, 0] = r.choice(EXTREMES[:5])


def odd_delivery(r: random.Random, call: Call) -> None:
    numbers = call.arrays["delivery"]
    if r.random() < 0.5:
        call.arrays["delivery"] = numbers[:, : r.randrange(1, 15)]
    else:
        numbers[-1, r.randrange(15)] = r.choice((-1000, 1e6, np.nan, np.inf, -np.inf))


def odd_start(r: random.Random, call: Call) -> None:
    call.arrays["start"][0, 0] = r.choice((-7, -1, 13, 100_000, 2**31 - 1, -(2**31)))


def odd_text(r: random.Random, call: Call) -> None:
    odd = (b"\xff\xfe", b"<speak>", b"<speak>&x;</speak>", b"\xed\xa0\x80")
    call.arrays["text"] = texts(r.choice(odd))


def odd_lexicon(r: random.Random, call: Call) -> None:
    lexicons = (b"[" * 99_999, b'{"\\ud800":""}', b"[1]", b"<x", b'{"a":' + b"1" * 5000 + b"}", b"\xff", b"x" * 500_000)
    call.arrays["lexicon"] = texts(r.choice(lexicons))


def odd_voice(r: random.Random, call: Call) -> None:
    unknown = (b"nobody", b"", b"../../etc/passwd", b"a\0b", b"#", b"+:", b"heart+" * 100_000)
    call.arrays["voice"][-1, 0] = r.choice((*unknown, b"\xff", r.randbytes(8) + b"\xff"))


def missing(r: random.Random, call: Call) -> None:
    del call.arrays[r.choice(list(call.arrays))]


def another_type(r: random.Random, call: Call) -> None:
    name = r.choice([name for name, array in call.arrays.items() if array.dtype != object])
    call.arrays[name] = call.arrays[name].astype(np.float64)


def more_rows_in_one(r: random.Random, call: Call) -> None:
    name = r.choice(list(call.arrays))
    call.arrays[name] = np.concatenate([call.arrays[name], call.arrays[name]])


def another_rank(r: random.Random, call: Call) -> None:
    name = r.choice(list(call.arrays))
    call.arrays[name] = call.arrays[name][..., None] if r.random() < 0.5 else call.arrays[name].reshape(-1)


def shape_of_another_size(r: random.Random, call: Call) -> None:
    name = r.choice(list(call.arrays))
    # Triton takes 2^62 texts of which there is one for one text
    sizes = (-1, 2**31) if call.arrays[name].dtype == object else (-1, 2**31, 2**62)
    call.shapes[name] = [r.choice(sizes), *call.arrays[name].shape[1:]]


def contents_cut_short(r: random.Random, call: Call) -> None:
    name = r.choice([name for name, array in call.arrays.items() if array.size])
    call.cut_bytes[name] = r.randrange(1, 5)


EVERYWHERE = (
    odd_voice,
    missing,
    another_type,
    more_rows_in_one,
    another_rank,
    shape_of_another_size,
    contents_cut_short,
)
MADE: dict[str, tuple[Callable[[random.Random], Call], tuple[Callable[[random.Random, Call], None], ...]]] = {
    "vocoder": (
        lambda r: window_call(*r.choice(((0, 20, 60), (20, 50, 60), (50, 60, 60))), rows=r.choice((1, 1, 3))),
        (
            odd_number_of_a_window,
            windows_that_do_not_fit,
            frames_of_another_size,
            state_of_another_size,
            no_number,
            *EVERYWHERE,
        ),
    ),
    "acoustic": (
        lambda r: segment_call(r.choice((1, 1, 3))),
        (ids_that_no_voice_knows, too_many_ids_or_none, odd_speed, negative_seed, odd_delivery, *EVERYWHERE),
    ),
    "text_frontend": (lambda r: text_call(), (odd_start, odd_text, odd_lexicon, *EVERYWHERE)),
}


def answer(stub, request: service_pb2.ModelInferRequest) -> tuple[str, str]:
    """gRPC status and message."""
    try:
        stub.ModelInfer(request, timeout=60)
        return "OK", ""
    except grpc.RpcError as error:
        return error.code().name, error.details()


def malformed_calls(url: str, key: str, model: str, seed: int, calls: int) -> list[str]:
    """What is wrong with the answers; empty when each was one clear error."""
    r, wrong = random.Random(f"{model} {seed}"), []
    make, mutations = MADE[model]
    with grpc.insecure_channel(url) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        for number in range(calls):
            call = make(r)
            mutation = r.choice([m for m in mutations if m is not no_number or call.arrays["frames"].size])
            mutation(r, call)
            code, said = answer(stub, call.message(key))
            if code != "INVALID_ARGUMENT" or not said or "internal error" in said or len(said) > 1000:
                wrong.append(f"{model} {number} {mutation.__name__}: {code} {said[:200]}")
    return wrong
