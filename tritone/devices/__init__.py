"""Processors and GPUs: which there are, and how PyTorch uses them."""
