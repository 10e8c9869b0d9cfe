"""Whether an acoustic model of the same server has loaded a voice's weights, read from the gauge that it sets."""

from __future__ import annotations

import logging

import triton_python_backend_utils as pb_utils

from tritone.bridge.loaded_weights import LOADED_WEIGHTS, labels_of
from tritone.bridge.shown_series import kept_for_ever

logger = logging.getLogger(__name__)


class WeightsShown:
    """The gauge as another model of the same server reads it: handles of one name and labels share their series."""

    def __init__(self) -> None:
        self._handles: dict[tuple[str, str], pb_utils.Metric] = {}
        self._family: pb_utils.MetricFamily | None = None
        try:
            gauge, about = pb_utils.MetricFamily.GAUGE, LOADED_WEIGHTS.description
            self._family = kept_for_ever(pb_utils.MetricFamily(name=LOADED_WEIGHTS.name, description=about, kind=gauge))
        except Exception as error:  # a server whose metrics are switched off
            logger.warning("which voices are loaded cannot be told, since there are no metrics: %s", error)

    def are_loaded(self, weights_key: tuple[str, str]) -> bool | None:
        """Whether these weights are loaded, as of a second ago; None in a server without metrics."""
        if self._family is None:
            return None
        if weights_key not in self._handles:
            self._handles[weights_key] = kept_for_ever(self._family.Metric(labels=dict(labels_of(weights_key))))
        return self._handles[weights_key].value() > 0
