"""Kokoro voices in PyTorch: the reference, and the engine on CUDA."""
