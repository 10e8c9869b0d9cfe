"""Faults that a server is put through under load: `python -m loadtest.faults`."""
