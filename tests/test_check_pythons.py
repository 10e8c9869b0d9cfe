"""Which other Pythons are tried: those that are here, one after the other, as far as the time goes."""

import importlib.util
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "check_pythons.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("check_pythons", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look up their annotations
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


class Machine:
    """Interpreters that take so many seconds each; a negative number cannot be installed, an odd one fails."""

    def __init__(self, script, **seconds):
        self._script, self._clock = script, 0.0
        self._seconds = {name.replace("_", "."): value for name, value in seconds.items()}

    def try_all(self, limit):
        return self._script.try_versions(
            ["3.10", "3.12", "3.13"],
            limit,
            lambda version: version * (f"v{version}" in self._seconds) or None,
            self._check,
            lambda: self._clock,
        )

    def _check(self, version, python):
        seconds = self._seconds[f"v{version}"]
        self._clock += abs(seconds)
        if seconds < 0:
            raise self._script.NotInstalled(version)
        return seconds % 2 == 0


def test_those_that_are_here_are_tried_and_the_others_named(script):
    outcome = Machine(script, v3_10=60, v3_13=61).try_all(None)
    assert (outcome.passed, outcome.failed, outcome.absent) == (["3.10"], ["3.13"], ["3.12"])
    assert not outcome.is_good(strict=True) and not outcome.is_good(strict=False)


def test_none_is_begun_that_would_not_end_in_time_and_that_is_no_failure(script):
    outcome = Machine(script, v3_10=80, v3_12=80, v3_13=80).try_all(180)
    assert (outcome.passed, outcome.left_out) == (["3.10", "3.12"], ["3.13"])
    assert outcome.is_good(strict=False)


def test_an_environment_that_cannot_be_made_fails_only_whom_asks_for_it(script):
    outcome = Machine(script, v3_10=-10, v3_12=20).try_all(180)
    assert (outcome.passed, outcome.not_installed, outcome.absent) == (["3.12"], ["3.10"], ["3.13"])
    assert outcome.is_good(strict=False) and not outcome.is_good(strict=True)
