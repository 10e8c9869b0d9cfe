"""A server under odd requests and malformed calls to its models, and a bystander who must not notice."""

from __future__ import annotations

import concurrent.futures
import hashlib
import random
import time
from dataclasses import dataclass, field
from typing import Any

import grpc
from tritonclient.grpc import service_pb2, service_pb2_grpc

from loadtest.clients.messages import tts_request
from loadtest.fuzz.tensors import MADE, malformed_calls
from loadtest.fuzz.text_stage import shown
from loadtest.fuzz.texts import ATOMS, TextMaker
from tritone.client.messages import outputs_of
from tritone.errors import LONGEST_MESSAGE
from tritone.server.running.stubs import find_stubs

SENTENCE = {"text": "A quiet sentence, spoken among requests that make no sense.", "seed": 1}
ANSWER_SECONDS, _CONTEXT_SECONDS = 60.0, 1.0
_NO_LIMIT = (("grpc.max_receive_message_length", -1),)
_CALLS_AT_ONCE = 20
"""Malformed calls to each model between two looks at the time."""
_MOST_CHUNKS = 3
"""Read of each answer; then the caller leaves."""
_WORDS: dict[str, tuple[bytes, ...]] = {
    "voice": (b"heart", b"", b"nobody", b"../../etc/passwd", b"heart#1", b"heart:1", b"heart+heart", b"heart:nan",
              b"a\x1b[31m\nE1125 b", b"\xff", b"heart+" * 200_000),
    "format": (b"pcm", b"wav", b"opus", b"mp3", b"flac", b"mulaw", b"x" * 1000, b"\0", b"\xed\xa0\x80"),
    "encoding": (b"binary", b"base64", b"", b"\n"),
    "timestamps": (b"word", b"none", b"", b"WORD\x85"),
    "op": (b"begin", b"append", b"flush", b"end", b"interrupt", b"", b"x" * 10_000),
    "context": (b"a", b"b", b"", b"\n", b"c" * 100_000),
}  # fmt: skip
_NUMBERS: dict[str, tuple[float, ...]] = {
    "speed": (1.0, 0.25, 4.0, 0.0, -1.0, float("nan"), float("inf"), 1e-30),
    "sample_rate": (8000, 24_000, 48_000, 11_111, 0, -1, 2**31 - 1, -(2**31)),
    "seed": (0, -1, 2**63 - 1, -(2**63)),
}


@dataclass
class FoundOnServer:
    """What a run came to."""

    requests: int = 0
    calls: int = 0
    heard: int = 0
    """Sentences of the bystander."""
    faults: list[str] = field(default_factory=list)
    first_audio_seconds: list[float] = field(default_factory=list)
    """Of the bystander."""


def run(
    grpc_url: str, server_pid: int, key: str, seed: int | str, requests: int | None, seconds: float
) -> FoundOnServer:
    """Ask for odd things, so often or for so long, in three threads beside the bystander's.

    key: what the models behind `tts` answer to.
    """
    found = FoundOnServer()
    before = {stub.pid for stub in find_stubs(server_pid)}
    until = time.monotonic() + seconds
    quiet = _bystander(grpc_url)
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        running = [
            pool.submit(_odd_requests, grpc_url, f"{seed} {number}", requests, until, found) for number in range(2)
        ]
        running.append(pool.submit(_malformed, grpc_url, key, seed, requests, until, found))
        while not all(future.done() for future in running):
            heard = _bystander(grpc_url)
            found.heard += 1
            found.first_audio_seconds.append(heard[1])
            if heard[0] != quiet[0]:
                found.faults.append(f"the bystander heard {heard[0]!r} instead of {quiet[0]!r}")
            time.sleep(0.05)
    for future in running:
        future.result()
    if {stub.pid for stub in find_stubs(server_pid)} != before:
        found.faults.append("a process was replaced")
    return found


