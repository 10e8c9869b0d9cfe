"""One real server for all end-to-end tests of a session, and what is made before its tests begin."""

import contextlib
import importlib.util
import multiprocessing
import os
import signal
import sys
from pathlib import Path

import hypothesis
import pytest

from tests import fake_pb_utils

# What talks to Triton is tested in this process; a real server's stubs are processes of their own, with the real one.
sys.modules["triton_python_backend_utils"] = fake_pb_utils

# The same examples on every run, so that a change and not chance decides; `explore` looks for new ones.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=3000, deadline=None)
# A shell that runs the tests in the background has them ignore Ctrl-C, and all processes that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# References run in ONNX Runtime, whose own builds send telemetry.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# Kernels are compiled for this process and others, for wheels and with warnings as errors: once.
os.environ.setdefault("TRITONE_KERNEL_OBJECTS", str(Path(__file__).resolve().parents[1] / ".tritone" / "objects"))
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


LONGEST = (
    "families/test_other_libraries.py",
    "native/test_kernels.py",
    "native/test_aarch64.py",
    "families/test_kokoro.py",
    "families/test_piper_native.py",
    "frontend_text/test_locales.py",
    "families/test_piper.py",
    "native/test_products.py",
    "sound/test_pauses.py",
)
"""Files whose tests take half a minute and more of a core, in turn."""


def pytest_collection_modifyitems(items):
    """The longest files come first: two processes that get a file at a time then end together."""
    turns = {Path(__file__).parent / name: turn for turn, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turns.get(item.path, len(turns)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes():
    """Convert the grammars that are not here yet, before there are workers.

    Each of these would convert them for itself, and three times as slowly where coverage is measured.
    """
    from frontend_text.errors import MissingGrammars
    from frontend_text.grammars.store import LANGUAGES, grammar_files

    with multiprocessing.get_context("spawn").Pool(2) as pool, contextlib.suppress(MissingGrammars):
        pool.map(grammar_files, LANGUAGES, chunksize=1)


@pytest.fixture(scope="session", autouse=True)
def coverage_is_measured_to_the_end():
    """Coverage takes a lock around its notes: whoever is stopped there would leave it taken."""
    from tritone.threads.cpu_budget import TO_BE_FINISHED

    if coverage := importlib.util.find_spec("coverage"):
        TO_BE_FINISHED.add(str(Path(coverage.origin).with_name("collector.py")))


MAX_STREAMS = 48
MAX_TEXT_CHARS = 100_000


@pytest.fixture(scope="session")
def server():
    """A real Triton server with the real models, on free ports of this machine."""
    from tritone.server.launcher import running_server
    from tritone.server.options import ServeOptions

    # admission by measured load has servers of its own: on a busy test machine it would refuse what these tests ask
    options = ServeOptions(
        # text that comes in pieces is cut where it is certain, and not where this machine was slow
        hold_ms=60_000,
        max_streams=MAX_STREAMS,
        max_text_chars=MAX_TEXT_CHARS,
        max_load=1000,
        max_first_audio_seconds=60,
    )
    with running_server(options) as running:
        yield running
