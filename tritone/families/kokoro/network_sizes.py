"""What a Kokoro model's files do not say: heads, layers, strides, dilations, and the sizes of Fourier transforms."""

from __future__ import annotations

from tritone.families.kokoro.frame_layout import HOP_SAMPLES

SAMPLE_RATE_HZ = 24_000
HEADS, LAYERS = 12, 12
"""Of the transformer that reads the phonemes."""
ALBERT_LAYER = "bert.encoder.albert_layer_groups.0.albert_layers.0"
"""The one set of weights that all its layers share."""
ALBERT_EPSILON, NORM_EPSILON = 1e-12, 1e-5
"""Added to a variance before its root is taken: in that transformer, and everywhere else."""
UPS = (10, 6)
"""How many times longer each stage of the generator makes its rows."""
DILATIONS = (1, 3, 5)
"""Of the three steps of a residual block there."""
FFT_SIZE, FFT_HOP = 20, 5
BINS = FFT_SIZE // 2 + 1
STEPS_PER_FRAME = HOP_SAMPLES // FFT_HOP
"""Of the excitation's spectrum."""
