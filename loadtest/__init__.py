"""Load tests and benchmarks of a running Tritone server."""
