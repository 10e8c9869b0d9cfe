"""A caller that uses plain tritonclient and plain HTTP, as any deployment's clients would."""

from __future__ import annotations

import base64
import json
import queue
from dataclasses import dataclass, field

import numpy as np
import requests
import tritonclient.grpc as triton
import tritonclient.grpc.aio as triton_aio
from tritonclient.utils import InferenceServerException

ANSWER_WITHIN_SECONDS = 60
_TEXTS = ("text", "voice", "format", "encoding", "timestamps", "lexicon")
_TYPES = {
    "speed": ("FP32", np.float32),
    "sample_rate": ("INT32", np.int32),
    "seed": ("INT64", np.int64),
    **dict.fromkeys(_TEXTS, ("BYTES", np.object_)),
}


@dataclass
class Heard:
    """One stream as the client saw it."""

    chunks: list[dict] = field(default_factory=list)
    """Output name → value, a dict for each response that carried data."""
    error: str | None = None

    def audio(self) -> bytes:
        return b"".join(chunk["audio"] for chunk in self.chunks)

    def samples(self) -> np.ndarray:
        return np.frombuffer(self.audio(), "<i2").astype(np.float64)


def tensors(inputs: dict) -> list[triton.InferInput]:
    result = []
    for name, value in inputs.items():
        kind, dtype = _TYPES[name]
        value = value.encode() if isinstance(value, str) else value
        tensor = triton.InferInput(name, [1], kind)
        tensor.set_data_from_numpy(np.array([value], dtype))
        result.append(tensor)
    return result


def values(result: triton.InferResult) -> dict:
    return {output.name: result.as_numpy(output.name)[0] for output in result.get_response().outputs}


def say(url: str, stop_after: int | None = None, **inputs) -> Heard:
    """Stream over gRPC with the synchronous client; cancel after so many chunks if asked to."""
    heard, answers = Heard(), queue.Queue()
    with triton.InferenceServerClient(url) as client:
        client.start_stream(lambda result, error: answers.put((result, error)))
        client.async_stream_infer("tts", tensors(inputs), enable_empty_final_response=True)
        while True:
            result, error = answers.get(timeout=ANSWER_WITHIN_SECONDS)
            if error is not None:
                heard.error = error.message()
                break
            if result.get_response().outputs:
                heard.chunks.append(values(result))
            if result.get_response().parameters["triton_final_response"].bool_param:
                break
            if stop_after is not None and len(heard.chunks) >= stop_after:
                client.stop_stream(cancel_requests=True)
                break
    return heard


async def say_async(url: str, **inputs) -> Heard:
    """Stream over gRPC with the asyncio client."""
    heard = Heard()
    async with triton_aio.InferenceServerClient(url) as client:

        async def requests_of_stream():
            yield {"model_name": "tts", "inputs": tensors(inputs)}

        async for result, error in client.stream_infer(requests_of_stream()):
            if error is not None:
                heard.error = error.message()
                break
            heard.chunks.append(values(result))
            if heard.chunks[-1]["is_last"]:
                break
    return heard


def refusal(url: str, **inputs) -> tuple[str, str]:
    """gRPC status and message of a request that is refused (header `triton_grpc_error`)."""
    answers = queue.Queue()
    with triton.InferenceServerClient(url) as client:
        client.start_stream(lambda result, error: answers.put(error), headers={"triton_grpc_error": "true"})
        client.async_stream_infer("tts", tensors(inputs))
        error = answers.get(timeout=ANSWER_WITHIN_SECONDS)
        assert isinstance(error, InferenceServerException), "the request was served"
        return error.status(), error.message()


def say_http(url: str, **inputs) -> tuple[int, Heard]:
    """Stream over HTTP `generate_stream`; returns the status too."""
    heard = Heard()
    with requests.post(
        f"{url}/v2/models/tts/generate_stream", json=inputs, stream=True, timeout=ANSWER_WITHIN_SECONDS
    ) as response:
        for line in response.iter_lines():
            event = json.loads(line.removeprefix(b"data: ")) if line else {}
            if "error" in event:
                heard.error = event["error"]
            elif event:
                event["audio"] = base64.b64decode(event["audio"])
                heard.chunks.append(event)
        return response.status_code, heard
