"""Several real servers on one machine, Envoy in front of them, Prometheus beside: `python -m loadtest.fleet`."""
