"""One real server for all end-to-end tests of a session."""

import pytest

MAX_STREAMS = 48
MAX_TEXT_CHARS = 100_000


@pytest.fixture(scope="session")
def server():
    """A real Triton server with the real models, on free ports of this machine."""
    from tritone.server.launcher import running_server
    from tritone.server.options import ServeOptions

    with running_server(ServeOptions(max_streams=MAX_STREAMS, max_text_chars=MAX_TEXT_CHARS)) as running:
        yield running
