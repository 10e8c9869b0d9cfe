"""How many machines: the service simulated from what calls cost, on paper instead of in a data centre."""
