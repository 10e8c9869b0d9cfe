"""German, Dutch, Swedish."""
