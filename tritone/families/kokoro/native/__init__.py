"""Kokoro voices in C: what costs the most of them."""
