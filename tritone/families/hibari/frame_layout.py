"""Sizes that acoustic model, vocoder and every engine of the hibari family agree on (no torch in here)."""

from __future__ import annotations

SAMPLE_RATE_HZ = 24_000
HOP_SAMPLES = 300
FFT_SAMPLES = 1200
BINS = FFT_SAMPLES // 2 + 1
HOPS_PER_FFT = FFT_SAMPLES // HOP_SAMPLES

SYMBOLS = 178
TEXT_CHANNELS = 128
FRAMES_PER_DURATION_UNIT = 2  # durations count 25 ms; the decoder's frames are 12.5 ms

# One frame, the row of the tensor between acoustic model and vocoder:
NETWORK_CHANNELS = TEXT_CHANNELS + 2  # text vector, log pitch, energy: what the decoder reads
F0_CHANNEL = NETWORK_CHANNELS  # Hz; the pulse source reads it
PHASE_CHANNEL = NETWORK_CHANNELS + 1  # cycles in [0, 1) that the pulse source has turned when the frame starts
FRAME_CHANNELS = NETWORK_CHANNELS + 2

DECODER_BLOCKS, DECODER_KERNEL = 8, 7
DECODER_LOOKAHEAD = (DECODER_BLOCKS + 1) * (DECODER_KERNEL // 2)
SPECTRUM_LOOKAHEAD = 2  # a hop of samples hears the frames one before to two after it
LOOKAHEAD_FRAMES = DECODER_LOOKAHEAD + SPECTRUM_LOOKAHEAD
