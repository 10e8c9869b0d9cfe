"""What can be wrong with markup that a caller sends.

ValueError
└── InvalidMarkup   SSML or a lexicon that is malformed, too large, or asks for what does not exist
"""

from __future__ import annotations


class InvalidMarkup(ValueError):
    """SSML or a lexicon cannot be used as it is; the message says where and why."""
