"""A long run at a share of the capacity: `python -m loadtest.soak`."""
