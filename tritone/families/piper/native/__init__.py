"""Piper voices in C: text side, flow and decoder."""
