"""Spanish, French, Italian, Portuguese."""
