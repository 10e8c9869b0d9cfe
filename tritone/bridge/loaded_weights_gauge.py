"""Which voices' weights an acoustic model has loaded, as a gauge in Triton's /metrics."""

from __future__ import annotations

import re
from collections.abc import Mapping

NAME = "tritone_loaded_weights_bytes"
_DESCRIPTION = "Memory of the acoustic engine of a set of voice weights; 0 when it was put away"
_LINE = re.compile(NAME + r"\{([^}]*)\} ([0-9.e+]+)")
_LABEL = re.compile(r'(\w+)="([^"]*)"')
_HASH_LENGTH = 12


def label_of(weights_key: tuple[str, str]) -> tuple[str, str]:
    """Family and the beginning of the weights' hash."""
    return weights_key[0], weights_key[1][:_HASH_LENGTH]


def read_loaded(metrics: str) -> frozenset[tuple[str, str]]:
    """The labels of all weights that are loaded, from the text of /metrics."""
    found = ((dict(_LABEL.findall(labels)), float(value)) for labels, value in _LINE.findall(metrics))
    return frozenset((labels.get("family", ""), labels.get("weights", "")) for labels, value in found if value > 0)


class LoadedWeightsGauge:
    """Keeps the gauge at what is loaded; an instance of a model that has several overwrites the others' values."""

    def __init__(self, pb_utils):
        """pb_utils: triton_python_backend_utils, which exists only inside a server."""
        self._family = pb_utils.MetricFamily(name=NAME, description=_DESCRIPTION, kind=pb_utils.MetricFamily.GAUGE)
        self._series: dict[tuple[str, str], object] = {}

    def show(self, loaded: Mapping[tuple[str, str], int]) -> None:
        """loaded: bytes by weights key."""
        values = {label_of(key): value for key, value in loaded.items()}
        for label in {*self._series, *values}:
            if label not in self._series:
                self._series[label] = self._family.Metric(labels=dict(zip(("family", "weights"), label, strict=True)))
            self._series[label].set(float(values.get(label, 0)))

    def close(self) -> None:
        """Forget the metrics: Triton wants them gone before their model."""
        self._series.clear()
        self._family = None
