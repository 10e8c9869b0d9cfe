"""Whether a server was started so that its models can tell gRPC requests from HTTP ones."""

import os
import subprocess
import sys

import pytest

from tritone.server.forwarded_headers import FORWARD_USER_AGENT, hands_on_user_agent, server_command


@pytest.mark.parametrize(
    ("command", "does"),
    [
        (["tritonserver", FORWARD_USER_AGENT], True),
        (["tritonserver", "--grpc-header-forward-pattern", "(?i)user-agent|x-.*"], True),
        (["tritonserver", "--grpc-header-forward-pattern=.*"], True),
        (["tritonserver", "--grpc-header-forward-pattern=x-.*"], False),
        (["tritonserver", "--grpc-header-forward-pattern=["], False),
        (["tritonserver", "--http-header-forward-pattern=.*"], False),
        ([], False),
    ],
)
def test_a_command_line_says_it(command, does):
    assert hands_on_user_agent(command) is does


def test_a_process_is_asked_for_its_command_line():
    command = [sys.executable, "-c", "import sys; print(1, flush=True); sys.stdin.read()", FORWARD_USER_AGENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.read(1)  # it runs, and has its own command line
        assert hands_on_user_agent(server_command(process.pid))
        process.communicate(b"x\n")
    assert not hands_on_user_agent(server_command(os.getpid()))


def test_a_process_that_is_not_there_says_nothing(tmp_path):
    assert server_command(1, tmp_path) == []
