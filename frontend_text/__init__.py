"""Turn text as people write it into segments of phonemes that a voice can speak.

    from frontend_text import Frontend
    passage = Frontend("en-us").read("Dr. Smith paid $3.50 on 2024-03-15.")
    passage.segments[0].spoken      # 'Doctor Smith paid three dollars fifty cents on ...'

Not here: acoustic models, Triton, torch. Offsets count characters of the text that was passed in.
"""

from frontend_text.errors import InvalidMarkup, MissingGraphemeToPhoneme, PronunciationFailed, UnknownLanguage
from frontend_text.frontend import Frontend
from frontend_text.markup.lexicon import Lexicon
from frontend_text.passage import MAX_PHONEMES, Mark, Passage, Segment, Word
from frontend_text.plain_text.policy import MarkupPolicy
from frontend_text.spoken import ESPEAK, MISAKI

__all__ = [
    "ESPEAK",
    "MAX_PHONEMES",
    "MISAKI",
    "Frontend",
    "InvalidMarkup",
    "Lexicon",
    "Mark",
    "MarkupPolicy",
    "MissingGraphemeToPhoneme",
    "Passage",
    "PronunciationFailed",
    "Segment",
    "UnknownLanguage",
    "Word",
]
