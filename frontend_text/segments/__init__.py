"""From a stretch of text to a segment: its words, their sounds, how they are said."""
