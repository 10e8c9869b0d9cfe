"""What `tts` has besides its callers: somebody who asks how it is, and a word to speak before anybody comes."""

from __future__ import annotations

import threading

from tritone.bridge.called_models import CalledModels
from tritone.bridge.callers.trace import CallersTraces
from tritone.bridge.process.launchers_questions import answers
from tritone.bridge.process.model_process import wait_until_initialized
from tritone.bridge.process.private_listener import PrivateListener
from tritone.streaming.orchestrator import Orchestrator

_WARM_SECONDS = 60.0
"""In which the models behind can be called, or there is something wrong that callers will be told."""


class LookedAfter:
    """Threads beside an orchestrator, until it is closed."""

    def __init__(self, name: str, orchestrator: Orchestrator, models: CalledModels, traces: CallersTraces) -> None:
        """name: of this instance of `tts`."""
        self._orchestrator = orchestrator
        self._listener = PrivateListener(name, answers(orchestrator, models, traces))
        threading.Thread(target=self._warm, name="warm", daemon=True).start()

    def close(self) -> None:
        """Answer no more questions."""
        self._listener.close()

    def _warm(self) -> None:
        wait_until_initialized()
        self._orchestrator.warm(_WARM_SECONDS)
