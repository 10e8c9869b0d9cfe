"""Tritone: streaming text-to-speech inside Triton Inference Server."""

__version__ = "0.2.0.dev0"
