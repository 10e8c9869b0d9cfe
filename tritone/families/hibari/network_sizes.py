"""Sizes and constants of the hibari networks and of their signal processing, for every engine (no torch in here).

The C kernels read them, and those of frame_layout.py, from a header that native/sizes_header.py writes.
"""

from __future__ import annotations

from tritone.families.hibari.frame_layout import (
    DECODER_BLOCKS,
    DECODER_KERNEL,
    HOP_SAMPLES,
    HOPS_PER_FFT,
    LOOKAHEAD_FRAMES,
    NETWORK_CHANNELS,
)

LAYER_NORM_EPSILON = 1e-5

# The text encoders of the acoustic model, one for prosody and one for the decoder:
TEXT_BLOCKS, TEXT_KERNEL = 2, 5
ATTENTION_HEADS = 2
PROSODY_ATTENTION_PASSES, DECODER_ATTENTION_PASSES = 6, 4

# The prosody network:
PROSODY_CHANNELS = 192
PROSODY_KERNEL = 7
PROSODY_DILATIONS = (1, 2, 4, 8, 1, 2)
PROSODY_MARGIN = PROSODY_KERNEL // 2 * max(PROSODY_DILATIONS)  # steps that the widest block reaches to either side
F0_SCALE_HZ, ENERGY_SCALE = 100.0, 5.0  # of the network's outputs
LOG_F0_SCALE = 5.0  # frames carry log pitch and energy divided by their scales

# The decoder:
DECODER_CHANNELS, DECODER_HIDDEN = 256, 768
HEAD_PARTS = 5  # what its head says of every bin of a spectrum

# Signal processing:
VOICED_ABOVE_HZ = 40.0
HIGHEST_HARMONIC_HZ = 11_000.0
MAX_LOG_MAGNITUDE = 7.0

# What a window of the vocoder leaves for the next one:
CARRIED_ROWS = DECODER_KERNEL - 1
SOURCE_HISTORY = LOOKAHEAD_FRAMES + 3  # pitch and phase rows kept: a window's pulses start three frames before it
INPUT_STATE = CARRIED_ROWS * NETWORK_CHANNELS
BLOCK_STATE = CARRIED_ROWS * DECODER_CHANNELS
OVERLAP_STATE = (HOPS_PER_FFT - 1) * HOP_SAMPLES
SOURCE_STATE = SOURCE_HISTORY * 2
STATE_SIZE = INPUT_STATE + DECODER_BLOCKS * BLOCK_STATE + OVERLAP_STATE + SOURCE_STATE
