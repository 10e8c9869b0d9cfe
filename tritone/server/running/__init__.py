"""A server that runs: its processes, its log, whether it is well, and what is done when it is not."""
