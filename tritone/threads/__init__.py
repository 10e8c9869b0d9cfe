"""Threads that work beside the calls that come in: how they start, wait and end."""
