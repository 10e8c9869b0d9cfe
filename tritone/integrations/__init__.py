"""Tritone's voices in the frameworks that agents are built with; each needs its framework, and no server."""
