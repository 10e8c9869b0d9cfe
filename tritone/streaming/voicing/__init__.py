"""How a segment's sound is made what was asked for: speed, and the level of single words."""
