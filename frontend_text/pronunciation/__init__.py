"""What the grapheme-to-phoneme engines of all languages share."""
