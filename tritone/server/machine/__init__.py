"""What a machine needs to run a server: what is there, what is missing, how to get it."""
