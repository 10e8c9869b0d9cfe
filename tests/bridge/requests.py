"""Requests as a caller of an inner model makes them, and what comes back."""

from __future__ import annotations

import numpy as np

from tests import fake_pb_utils as triton
from tritone.bridge.call_key import CallKey
from tritone.bridge.wire.vocoder_tensors import pack_windows
from tritone.pipeline.windows import VocoderWindow
from tritone.voices.installed import get_voice
from tritone.voices.voice import Voice

HEART = get_voice("heart")


def request_of(tensors, model: str = "", **changed) -> triton.InferenceRequest:
    """A request of these tensors; changed: name → array in place of what was packed, or None to leave it out."""
    kept = [tensor for tensor in tensors if tensor.name() not in changed]
    put = [triton.Tensor(name, values) for name, values in changed.items() if values is not None]
    return triton.InferenceRequest(model, [*kept, *put], correlation_id=CallKey.of_this_server().correlation_id())


def answered(response: triton.InferenceResponse) -> dict[str, np.ndarray]:
    """Output name → values."""
    assert not response.has_error(), response.error().message()
    return {tensor.name(): tensor.as_numpy() for tensor in response.output_tensors()}


def refused(response: triton.InferenceResponse) -> tuple[int, str]:
    """Code and message."""
    assert response.has_error()
    return response.error().code(), response.error().message()


def window(start: int = 0, stop: int = 4, total: int = 10, frames=None, state=None) -> VocoderWindow:
    """A window of frames of two channels."""
    frames = np.arange(2 * stop, dtype=np.float32).reshape(-1, 2) if frames is None else frames
    return VocoderWindow(frames, start, stop, total, 5, state)


def window_request(*windows: VocoderWindow, of: Voice = HEART, **changed) -> triton.InferenceRequest:
    """A request to `vocoder`."""
    return request_of(pack_windows([(item, of) for item in windows]), "vocoder", **changed)
