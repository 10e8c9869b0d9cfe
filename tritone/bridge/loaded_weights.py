"""Which voices' weights an acoustic model has loaded, as a gauge in /metrics, and how to find it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tritone.streaming.metrics import GAUGE, Metric, Sample

LOADED_WEIGHTS = Metric(
    "tritone_loaded_weights_bytes",
    GAUGE,
    ("family", "weights"),
    "Memory of the acoustic engine of a set of voice weights; 0 when it is not loaded",
)
_HASH_LENGTH = 12


class LoadedWeights:
    """The gauge's values; an instance of a model that has several overwrites the others'."""

    def __init__(self, sizes: Callable[[], Mapping[tuple[str, str], int]]) -> None:
        """sizes: what is loaded now, bytes by weights key."""
        self._sizes = sizes
        self._known: set[tuple[str, str]] = set()
        """What was loaded at some time."""

    def samples(self) -> list[Sample]:
        """All values now."""
        loaded = self._sizes()
        self._known |= loaded.keys()
        return [
            Sample(LOADED_WEIGHTS, LOADED_WEIGHTS.name, labels_of(key), float(loaded.get(key, 0)))
            for key in self._known
        ]


def series_of(weights_key: tuple[str, str]) -> str:
    """The series of a set of weights, as a scrape shows it."""
    return f"{LOADED_WEIGHTS.name}{{" + ",".join(f'{name}="{value}"' for name, value in labels_of(weights_key)) + "}"


def loaded_series(metrics: str) -> frozenset[str]:
    """The series of all weights that are loaded, from the text of /metrics."""
    lines = (line.rpartition(" ") for line in metrics.splitlines() if line.startswith(f"{LOADED_WEIGHTS.name}{{"))
    return frozenset(series for series, _, value in lines if float(value) > 0)


def labels_of(weights_key: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Family, and the beginning of the weights' hash."""
    return ("family", weights_key[0]), ("weights", weights_key[1][:_HASH_LENGTH])
