"""Whether the load rose before the first refusal, by what Prometheus tells second by second."""

import pytest

from loadtest.fleet.scaling import TARGET, row_of

QUIET, LOADED = TARGET / 2, TARGET + 0.05


def series(*values):
    return [(1000.0 + second, value) for second, value in enumerate(values)]


def test_a_load_that_rises_first_is_what_is_required():
    row = row_of(series(QUIET, LOADED, LOADED, 1.0), series(0, 0, 0, 2), began=1000.0, listeners=4)
    assert not row.missed and "after 1 s, the first was refused after 3 s" in row.seen


@pytest.mark.parametrize(
    ("load", "refusals"),
    [
        (series(QUIET, QUIET, LOADED), series(0, 1, 1)),  # refused before it rose
        (series(QUIET, LOADED), series(0, 1)),  # in the same second
        (series(QUIET, QUIET), series(0, 0)),  # never
        ([], []),  # nothing was scraped
    ],
)
def test_anything_else_is_missed(load, refusals):
    assert row_of(load, refusals, began=1000.0, listeners=2).missed


def test_nobody_refused_is_well():
    assert not row_of(series(QUIET, LOADED), [], began=1000.0, listeners=2).missed
