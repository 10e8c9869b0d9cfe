"""How fast people speak: what a text or its phonemes are guessed to last before they have been made into sound."""

SECONDS_PER_CHARACTER = 0.065
"""About 15 characters a second: 150 to 160 English words a minute of six characters, the space counted."""
SECONDS_PER_PHONEME_ID = 0.06
"""About 16 a second: nearly one for each character, and those between words."""
