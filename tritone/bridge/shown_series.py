"""Series in Triton's own /metrics, safe when the model that shows them is loaded anew in place.

Triton gives all handles of the same name and labels one series, counts references for each handle of a family apart,
and frees the series with the last reference of any of them: when `tts` is loaded anew in place, the new one takes up
the series, the old one ends, its handles are given back, and the new one writes into freed memory (release 24.10: the
heap is corrupted within two reloads; core's metric_family.cc of June 2026 still counts so). So handles are never given
back. They live as long as the server's process, and counters go on where the model before left them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import TypeVar

import triton_python_backend_utils as pb_utils

Handle = TypeVar("Handle")
_Key = tuple[str, tuple[tuple[str, str], ...]]


class ShownSeries:
    """What one instance of a model shows. Not to be shared between threads."""

    def __init__(self) -> None:
        self._families: dict[str, pb_utils.MetricFamily] = {}
        self._gauges: set[str] = set()
        """Names of families that are gauges; the others are counters."""
        self._series: dict[_Key, pb_utils.Metric] = {}
        self._values: dict[_Key, float] = {}
        """What this instance has shown, as far as that still stands."""

    def declare(self, name: str, description: str, is_gauge: bool) -> None:
        """Have a family of series."""
        kind = pb_utils.MetricFamily.GAUGE if is_gauge else pb_utils.MetricFamily.COUNTER
        self._families[name] = kept_for_ever(pb_utils.MetricFamily(name=name, description=description, kind=kind))
        if is_gauge:
            self._gauges.add(name)

    def show(self, name: str, labels: Mapping[str, str], value: float) -> None:
        """Set a gauge; raise a counter by as much as the value has risen since this instance showed it last."""
        key = (name, tuple(labels.items()))
        if key not in self._series:
            self._series[key] = kept_for_ever(self._families[name].Metric(labels=dict(labels)))
            if name not in self._gauges:
                self._values[key] = 0.0
        if value == self._values.get(key):
            return
        if name in self._gauges:
            self._series[key].set(value)
        else:
            self._series[key].increment(value - self._values[key])
        self._values[key] = value

    def doubt_gauges(self) -> None:
        """Have the next values of gauges shown even if they are the same: a model that ended may have set others."""
        for key in [key for key in self._values if key[0] in self._gauges]:
            del self._values[key]

    def end_gauges(self) -> None:
        """Set all gauges to 0: what they tell of has ended."""
        for (name, _), series in self._series.items():
            if name in self._gauges:
                series.set(0.0)


def kept_for_ever(handle: Handle) -> Handle:
    """The handle, with one reference more than anyone will give back, the end of the interpreter included."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(handle))
    return handle
