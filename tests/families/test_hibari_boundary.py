"""What Python and C tell each other: one source of sizes, weights by name, every array with its size."""

import ctypes
from dataclasses import replace

import numpy as np
import pytest

from tests.families.voice_data import FAMILY, FORMAT, IDS, NATIVE, VOICE
from tritone.errors import SynthesisFailed
from tritone.families.hibari.frame_layout import BINS
from tritone.families.hibari.native.sizes_header import HEADER, header_text
from tritone.families.hibari.network_sizes import STATE_SIZE
from tritone.families.shared import NOISE_PLACES
from tritone.native.kernel_model import KernelModel
from tritone.native.library import why_unsupported
from tritone.pipeline.frames import AcousticSegment
from tritone.pipeline.windows import cut_window
from tritone.voices.voice import WEIGHTS

runs_here = pytest.mark.skipif(why_unsupported() is not None, reason=str(why_unsupported()))
FRAMES = np.zeros((200, FORMAT.channels), np.float32)


@pytest.fixture(scope="module")
def acoustic():
    return FAMILY.acoustic_engine(VOICE, NATIVE)


@pytest.fixture(scope="module")
def vocoder():
    return FAMILY.vocoder_engine(VOICE, NATIVE)


@pytest.fixture(scope="module")
def kernels():
    from tritone.families.hibari.native.functions import hibari_kernels

    return hibari_kernels()


@pytest.fixture(scope="module")
def tensors():
    from tritone.families.hibari.native.engine import checkpoint_tensors

    noise = np.zeros((NOISE_PLACES + BINS, 2), np.float32)
    return checkpoint_tensors(VOICE.checked(WEIGHTS)) | {"noise": noise}


def test_the_c_header_has_the_sizes_that_python_has():
    written = "run python -m tritone.families.hibari.native.sizes_header"
    assert HEADER.read_text(encoding="utf-8") == header_text(), written
    assert f"#define STATE_SIZE {STATE_SIZE}\n" in header_text()


@runs_here
def test_a_window_leaves_a_state_of_the_size_that_python_knows(vocoder):
    assert vocoder.vocode([cut_window(FRAMES, 0, 50, FORMAT.lookahead_frames, 1, None)])[0].state.shape == (STATE_SIZE,)


@runs_here
@pytest.mark.parametrize(
    ("constructor", "name", "change", "message"),
    [
        ("vocoder", "m.dec.3.pw1.weight", None, r"tensor m.dec.3.pw1.weight is missing; the model wants \[256, 768\]"),
        ("vocoder", "m.head.weight.scale", None, "tensor m.head.weight.scale is missing"),
        (
            "vocoder",
            "noise",
            lambda x: x[:-1],
            r"tensor noise is float32 \[8792, 2\]; the model wants float32 \[8793, 2\]",
        ),
        (
            "vocoder",
            "m.dec_in.weight",
            lambda x: x[0],
            r"is float32 \[130, 7\]; the model wants float32 \[256, 130, 7\]",
        ),
        ("acoustic", "pn.text.emb.weight", lambda x: x.T, r"is float32 \[192, 178\]; .* float32 \[178, 192\]"),
        (
            "acoustic",
            "m.text.attn.linear1.weight",
            lambda x: x.astype(np.float32),
            r"is float32 \[.*wants int8 \[128, 256\]",
        ),
        ("acoustic", "pn.pro_out.bias", None, r"tensor pn.pro_out.bias is missing; the model wants \[4\]"),
        ("acoustic", "pn.dur.0.bias", lambda x: x.astype(np.float64), "tensor pn.dur.0.bias is float64 with 1 axes"),
    ],
)
def test_a_tensor_that_is_missing_or_wrong_is_named(kernels, tensors, constructor, name, change, message):
    changed = {key: array for key, array in tensors.items() if key != name}
    if change:
        changed[name] = change(tensors[name])
    with pytest.raises(SynthesisFailed, match=message):
        KernelModel(kernels, f"hibari_{constructor}", changed)


@runs_here
@pytest.mark.parametrize(
    ("start", "changes", "message"),
    [
        (
            0,
            {"frames": np.zeros((20_000, 132), np.float32)},
            r"frames are \[20000, 132\]; the window \[0, 50\).*\[79, 132\]",
        ),
        (0, {"frames": FRAMES[:78]}, r"frames are \[78, 132\]"),
        (0, {"frames": FRAMES[:79, :4]}, r"frames are \[79, 4\]"),
        (0, {"frames": FRAMES[0]}, "frames have 1 axes"),
        (0, {"start": -5000}, "allowed: start < stop"),
        (0, {"start": -1}, "allowed: up to 1048576 frames that lie in the segment"),
        (0, {"start": 50}, "allowed: start < stop"),
        (0, {"stop": 1 << 40}, "allowed: start < stop"),
        (0, {"total": 49}, "allowed: up to 1048576 frames that lie in the segment"),
        (0, {"total": (1 << 63) - 1}, "allowed: up to 1048576 frames that lie in the segment"),
        (0, {"state": np.zeros(STATE_SIZE, np.float32)}, "a state of 14032 numbers with a window that starts at 0"),
        (50, {"state": np.zeros(3, np.float32)}, "a state of 3 numbers with a window that starts at 50"),
        (50, {"state": None}, "a state of 0 numbers with a window that starts at 50"),
    ],
)
def test_a_malformed_window_is_refused_before_memory_is_read(vocoder, start, changes, message):
    state = np.zeros(STATE_SIZE, np.float32) if start else None
    window = cut_window(FRAMES, start, start + 50, FORMAT.lookahead_frames, 1, state)
    with pytest.raises(SynthesisFailed, match=message):
        vocoder.vocode([replace(window, **changes)])
    vocoder.vocode([window])  # and the engine goes on


@runs_here
@pytest.mark.parametrize(
    ("ids", "speed", "message"),
    [
        ([], 1.0, "a segment of 0 phoneme ids; allowed: 1 to 65536"),
        ([0, 178, 0], 1.0, "phoneme id 1 is 178; allowed: 0 to 177"),
        ([0, 0, -1], 1.0, "phoneme id 2 is -1; allowed: 0 to 177"),
        ([0, 50, 0], 0.0, "speed is 0; allowed: a finite number above 0"),
        ([0, 50, 0], float("nan"), "speed is nan"),
        ([0, 50, 0], 1e-30, "takes more than 262144 frames"),
    ],
)
def test_a_malformed_segment_is_refused(acoustic, ids, speed, message):
    with pytest.raises(SynthesisFailed, match=message):
        acoustic.synthesize_frames([AcousticSegment(np.array(ids, np.int32), speed)])
    acoustic.synthesize_frames([AcousticSegment(IDS[1])])


@runs_here
def test_frames_of_another_size_than_the_durations_said_are_refused(kernels, tensors):
    model = KernelModel(kernels, "hibari_acoustic", tensors)
    room = np.empty((10, FORMAT.channels), np.float32)
    with pytest.raises(SynthesisFailed, match="frames of no segment: its durations come first"):
        model.run("hibari_acoustic_frames", room)
    durations, frames = np.empty(len(IDS[1]), np.int32), ctypes.c_long()
    rates = np.ones(len(IDS[1]), np.float32)
    model.run("hibari_acoustic_durations", IDS[1], rates, durations, ctypes.byref(frames))
    assert frames.value == durations.sum() != 10
    refusal = rf"room for \[10, 132\] frames; the segment has \[{frames.value}, 132\]"
    with pytest.raises(SynthesisFailed, match=refusal):
        model.run("hibari_acoustic_frames", room)
