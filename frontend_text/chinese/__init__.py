"""Mandarin."""
