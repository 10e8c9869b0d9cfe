"""Kokoro-82M and models of its shape: StyleTTS 2 with an iSTFTNet vocoder, in PyTorch."""

from tritone.families.kokoro.family import KokoroFamily

FAMILY = KokoroFamily()
