"""Try a rule of reading: one that has a fault in it says nothing, and the text is read without it.

There are hundreds of rules, and texts that nobody thought of. No caller shall be refused for a fault of ours that
spoils one number; the fault goes to the log, without the text.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

logger = logging.getLogger(__name__)


def tried(rule: Callable[Arguments, Result], /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Result | None:
    """What the rule says; None if it raises."""
    try:
        return rule(*arguments, **named)
    except Exception:
        logger.exception("%s failed at a text, which was read without it", getattr(rule, "__qualname__", "a rule"))
        return None
