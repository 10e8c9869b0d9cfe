"""What the package `hibari-tts` makes of words, kept for the next time they are read."""