def _bystander(url: str) -> tuple[str, float]:
    """A digest of what is heard, or the error; and seconds to its first chunk."""
    began, first, digest = time.perf_counter(), 0.0, hashlib.sha256()
    request = tts_request("tts", **SENTENCE)
    with grpc.insecure_channel(url, _NO_LIMIT) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        try:
            for response in stub.ModelStreamInfer(iter([request]), timeout=ANSWER_SECONDS):
                first = first or time.perf_counter() - began
                if response.error_message:
                    return response.error_message, first
                digest.update(bytes(outputs_of(response.infer_response).get("audio", b"")))
        except grpc.RpcError as error:
            return f"{error.code().name}: {error.details()}", first
    return digest.hexdigest(), first


def _odd_requests(url: str, seed: str, requests: int | None, until: float, found: FoundOnServer) -> None:
    make, count = TextMaker(seed), 0
    with grpc.insecure_channel(url, _NO_LIMIT) as channel:
        stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
        while count != requests and time.monotonic() < until:
            count += 1
            inputs = odd_inputs(make)
            is_context = "op" in inputs  # which may rightly wait for more text
            request, wait = tts_request.__wrapped__("tts", **inputs), _CONTEXT_SECONDS if is_context else ANSWER_SECONDS
            said = _first_answer(stub, request, wait)
            found.requests += 1
            if is_context and said is not None and said.startswith("DEADLINE_EXCEEDED"):
                continue
            if fault := _fault(said):
                found.faults.append(f"{fault}: {said!r:.300} to {_described(inputs)}")


def odd_inputs(make: TextMaker) -> dict[str, Any]:
    """The inputs of a request, most of which can be served but for one or two of them."""
    r = make.random
    inputs: dict[str, Any] = {
        "text": _spoilt(r, make.text().replace("\0", "").encode("utf-8", "replace")),
        "encoding": b"base64",
    }
    if r.random() < 0.3:
        inputs["lexicon"] = make.lexicon()
    for name in r.choices([*_WORDS, *_NUMBERS], k=r.choice((0, 1, 1, 2))):
        inputs[name] = r.choice(_WORDS.get(name) or _NUMBERS[name])
    if r.random() < 0.03:
        del inputs["text"]
    return inputs


def _spoilt(r: random.Random, text: bytes) -> bytes:
    """Now and then no UTF-8, or too long."""
    if r.random() < 0.9:
        return text
    place = r.randrange(len(text) + 1)
    return (
        text[:place]
        + r.choice((b"\xff", b"\xed\xa0\x80", b"\0", b"\xc0\x80", r.choice(ATOMS).encode() * 200_000))
        + text[place:]
    )


def _first_answer(stub: Any, request: service_pb2.ModelInferRequest, seconds: float) -> str | None:
    """The error; None where there was sound, an event, or nothing but an end."""
    call = stub.ModelStreamInfer(iter([request]), timeout=seconds)
    try:
        for number, response in enumerate(call):
            if response.error_message:
                return str(response.error_message)
            if number == _MOST_CHUNKS:
                break
    except grpc.RpcError as error:
        return f"{error.code().name}: {error.details()}"
    finally:
        call.cancel()
    return None


def _fault(said: str | None) -> str | None:
    """What is wrong with an answer."""
    if said is None or "streams" in said or "would come" in said:  # sound, or a server that is full
        return None
    if not said.startswith('input "'):
        return "no fault of the caller's"
    if not said.isprintable() or len(said) > LONGEST_MESSAGE + 1:
        return "not fit to be shown"
    if "of a processor" in said:
        return "over the budget"
    return None


def _described(inputs: dict[str, Any]) -> str:
    return ", ".join(
        f"{name}={shown(value if isinstance(value, str) else repr(value))}" for name, value in inputs.items()
    )


def _malformed(url: str, key: str, seed: int | str, calls: int | None, until: float, found: FoundOnServer) -> None:
    turn = 0
    while (calls is None or turn * _CALLS_AT_ONCE < calls) and time.monotonic() < until:
        for model in MADE:
            found.faults += malformed_calls(url, key, model, turn, _CALLS_AT_ONCE)
            found.calls += _CALLS_AT_ONCE
        turn += 1
