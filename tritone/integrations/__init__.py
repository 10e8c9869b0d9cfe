"""Tritone's voices in the frameworks that agents are built with. Each needs its framework, and nothing of the server."""
