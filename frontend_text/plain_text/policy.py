"""What is read, named or skipped of the markup in plain text: the caller's choices in one value."""

from __future__ import annotations

from dataclasses import dataclass

CODE_CHOICES = ("read", "name", "skip")
EMOJI_CHOICES = ("read", "skip")


@dataclass(frozen=True, slots=True)
class MarkupPolicy:
    """Where users differ; all else is fixed and written down in docs/text.md."""

    code: str = "read"
    """Code spans and blocks: `read` in words, `name` (say that there is code), or `skip`."""
    emoji: str = "read"
    """Emoji and their short codes: `read` their short names, or `skip`."""

    def __post_init__(self) -> None:
        """Raises ValueError that names what is allowed."""
        if self.code not in CODE_CHOICES:
            raise ValueError(f'code "{self.code}" is unknown; allowed: {", ".join(CODE_CHOICES)}')
        if self.emoji not in EMOJI_CHOICES:
            raise ValueError(f'emoji "{self.emoji}" is unknown; allowed: {", ".join(EMOJI_CHOICES)}')


READ_ALL = MarkupPolicy()
