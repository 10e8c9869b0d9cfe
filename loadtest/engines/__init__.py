"""Engines and models by themselves, without a server's door: distances between sounds, rooflines, models of no cost."""
