"""Samples as callers want them: formats, sample rates, loudness."""
