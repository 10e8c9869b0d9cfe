"""Russian, Ukrainian, Polish."""
