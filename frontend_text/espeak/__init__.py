"""Sounds by espeak-ng, in a process of its own: its licence (GPL-3) and its races stay outside the service."""
