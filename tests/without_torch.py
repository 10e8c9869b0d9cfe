"""A pytest plugin for environments without PyTorch (-p tests.without_torch): tests that need it are skipped."""

import pytest

_MISSING = ("No module named 'torch'", "PyTorch is not installed")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _skipped_without_torch((yield))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _skipped_without_torch((yield))


def _skipped_without_torch(report):
    if report.failed and any(words in str(report.longrepr) for words in _MISSING):
        report.outcome, report.longrepr = "skipped", (report.nodeid, 0, "Skipped: needs PyTorch")
    return report
