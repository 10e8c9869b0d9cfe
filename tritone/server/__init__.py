"""Find, configure, start and stop the Triton server that Tritone runs in."""
