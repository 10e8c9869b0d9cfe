"""A page to listen to: every voice and what it is asked for, beside an earlier run and the voice's own runtime."""
